package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.Shape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;

/**
 * Writes a one-dimensional dataset of texts or lists of variable length. For every chunk the texts
 * go into the heap first, then the chunk of references to them follows: both are read in one sweep.
 */
final class VariableDatasetWriter extends DatasetWriter {
    private final Hdf5Datatype type;
    private final long rows;
    private final VariableSource source;
    private final ChunkGrid grid;
    private final FilterChoice choice;

    /** Bytes of the stored references, once they are written. */
    private long storedBytes;

    VariableDatasetWriter(Assembly assembly, Hdf5Dataset dataset, VariableSource source) {
        super(assembly, dataset.attributes());
        Hdf5Storage storage = dataset.storage();
        this.type = dataset.type();
        this.rows = dataset.shape().dimension(0);
        this.source = source;
        this.grid = ChunkGrid.of(new long[] {rows}, type.size(), true, storage.maxChunkRows());
        // References count up: they always compress.
        this.choice = new FilterChoice(Hdf5Filters.shuffleDeflate(storage.sampleLevel()), 0);
    }

    @Override
    void prepare() {
        // Nothing depends on the data.
    }

    @Override
    long storedBytes() {
        return storedBytes;
    }

    @Override
    byte[] emptyLayout() {
        return Hdf5Messages.chunked(LittleEndianBytes.UNDEFINED, grid);
    }

    @Override
    byte[] header(byte[] layout) {
        DatasetHeader.Fixed fixed =
                new DatasetHeader.Fixed(type, Shape.of(rows), true, choice.filters(), attributes());
        return DatasetHeader.encode(fixed, layout, true);
    }

    @Override
    Written writeData(FileChannel channel, long position) throws IOException {
        ChunkIndex index = new ChunkIndex(grid);
        long at = position;
        try (ChunkEncoder encoder = new ChunkEncoder()) {
            for (int chunk = 0; chunk < index.count(); chunk++) {
                MemorySegment references = encoder.raw(grid.chunkBytes());
                references.fill((byte) 0);
                try (RowSink sink = new RowSink(channel, at, references)) {
                    int count = Math.toIntExact(grid.elementCount(chunk));
                    source.send(grid.firstElement(chunk), count, sink);
                    sink.requireRows(count);
                    at = sink.finish();
                }
                encoder.encode(choice, type.size(), grid.chunkBytes());
                MemorySegment bytes = encoder.encoded();
                index.set(chunk, at, Math.toIntExact(bytes.byteSize()));
                at = WholeWrites.write(channel, bytes.asByteBuffer(), at);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        storedBytes = index.totalBytes();
        ChunkIndex.Location location = index.write(channel, Math.ceilDiv(at, 8L) * 8);
        return new Written(Hdf5Messages.chunked(location.root(), grid), location.end());
    }

    /** Puts rows into the heap and their references into a chunk. One thread. */
    private final class RowSink implements VariableSource.Sink, AutoCloseable {
        private static final int REFERENCE = Hdf5Datatype.REFERENCE_BYTES;

        private final GlobalHeapWriter heap;
        private final MemorySegment references;
        private final int elementBytes;

        /** Rows taken so far. */
        private int taken;

        RowSink(FileChannel channel, long position, MemorySegment references) {
            this.heap = new GlobalHeapWriter(channel, position, GlobalHeapWriter.ROWS_BYTES);
            this.references = references;
            this.elementBytes = type.base().size();
        }

        @Override
        public void row(MemorySegment bytes) {
            heap.add(bytes, bytes.byteSize() / elementBytes, next());
        }

        @Override
        public void row(int texts, VariableSource.TextAt textAt) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment inner = arena.allocate((long) texts * REFERENCE, Long.BYTES);
                for (int i = 0; i < texts; i++) {
                    MemorySegment text = textAt.bytes(i);
                    heap.add(text, text.byteSize(), inner.asSlice((long) i * REFERENCE, REFERENCE));
                }
                heap.add(inner, texts, next());
            }
        }

        private MemorySegment next() {
            return references.asSlice((long) taken++ * REFERENCE, REFERENCE);
        }

        void requireRows(int count) {
            if (taken != count) {
                throw new IllegalStateException(
                        "HDF5 source: expected %d rows, found %d".formatted(count, taken));
            }
        }

        long finish() {
            return heap.flush();
        }

        @Override
        public void close() {
            heap.close();
        }
    }
}
