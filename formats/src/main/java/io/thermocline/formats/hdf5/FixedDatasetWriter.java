package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;

/** Writes a dataset whose elements all have the same size: numbers, truth values, fixed texts. */
final class FixedDatasetWriter extends DatasetWriter {
    /** Bytes below which an adaptive dataset lies in one piece: an index would cost as much. */
    private static final long CONTIGUOUS_BYTES = 1L << 16;

    /** Bytes pulled at once into a contiguous dataset. */
    private static final long PIECE_BYTES = 4L << 20;

    /** Data in one piece start here, so that other programs can map them as arrays. */
    private static final long ALIGNMENT = 64;

    private final Hdf5Datatype type;
    private final Shape shape;
    private final ElementSource source;

    /** How the data are cut, or null for one piece. */
    private final @Nullable ChunkGrid grid;

    private final Hdf5Storage storage;
    private final boolean isGrowable;

    /** Decided by {@link #prepare}. */
    private FilterChoice choice = new FilterChoice(Hdf5Filters.NONE, 0);

    /** Bytes of the stored data, once they are written. */
    private long storedBytes;

    FixedDatasetWriter(Assembly assembly, Hdf5Dataset dataset, ElementSource source) {
        super(assembly, dataset.attributes());
        this.type = dataset.type();
        this.shape = dataset.shape();
        this.source = source;
        this.storage = dataset.storage();
        this.isGrowable = storage.layout() == Hdf5Storage.Layout.GROWABLE;
        this.grid =
                isChunked()
                        ? ChunkGrid.of(
                                shape.dimensions(), type.size(), isGrowable, storage.maxChunkRows())
                        : null;
    }

    private boolean isChunked() {
        if (isGrowable) {
            requireGrowable(shape);
            return true;
        }
        long bytes = Math.multiplyExact(shape.elementCount(), (long) type.size());
        return storage.layout() == Hdf5Storage.Layout.ADAPTIVE
                && shape.rank() > 0
                && bytes >= CONTIGUOUS_BYTES;
    }

    /** Refuses what cannot grow. */
    static void requireGrowable(Shape shape) {
        boolean isEmptyBehind = false;
        for (int axis = 1; axis < shape.rank(); axis++) {
            isEmptyBehind |= shape.dimension(axis) == 0;
        }
        if (shape.rank() == 0 || isEmptyBehind) {
            throw new IllegalArgumentException(
                    "HDF5 dataset: expected a first axis, and no empty axis behind it, in a"
                            + " growable dataset; found shape "
                            + shape);
        }
    }

    @Override
    void prepare() {
        ChunkGrid cut = grid;
        if (cut != null) {
            choice = FilterChoice.of(storage, source, cut, shape.elementCount());
        }
    }

    @Override
    long storedBytes() {
        return storedBytes;
    }

    @Override
    byte[] emptyLayout() {
        ChunkGrid cut = grid;
        return cut == null
                ? Hdf5Messages.contiguous(LittleEndianBytes.UNDEFINED, 0)
                : Hdf5Messages.chunked(LittleEndianBytes.UNDEFINED, cut);
    }

    @Override
    byte[] header(byte[] layout) {
        DatasetHeader.Fixed fixed =
                new DatasetHeader.Fixed(type, shape, isGrowable, choice.filters(), attributes());
        return DatasetHeader.encode(fixed, layout, grid != null);
    }

    @Override
    Written writeData(FileChannel channel, long position) throws IOException {
        ChunkGrid cut = grid;
        return cut == null ? writePiece(channel, position) : writeChunks(channel, position, cut);
    }

    private Written writeChunks(FileChannel channel, long position, ChunkGrid cut)
            throws IOException {
        ChunkIndex index = new ChunkIndex(cut);
        ChunkPipeline.Job job = new ChunkPipeline.Job(cut, choice, source);
        long end = assembly().pipeline().write(job, channel, position, index);
        storedBytes = index.totalBytes();
        ChunkIndex.Location location = index.write(channel, Math.ceilDiv(end, 8L) * 8);
        return new Written(Hdf5Messages.chunked(location.root(), cut), location.end());
    }

    private Written writePiece(FileChannel channel, long position) throws IOException {
        long elements = shape.elementCount();
        if (elements == 0) {
            return new Written(emptyLayout(), position);
        }
        long start = Math.ceilDiv(position, ALIGNMENT) * ALIGNMENT;
        long perPiece = Math.clamp(PIECE_BYTES / type.size(), 1, elements);
        long at = start;
        try (Arena arena = Arena.ofConfined()) {
            boolean isInMemory =
                    source instanceof MemorySource memory && memory.memory().isNative();
            MemorySegment piece =
                    isInMemory
                            ? MemorySegment.NULL
                            : arena.allocate(perPiece * type.size(), ALIGNMENT);
            for (long first = 0; first < elements; first += perPiece) {
                long count = Math.min(perPiece, elements - first);
                at = WholeWrites.write(channel, piece(first, count, piece).asByteBuffer(), at);
            }
        }
        storedBytes = at - start;
        return new Written(Hdf5Messages.contiguous(start, storedBytes), at);
    }

    /** Returns elements where they lie, or copied into {@code scratch} if there is any. */
    private MemorySegment piece(long first, long count, MemorySegment scratch) {
        if (scratch.byteSize() == 0 && source instanceof MemorySource memory) {
            return memory.slice(first, count);
        }
        MemorySegment part = scratch.asSlice(0, count * type.size());
        source.fill(first, part);
        return part;
    }
}
