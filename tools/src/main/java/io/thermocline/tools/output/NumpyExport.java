package io.thermocline.tools.output;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.npy.NpyType;
import io.thermocline.formats.npy.NpyWriter;
import io.thermocline.formats.npy.NpzWriter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A result as NumPy file.
 *
 * <p>{@code .npz} gets an array a column; {@code .npy} gets the one column, or records with a field
 * a column. Temporary files take as much room as the result.
 */
public final class NumpyExport implements AutoCloseable {
    private final List<NumpySpool> spools = new ArrayList<>();

    /**
     * Starts an export.
     *
     * @param directory where temporary files may lie
     * @throws FormatException if a column has a type that NumPy files do not hold
     */
    public NumpyExport(ResultColumns columns, Path directory) throws IOException {
        try {
            for (int i = 0; i < columns.names().size(); i++) {
                spools.add(
                        NumpySpool.of(columns.names().get(i), columns.types().get(i), directory));
            }
        } catch (IOException | RuntimeException e) {
            try (this) {
                throw e;
            }
        }
    }

    /** Adds rows. */
    public void append(List<ColumnVector> batch) throws IOException {
        for (int i = 0; i < spools.size(); i++) {
            spools.get(i).append(batch.get(i));
        }
    }

    /** Writes an archive with an array a column to a file that does not exist yet. */
    public void writeNpz(Path file) throws IOException {
        try (NpzWriter archive = NpzWriter.create(file);
                Arena arena = Arena.ofConfined()) {
            for (NumpySpool spool : spools) {
                Shape shape = joined(spool.rowCount(), spool.rowShape());
                try (NpyWriter writer =
                        archive.begin(spool.name(), spool.itemType(), shape, false)) {
                    copy(List.of(spool), writer, arena);
                    writer.finish();
                }
            }
            archive.finish();
        }
    }

    /** Writes one array to a file that does not exist yet. */
    public void writeNpy(Path file) throws IOException {
        NumpySpool first = spools.getFirst();
        boolean single = spools.size() == 1;
        NpyType type = single ? first.itemType() : records();
        Shape shape =
                single ? joined(first.rowCount(), first.rowShape()) : Shape.of(first.rowCount());
        try (NpyWriter writer = NpyWriter.create(file, type, shape);
                Arena arena = Arena.ofConfined()) {
            copy(spools, writer, arena);
            writer.finish();
        }
    }

    private static Shape joined(long rows, Shape rowShape) {
        return rowShape.rank() == 0 ? Shape.of(rows) : Shape.of(rows, rowShape.dimension(0));
    }

    private NpyType.Struct records() {
        List<NpyType.Field> fields = new ArrayList<>();
        long offset = 0;
        for (NumpySpool spool : spools) {
            fields.add(
                    new NpyType.Field(
                            spool.name(),
                            spool.itemType(),
                            spool.rowShape(),
                            Math.toIntExact(offset)));
            offset += spool.rowBytes();
        }
        try {
            return new NpyType.Struct(fields, Math.toIntExact(offset));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(
                    "NPY: these columns make no records (%s); export to NPZ"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static void copy(List<NumpySpool> spools, NpyWriter writer, Arena arena)
            throws IOException {
        long rowBytes = 0;
        for (NumpySpool spool : spools) {
            spool.rewind();
            rowBytes += spool.rowBytes();
        }
        long rows = spools.getFirst().rowCount();
        int blockRows = Math.clamp(NumpySpool.BLOCK_BYTES / Math.max(1, rowBytes), 1, 1 << 16);
        MemorySegment records = arena.allocate(blockRows * rowBytes, Long.BYTES);
        List<MemorySegment> parts = new ArrayList<>();
        for (NumpySpool spool : spools) {
            parts.add(
                    spools.size() == 1 ? records : arena.allocate(blockRows * spool.rowBytes(), 8));
        }
        for (long done = 0; done < rows; done += blockRows) {
            int count = (int) Math.min(blockRows, rows - done);
            long offset = 0;
            for (int i = 0; i < parts.size(); i++) {
                long width = spools.get(i).rowBytes();
                MemorySegment part = parts.get(i).asSlice(0, count * width);
                spools.get(i).nextRows(count, part);
                for (int row = 0; parts.size() > 1 && row < count; row++) {
                    MemorySegment.copy(part, row * width, records, row * rowBytes + offset, width);
                }
                offset += width;
            }
            writer.append(records.asSlice(0, count * rowBytes));
        }
    }

    @Override
    public void close() throws IOException {
        for (NumpySpool spool : spools) {
            spool.close();
        }
    }
}
