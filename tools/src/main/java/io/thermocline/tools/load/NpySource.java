package io.thermocline.tools.load;

import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.npy.NpyReader;
import io.thermocline.formats.npy.NpzReader;
import io.thermocline.formats.text.ImportCounts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/** Rows of an {@code .npy} array, or of the arrays of one length of an {@code .npz} archive. */
final class NpySource implements RowSource {
    /** Bytes read at once: large enough for the disk, small enough for the cache. */
    private static final long BLOCK_BYTES = 4 << 20;

    /** Column-major arrays are gathered: the more rows at once, the fewer passes. */
    private static final long FORTRAN_BYTES = 256 << 20;

    private static final int MAX_ROWS = 1 << 16;

    private final List<Part> parts = new ArrayList<>();
    private final @Nullable NpzReader archive;
    private final Schema schema;
    private final long rowCount;
    private final int blockRows;
    private final Arena arena = Arena.ofConfined();
    private final LongConsumer progress;

    /** Rows handed out. Reading thread. */
    private long done;

    private long bytes;

    /** One array and the columns it makes. */
    private static final class Part {
        private final NpyReader reader;
        private final List<ItemColumn> columns;

        /** Room for a block of rows; allocated when the first is read. */
        private @Nullable MemorySegment block;

        Part(NpyReader reader, List<ItemColumn> columns) {
            this.reader = reader;
            this.columns = columns;
        }

        long rowBytes() {
            return reader.header().rowBytes();
        }

        /** Reads rows; what is returned is overwritten by the next call. */
        MemorySegment read(long first, int count, int blockRows, Arena arena) throws IOException {
            MemorySegment room = block;
            if (room == null) {
                room = arena.allocate(Math.multiplyExact(blockRows, rowBytes()), Long.BYTES);
                block = room;
            }
            MemorySegment rows = room.asSlice(0, count * rowBytes());
            reader.readRows(first, count, rows);
            return rows;
        }
    }

    private NpySource(
            @Nullable NpzReader archive,
            List<NpyReader> readers,
            List<String> names,
            LongConsumer progress) {
        this.archive = archive;
        this.progress = progress;
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            NpyReader reader = readers.get(i);
            List<ItemColumn> made =
                    ItemColumn.of(names.get(i), reader.type(), rowShape(reader.header().shape()));
            parts.add(new Part(reader, made));
            made.forEach(column -> columns.add(column.column().withId(columns.size() + 1)));
        }
        this.schema = new Schema(1, columns, null);
        this.rowCount = readers.getFirst().header().rowCount();
        this.blockRows = blockRows(archive != null);
    }

    private static Shape rowShape(Shape shape) {
        long[] extents = shape.dimensions();
        return shape.rank() == 0 ? shape : Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
    }

    /** Opens an array; its numbers make a column of the given name. */
    static NpySource open(Path file, String column, LongConsumer progress) throws IOException {
        NpyReader reader = NpyReader.open(file);
        try {
            return new NpySource(null, List.of(reader), List.of(column), progress);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /**
     * Opens arrays of an archive.
     *
     * @param verify whether to compare the checksums of stored entries, which costs a pass
     */
    static NpySource open(Path file, ArrayChoice choice, boolean verify, LongConsumer progress)
            throws IOException {
        NpzReader archive = NpzReader.open(file, Long.MAX_VALUE);
        try {
            List<ArrayChoice.Candidate> candidates = new ArrayList<>();
            for (String name : archive.names()) {
                try (NpyReader reader = archive.reader(name)) {
                    candidates.add(new ArrayChoice.Candidate(name, reader.header().shape()));
                }
            }
            List<NpyReader> readers = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (ArrayChoice.Chosen chosen : choice.choose(file, candidates)) {
                if (verify) {
                    archive.verify(chosen.path());
                }
                readers.add(archive.reader(chosen.path()));
                names.add(chosen.column());
            }
            return new NpySource(archive, readers, names, progress);
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    /** A compressed column-major array can only be had whole. */
    private int blockRows(boolean isArchive) {
        long rows = MAX_ROWS;
        for (Part part : parts) {
            long rowBytes = Math.max(1, part.rowBytes());
            boolean turned = !part.reader.header().isRowMajor();
            if (turned && isArchive) {
                return Math.toIntExact(Math.max(1, rowCount));
            }
            rows = Math.min(rows, Math.max(1, (turned ? FORTRAN_BYTES : BLOCK_BYTES) / rowBytes));
        }
        return (int) Math.clamp(rowCount, 1, rows);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public List<ColumnVector> next() throws IOException {
        int count = (int) Math.min(blockRows, rowCount - done);
        if (count == 0) {
            return List.of();
        }
        List<ColumnVector> vectors = new ArrayList<>(schema.size());
        for (Part part : parts) {
            MemorySegment rows = part.read(done, count, blockRows, arena);
            bytes += rows.byteSize();
            for (ItemColumn column : part.columns) {
                vectors.add(column.decode(rows, count, done, blockRows, arena));
            }
        }
        done += count;
        progress.accept(bytes);
        return vectors;
    }

    @Override
    public ImportCounts counts() {
        return new ImportCounts(done, 0, 0, List.of());
    }

    @Override
    public void close() throws IOException {
        arena.close();
        for (Part part : parts) {
            part.reader.close();
        }
        if (archive != null) {
            archive.close();
        }
    }
}
