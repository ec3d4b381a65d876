package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the chunks of a foreign dataset are, read from any of HDF5's six indexes. Chunks that were
 * never written are not in it. One thread.
 */
final class ForeignChunks {
    private final ForeignFile file;
    private final Shape shape;
    private final Shape limits;
    private final Shape chunk;

    /** Bytes of a chunk before filters. */
    private final long chunkBytes;

    /** Chunks by their row-major number among those that the extents need. */
    private final Map<Long, Entry> entries = new HashMap<>();

    /**
     * A stored chunk.
     *
     * @param address where it is
     * @param bytes stored bytes
     * @param mask bit i is set where filter i was not applied
     */
    record Entry(long address, long bytes, int mask) {}

    private ForeignChunks(ForeignFile file, Shape shape, Shape limits, Shape chunk, long bytes) {
        this.file = file;
        this.shape = shape;
        this.limits = limits;
        this.chunk = chunk;
        this.chunkBytes = bytes;
    }

    /**
     * Reads the index.
     *
     * @param shape extents of the dataset
     * @param limits largest extents, −1 replaced by the present extent for the unlimited axis
     * @param unlimitedAxis the axis without limit, or −1
     */
    static ForeignChunks read(
            ForeignFile file,
            ForeignLayout layout,
            Shape shape,
            Shape limits,
            int unlimitedAxis,
            long chunkBytes) {
        ForeignChunks chunks = new ForeignChunks(file, shape, limits, layout.chunk(), chunkBytes);
        if (file.isUndefined(layout.address())) {
            return chunks;
        }
        switch (layout.index().type()) {
            case ForeignLayout.Index.TREE1 -> chunks.tree1(layout.address(), 256);
            case ForeignLayout.Index.SINGLE -> chunks.single(layout);
            case ForeignLayout.Index.IMPLICIT -> chunks.implicit(layout.address());
            case ForeignLayout.Index.FIXED_ARRAY ->
                    new FixedArrayIndex(file, chunks).read(layout.address());
            case ForeignLayout.Index.EXTENSIBLE_ARRAY ->
                    new ExtensibleArrayIndex(file, chunks, unlimitedAxis).read(layout.address());
            default -> new Tree2Index(file, chunks).read(layout.address());
        }
        return chunks;
    }

    /** Returns a chunk by its row-major number, or null if it was never written. */
    @Nullable Entry get(long number) {
        return entries.get(number);
    }

    /** Returns the number of stored chunks. */
    int count() {
        return entries.size();
    }

    /** Returns the stored bytes of all chunks. */
    long storedBytes() {
        return entries.values().stream().mapToLong(Entry::bytes).sum();
    }

    int rank() {
        return shape.rank();
    }

    long chunkBytes() {
        return chunkBytes;
    }

    /** Returns the chunks along an axis up to its limit, by which arrays number them. */
    long limitChunks(int axis) {
        return Math.ceilDiv(limits.dimension(axis), chunk.dimension(axis));
    }

    /** Enters a chunk; one beyond the present extents is left out. */
    void put(long[] scaled, long address, long bytes, int mask) {
        long number = 0;
        for (int axis = 0; axis < scaled.length; axis++) {
            long count = Math.ceilDiv(shape.dimension(axis), chunk.dimension(axis));
            if (scaled[axis] < 0 || scaled[axis] >= count) {
                return;
            }
            number = number * count + scaled[axis];
        }
        if (entries.put(number, new Entry(address, bytes, mask)) != null) {
            throw file.corrupt(address, "chunk index", "each chunk once", "chunk " + number);
        }
    }

    /** Enters chunk {@code number} of an array, which numbers them by the limits. */
    void putNumbered(long number, long address, long bytes, int mask) {
        long[] scaled = new long[rank()];
        long rest = number;
        for (int axis = rank() - 1; axis > 0; axis--) {
            scaled[axis] = rest % limitChunks(axis);
            rest /= limitChunks(axis);
        }
        scaled[0] = rest;
        put(scaled, address, bytes, mask);
    }

    private void single(ForeignLayout layout) {
        long bytes = layout.index().singleBytes();
        put(
                new long[rank()],
                layout.address(),
                bytes < 0 ? chunkBytes : bytes,
                layout.index().singleMask());
    }

    private void implicit(long address) {
        long count = 1;
        for (int axis = 0; axis < rank(); axis++) {
            count = Math.multiplyExact(count, limitChunks(axis));
        }
        file.bytes().require(address, Math.multiplyExact(count, chunkBytes), "chunks");
        for (long number = 0; number < count; number++) {
            putNumbered(number, address + number * chunkBytes, chunkBytes, 0);
        }
    }

    /** Reads a node of a version 1 B-tree; levels below must count down to 0. */
    private void tree1(long address, int levelAbove) {
        int offsetBytes = file.getSizeOfOffsets();
        ByteBuffer prefix = file.readBufferFromAddress(address, 8 + 2 * offsetBytes);
        file.requireSignature(prefix, address, "TREE");
        int type = prefix.get();
        int level = Byte.toUnsignedInt(prefix.get());
        int count = Short.toUnsignedInt(prefix.getShort());
        if (type != 1 || level >= levelAbove) {
            throw file.corrupt(
                    address,
                    "chunk index",
                    "a level below " + levelAbove,
                    level + ", type " + type);
        }
        int keyBytes = ChunkIndex.keyBytes(rank());
        ByteBuffer keys =
                file.readBufferFromAddress(
                        address + 8 + 2L * offsetBytes, count * (keyBytes + offsetBytes));
        long[] scaled = new long[rank()];
        for (int i = 0; i < count; i++) {
            long bytes = Integer.toUnsignedLong(keys.getInt());
            int mask = keys.getInt();
            boolean isWhole = true;
            for (int axis = 0; axis < rank(); axis++) {
                long offset = keys.getLong();
                isWhole &= offset % chunk.dimension(axis) == 0;
                scaled[axis] = offset / chunk.dimension(axis);
            }
            isWhole &= keys.getLong() == 0;
            long child = file.offset(keys);
            if (level > 0) {
                tree1(child, level);
            } else if (!isWhole) {
                throw file.corrupt(address, "chunk offset", "a multiple of the chunk", "another");
            } else {
                put(scaled, child, bytes, mask);
            }
        }
    }
}
