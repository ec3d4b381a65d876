package io.thermocline.formats.hdf5;

import io.jhdf.object.message.DataSpace;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dataset of a foreign file: what it is, and its stored elements, still in the file's byte order.
 *
 * <p>Thread rules: one thread at a time.
 */
final class ForeignDataset {
    /** Bytes of decoded chunks kept for the next slice: a band of chunks, read row by row. */
    private static final long CACHE_BYTES = 32L << 20;

    private static final long LARGEST_NUMBER_BYTES = 16;

    private final ForeignFile file;
    private final ForeignType type;
    private final Shape shape;
    private final ForeignLayout layout;
    private final FilterChain filters;

    /** Bytes of the fill value, or null for zeros. */
    private final byte @Nullable [] fill;

    private final boolean isNullSpace;
    private final Shape limits;
    private final int unlimitedAxis;

    /** The chunk index once it was read. */
    private @Nullable ForeignChunks chunks;

    /** Decoded chunks by number, the one used last at the end. */
    private final LinkedHashMap<Long, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true);

    private ForeignDataset(
            ForeignHeader header, ForeignType type, DataSpace space, ForeignLayout layout) {
        this.file = header.file();
        this.type = type;
        this.isNullSpace = space.getType() == 2;
        long[] extents = space.getDimensionsAsLong();
        this.shape = isNullSpace ? Shape.of(0) : Shape.of(extents);
        long[] most = space.getMaxSizes();
        int unlimited = -1;
        for (int axis = 0; axis < extents.length; axis++) {
            if (most[axis] < 0) {
                unlimited = unlimited < 0 ? axis : unlimited;
                most[axis] = extents[axis];
            }
        }
        this.unlimitedAxis = unlimited;
        this.limits = Shape.of(most);
        this.layout = layout;
        this.filters = FilterChain.of(header);
        this.fill = fillValue(header, type);
    }

    /**
     * Interprets a header.
     *
     * @throws UnsupportedFormatException if the dataset needs something we refuse; the message
     *     names it
     */
    static ForeignDataset of(ForeignHeader header) {
        ForeignFile file = header.file();
        if (header.has(ForeignHeader.EXTERNAL_FILES)) {
            throw new UnsupportedFormatException(
                    file.path() + ": data in external files are not read");
        }
        ForeignHeader.Message typeMessage = header.require(Hdf5Messages.DATATYPE);
        ForeignHeader.Message space = header.require(Hdf5Messages.DATASPACE);
        if (typeMessage.isShared()) {
            throw new UnsupportedFormatException(
                    file.path() + ": committed (named) datatypes are not read");
        }
        if (space.isShared()) {
            throw new UnsupportedFormatException(
                    file.path() + ": shared header messages are not read");
        }
        return file.guarded(() -> {
            ForeignType type = ForeignType.of(typeMessage.reader());
            DataSpace extents = DataSpace.readDataSpace(space.reader(), file.getSuperblock());
            ForeignLayout layout = ForeignLayout.of(header);
            ForeignDataset dataset = new ForeignDataset(header, type, extents, layout);
            dataset.requireLayout();
            // Refuses extents whose bytes leave the range of a long, whatever the element.
            Math.multiplyExact(
                    dataset.fullShape().elementCount(),
                    Math.max(LARGEST_NUMBER_BYTES, type.elementBytes()));
            return dataset;
        });
    }

    private void requireLayout() {
        if (layout.kind() == ForeignLayout.Kind.CHUNKED) {
            boolean isSound = layout.chunk().rank() == shape.rank() && shape.rank() > 0;
            for (int axis = 0; isSound && axis < shape.rank(); axis++) {
                isSound = layout.chunk().dimension(axis) > 0;
            }
            if (!isSound) {
                throw file.corrupt(0, "chunk extents", "one a dimension", layout.chunk());
            }
        }
    }

    /** Finds the fill value in its present or old message. */
    private static byte @Nullable [] fillValue(ForeignHeader header, ForeignType type) {
        ForeignHeader.Message message = header.find(Hdf5Messages.FILL_VALUE);
        ForeignHeader.Message old = header.find(ForeignHeader.FILL_VALUE_OLD);
        byte[] fill = null;
        if (message != null && !message.isShared()) {
            ByteBuffer body = message.reader();
            int version = body.get();
            boolean isDefined;
            if (version == 3) {
                isDefined = (body.get() & 0x20) != 0;
            } else {
                body.getShort();
                isDefined = body.get() != 0;
            }
            if (isDefined && body.remaining() >= Integer.BYTES) {
                fill = take(body);
            }
        } else if (old != null) {
            fill = take(old.reader());
        }
        return fill == null || fill.length != type.elementBytes() ? null : fill;
    }

    private static byte @Nullable [] take(ByteBuffer body) {
        int size = body.getInt();
        if (size <= 0 || size > body.remaining()) {
            return null;
        }
        byte[] bytes = new byte[size];
        body.get(bytes);
        return bytes;
    }

    ForeignType type() {
        return type;
    }

    ForeignLayout layout() {
        return layout;
    }

    FilterChain filters() {
        return filters;
    }

    boolean isNullSpace() {
        return isNullSpace;
    }

    /** Returns the extents, without the axes of array types. */
    Shape shape() {
        return shape;
    }

    /** Returns the extents of what is read, those of array types included. */
    Shape fullShape() {
        long[] inner = type.inner().dimensions();
        long[] full = Arrays.copyOf(shape.dimensions(), shape.rank() + inner.length);
        System.arraycopy(inner, 0, full, shape.rank(), inner.length);
        return Shape.of(full);
    }

    /**
     * Returns the most bytes the elements can really have: what is stored, times what filters can
     * save, and something for fill values.
     */
    long plausibleBytes() {
        return Math.addExact(64L << 20, file.size() * FilterChain.MAX_RATIO);
    }

    /**
     * Reads stored elements.
     *
     * @param firstRow first index along the first axis; 0 for a scalar
     * @param rows number of them; 1 for a scalar
     */
    byte[] read(long firstRow, long rows) {
        long rowBytes = type.elementBytes();
        for (int axis = 1; axis < shape.rank(); axis++) {
            rowBytes = Math.multiplyExact(rowBytes, shape.dimension(axis));
        }
        byte[] target = new byte[Math.toIntExact(Math.multiplyExact(rows, rowBytes))];
        fillWithDefault(target);
        if (target.length == 0) {
            return target;
        }
        switch (layout.kind()) {
            case COMPACT -> readCompact(Math.toIntExact(firstRow * rowBytes), target);
            case CONTIGUOUS -> readContiguous(firstRow * rowBytes, target);
            case CHUNKED -> readChunks(firstRow, rows, target);
        }
        return target;
    }

    private void fillWithDefault(byte[] target) {
        byte[] value = fill;
        if (value != null) {
            for (int at = 0; at < target.length; at += value.length) {
                System.arraycopy(value, 0, target, at, value.length);
            }
        }
    }

    private void readCompact(int from, byte[] target) {
        ByteBuffer data = layout.compact();
        if (data == null || data.remaining() == 0) {
            return;
        }
        if (from + target.length > data.remaining()) {
            throw file.corrupt(0, "compact data", from + target.length, data.remaining());
        }
        data.duplicate().get(from, target);
    }

    private void readContiguous(long from, byte[] target) {
        if (file.isUndefined(layout.address())) {
            return;
        }
        if (layout.bytes() >= 0 && from + target.length > layout.bytes()) {
            throw file.corrupt(
                    layout.address(), "data bytes", from + target.length, layout.bytes());
        }
        long address = Math.addExact(layout.address(), from + file.getUserBlockSize());
        byte[] bytes = file.bytes().readArray(address, target.length, "data");
        System.arraycopy(bytes, 0, target, 0, bytes.length);
    }

    private void readChunks(long firstRow, long rows, byte[] target) {
        filters.requireKnown();
        long firstChunk = firstRow / layout.chunk().dimension(0);
        long lastChunk = (firstRow + rows - 1) / layout.chunk().dimension(0);
        long perBand = 1;
        for (int axis = 1; axis < shape.rank(); axis++) {
            perBand *= Math.ceilDiv(shape.dimension(axis), layout.chunk().dimension(axis));
        }
        for (long band = firstChunk; band <= lastChunk; band++) {
            for (long i = 0; i < perBand; i++) {
                long number = band * perBand + i;
                byte[] decoded = chunk(number);
                if (decoded != null) {
                    new ChunkCopy(shape, layout.chunk(), (int) type.elementBytes())
                            .copy(number, decoded, firstRow, rows, target);
                }
            }
        }
    }

    private ForeignChunks chunks() {
        ForeignChunks known = chunks;
        if (known == null) {
            long bytes = Math.multiplyExact(layout.chunk().elementCount(), type.elementBytes());
            known = ForeignChunks.read(file, layout, shape, limits, unlimitedAxis, bytes);
            chunks = known;
        }
        return known;
    }

    private byte @Nullable [] chunk(long number) {
        byte[] cached = cache.get(number);
        if (cached != null) {
            return cached;
        }
        ForeignChunks.Entry entry = chunks().get(number);
        if (entry == null) {
            return null;
        }
        long chunkBytes = chunks().chunkBytes();
        long most = Math.multiplyExact(entry.bytes(), FilterChain.MAX_RATIO) + 64;
        if (chunkBytes > Integer.MAX_VALUE - 64 || chunkBytes > most) {
            throw file.corrupt(entry.address(), "chunk", "at most " + most + " bytes", chunkBytes);
        }
        byte[] stored =
                file.bytes()
                        .readArray(
                                Math.addExact(entry.address(), file.getUserBlockSize()),
                                Math.toIntExact(entry.bytes()),
                                "chunk");
        int mask = isUnfilteredEdge(number) ? -1 : entry.mask();
        byte[] decoded = filters.decode(stored, mask, chunkBytes, entry.address());
        keep(number, decoded);
        return decoded;
    }

    /** HDF5 can be told to store chunks that stick out of the dataset without filters. */
    private boolean isUnfilteredEdge(long number) {
        if (!layout.index().skipsEdges()) {
            return false;
        }
        long rest = number;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            long extent = layout.chunk().dimension(axis);
            long count = Math.ceilDiv(shape.dimension(axis), extent);
            if ((rest % count + 1) * extent > shape.dimension(axis)) {
                return true;
            }
            rest /= count;
        }
        return false;
    }

    private void keep(long number, byte[] decoded) {
        cache.put(number, decoded);
        long most = Math.max(1, CACHE_BYTES / Math.max(1, decoded.length));
        while (cache.size() > most) {
            Map.Entry<Long, byte[]> eldest = cache.entrySet().iterator().next();
            cache.remove(eldest.getKey());
        }
    }
}
