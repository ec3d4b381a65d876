package io.thermocline.formats.hdf5;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A dataset of a {@link SealedFile}: extents, chunk index, and its elements. Any thread; the index
 * is read when it is first needed.
 */
final class SealedDataset {
    /** Class of types whose values lie in heaps, which lie between the chunks. */
    private static final int CLASS_VARIABLE = 9;

    private final SealedObject header;
    private final long[] dimensions;
    private final int elementBytes;
    private final Hdf5Filters filters;

    /** How the elements are cut, or null if they lie in one piece. */
    private final @Nullable ChunkGrid grid;

    /** Address of the chunk index, or of the elements. */
    private final long address;

    /** The chunk index once it was read. Guarded by this. */
    private @Nullable ChunkIndex index;

    private SealedDataset(
            SealedObject header,
            long[] dimensions,
            int elementBytes,
            Hdf5Filters filters,
            @Nullable ChunkGrid grid,
            long address) {
        this.header = header;
        this.dimensions = dimensions;
        this.elementBytes = elementBytes;
        this.filters = filters;
        this.grid = grid;
        this.address = address;
    }

    /**
     * Interprets the header of a dataset.
     *
     * @throws CorruptFileException if it is no dataset as we write it
     */
    static SealedDataset of(SealedObject header) {
        try {
            return parse(header);
        } catch (BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw header.corrupt("dataset", "a header as Thermocline writes it", e.getMessage());
        }
    }

    private static SealedDataset parse(SealedObject header) {
        long[] dimensions = dimensions(header);
        int elementBytes = header.message(Hdf5Messages.DATATYPE).getInt(4);
        if (elementBytes < 1) {
            throw header.corrupt("element size", "at least 1 byte", elementBytes);
        }
        ByteBuffer layout = header.message(Hdf5Messages.LAYOUT);
        int version = layout.get();
        int kind = layout.get();
        if (version == 3 && kind == Hdf5Messages.LAYOUT_CONTIGUOUS) {
            long address = layout.getLong();
            long bytes = elementBytes;
            for (long dimension : dimensions) {
                bytes = Math.multiplyExact(bytes, dimension);
            }
            if (layout.getLong() != bytes) {
                throw header.corrupt("layout bytes", bytes, "another number");
            }
            return new SealedDataset(
                    header, dimensions, elementBytes, Hdf5Filters.NONE, null, address);
        }
        int axes = layout.get();
        if (version != 3 || kind != Hdf5Messages.LAYOUT_CHUNKED || axes != dimensions.length + 1) {
            throw header.corrupt("layout", "version 3, chunked or contiguous", version);
        }
        long address = layout.getLong();
        long[] chunk = new long[dimensions.length];
        for (int axis = 0; axis < chunk.length; axis++) {
            chunk[axis] = Integer.toUnsignedLong(layout.getInt());
        }
        ChunkGrid grid = ChunkGrid.ofStored(dimensions, chunk, elementBytes);
        if (layout.getInt() != elementBytes
                || grid == null
                || grid.chunkBytes() > Math.max(ChunkGrid.MAX_BYTES, elementBytes)) {
            throw header.corrupt(
                    "chunk extents", "at most 1 MiB cut along one axis", Arrays.toString(chunk));
        }
        return new SealedDataset(
                header, dimensions, elementBytes, filters(header, elementBytes), grid, address);
    }

    private static long[] dimensions(SealedObject header) {
        ByteBuffer space = header.message(Hdf5Messages.DATASPACE);
        int version = space.get();
        int rank = space.get();
        int flags = space.get();
        if (version != 2 || rank < 0 || rank > Shape.MAX_RANK) {
            throw header.corrupt("dataspace", "version 2", version);
        }
        space.get();
        long[] dimensions = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            dimensions[axis] = space.getLong();
            if (dimensions[axis] < 0) {
                throw header.corrupt("extent", "at least 0", dimensions[axis]);
            }
        }
        byte[] expected = Hdf5Messages.dataspace(dimensions, flags == 1);
        if (!Arrays.equals(expected, header.messageBytes(Hdf5Messages.DATASPACE))) {
            throw header.corrupt("dataspace", "as Thermocline writes it", "another");
        }
        return dimensions;
    }

    /** Finds the pipeline among the few that we write. */
    private static Hdf5Filters filters(SealedObject header, int elementBytes) {
        if (header.messageOrNull(Hdf5Messages.FILTERS) == null) {
            return Hdf5Filters.NONE;
        }
        byte[] found = header.messageBytes(Hdf5Messages.FILTERS);
        if (Arrays.equals(found, Hdf5Messages.filters(Hdf5Filters.CHECKSUM, elementBytes))) {
            return Hdf5Filters.CHECKSUM;
        }
        for (int level = 1; level <= 9; level++) {
            Hdf5Filters plain = Hdf5Filters.deflate(level);
            Hdf5Filters shuffled = Hdf5Filters.shuffleDeflate(level);
            if (Arrays.equals(found, Hdf5Messages.filters(plain, elementBytes))) {
                return plain;
            }
            if (Arrays.equals(found, Hdf5Messages.filters(shuffled, elementBytes))) {
                return shuffled;
            }
        }
        throw header.corrupt("filters", "shuffle, deflate and fletcher32", Arrays.toString(found));
    }

    long[] dimensions() {
        return dimensions.clone();
    }

    int elementBytes() {
        return elementBytes;
    }

    /** Returns the body of the datatype message. */
    byte[] type() {
        return header.messageBytes(Hdf5Messages.DATATYPE);
    }

    SealedObject header() {
        return header;
    }

    /** Returns the elements of a chunk, or of the whole dataset if it lies in one piece. */
    long chunkElements() {
        ChunkGrid cut = grid;
        return cut == null ? elementCount() : cut.chunkElements();
    }

    private long elementCount() {
        long count = 1;
        for (long dimension : dimensions) {
            count *= dimension;
        }
        return count;
    }

    /**
     * Reads consecutive elements, row-major.
     *
     * @param target private memory, a whole number of elements within the dataset
     * @throws CorruptFileException if a checksum does not hold
     */
    void read(long firstElement, MemorySegment target) {
        ChunkGrid cut = grid;
        FileBytes file = header.file().bytes();
        if (cut == null) {
            file.read(address + firstElement * elementBytes, target, "elements");
            return;
        }
        ChunkIndex chunks = index();
        long end = firstElement + target.byteSize() / elementBytes;
        long element = firstElement;
        while (element < end) {
            int chunk = Math.toIntExact(cut.chunkOf(element));
            long chunkFirst = cut.firstElement(chunk);
            long stop = Math.min(end, chunkFirst + cut.elementCount(chunk));
            MemorySegment part =
                    target.asSlice(
                            (element - firstElement) * elementBytes,
                            (stop - element) * elementBytes);
            StoredChunk stored =
                    new StoredChunk(
                            file,
                            chunks.address(chunk),
                            chunks.storedBytes(chunk),
                            cut.chunkBytes(),
                            elementBytes);
            stored.decode(filters, (element - chunkFirst) * elementBytes, part);
            element = stop;
        }
    }

    /** Reads the chunk index now, which checks it. */
    synchronized ChunkIndex index() {
        ChunkIndex known = index;
        ChunkGrid cut = grid;
        if (cut == null) {
            throw new IllegalStateException("dataset in one piece: no chunk index");
        }
        if (known == null) {
            boolean isVariable = (type()[0] & 0x0f) == CLASS_VARIABLE;
            FileBytes file = header.file().bytes();
            known = ChunkIndexReader.read(file, cut, address, !isVariable);
            index = known;
        }
        return known;
    }
}
