package io.thermocline.formats.journal;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.BitCopy;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Columnar body of a batch of rows.
 *
 * <pre>
 *   0           4              8          8 + 40 * columns (rounded up to 64)
 *   +-----------+--------------+----------+-----------------------------------+
 *   | row count | column count | entries  | buffers, each at a multiple of 64 |
 *   +-----------+--------------+----------+-----------------------------------+
 *
 *   entry, 40 bytes: i64 offsets from the start of the body, −1 = no such buffer
 *   +----------+---------+---------------+--------+--------------+
 *   | validity | offsets | child offsets | values | value bytes  |
 *   +----------+---------+---------------+--------+--------------+
 * </pre>
 *
 * <p>Buffers are those of {@link ColumnVector} from row 0, with offsets that start at 0; text is
 * never dictionary-coded.
 */
public final class BatchLayout {
    private static final int ROW_COUNT_OFFSET = 0;
    private static final int COLUMN_COUNT_OFFSET = ROW_COUNT_OFFSET + Integer.BYTES;
    private static final int ENTRIES_OFFSET = COLUMN_COUNT_OFFSET + Integer.BYTES;
    private static final int VALIDITY = 0;
    private static final int OFFSETS = VALIDITY + Long.BYTES;
    private static final int CHILD_OFFSETS = OFFSETS + Long.BYTES;
    private static final int VALUES = CHILD_OFFSETS + Long.BYTES;
    private static final int VALUE_BYTES = VALUES + Long.BYTES;
    private static final int ENTRY_BYTES = VALUE_BYTES + Long.BYTES;
    private static final long ALIGNMENT = 64;

    private BatchLayout() {}

    /**
     * Returns the bytes that {@link #write} will take.
     *
     * @param columns vectors of equal row count
     * @param from first row taken of each
     * @param count rows taken of each
     */
    public static long bytes(List<ColumnVector> columns, int from, int count) {
        long bytes = align(ENTRIES_OFFSET + (long) ENTRY_BYTES * columns.size());
        for (ColumnVector column : columns) {
            if (column.validity() != null) {
                bytes += align(bitBytes(count));
            }
            if (column.type().isVariable()) {
                bytes += align((count + 1L) * Integer.BYTES);
            }
            if (column.type().kind() == ColumnType.Kind.STRING_LIST) {
                bytes += align((texts(column, from, count) + 1L) * Integer.BYTES);
            }
            bytes += align(valueBytes(column, from, count));
        }
        return bytes;
    }

    /**
     * Writes rows [from, from + count) of the vectors as one body at the start of {@code target}.
     *
     * @param target at least {@link #bytes} bytes
     * @return bytes written, a multiple of 64
     */
    public static long write(
            MemorySegment target, List<ColumnVector> columns, int from, int count) {
        target.set(ColumnVector.INT, ROW_COUNT_OFFSET, count);
        target.set(ColumnVector.INT, COLUMN_COUNT_OFFSET, columns.size());
        long next = align(ENTRIES_OFFSET + (long) ENTRY_BYTES * columns.size());
        for (int c = 0; c < columns.size(); c++) {
            next = writeColumn(target, entry(c), next, columns.get(c).slice(from, count));
        }
        return next;
    }

    private static long writeColumn(
            MemorySegment target, long entry, long start, ColumnVector column) {
        long next = start;
        int rows = column.rowCount();
        MemorySegment validity = column.validity();
        target.set(ColumnVector.LONG, entry + VALIDITY, validity == null ? -1 : next);
        if (validity != null) {
            BitCopy.copy(validity, column.firstRow(), target, next * Byte.SIZE, rows);
            next += align(bitBytes(rows));
        }
        target.set(ColumnVector.LONG, entry + OFFSETS, -1);
        target.set(ColumnVector.LONG, entry + CHILD_OFFSETS, -1);
        if (column.type().isVariable()) {
            target.set(ColumnVector.LONG, entry + OFFSETS, next);
            writeOffsets(target, next, column);
            next += align((rows + 1L) * Integer.BYTES);
        }
        if (column.type().kind() == ColumnType.Kind.STRING_LIST) {
            target.set(ColumnVector.LONG, entry + CHILD_OFFSETS, next);
            int texts = texts(column, 0, rows);
            writeChildOffsets(target, next, column, texts);
            next += align((texts + 1L) * Integer.BYTES);
        }
        target.set(ColumnVector.LONG, entry + VALUES, next);
        long bytes = valueBytes(column, 0, rows);
        target.set(ColumnVector.LONG, entry + VALUE_BYTES, bytes);
        writeValues(target, next, column, bytes);
        return next + align(bytes);
    }

    private static void writeOffsets(MemorySegment target, long at, ColumnVector column) {
        int end = 0;
        int rows = column.rowCount();
        int first = column.dictionary() == null && rows > 0 ? column.start(0) : 0;
        target.set(ColumnVector.INT, at, 0);
        for (int row = 0; row < rows; row++) {
            if (column.dictionary() == null) {
                end = column.end(row) - first;
            } else if (!column.isNull(row)) {
                end = Math.toIntExact(end + column.bytes(row).byteSize());
            }
            target.set(ColumnVector.INT, at + (row + 1L) * Integer.BYTES, end);
        }
    }

    private static void writeChildOffsets(
            MemorySegment target, long at, ColumnVector column, int texts) {
        MemorySegment ends = java.util.Objects.requireNonNull(column.childOffsets());
        long first = column.rowCount() == 0 ? 0 : column.start(0);
        int base = ends.get(ColumnVector.INT, first * Integer.BYTES);
        for (int i = 0; i <= texts; i++) {
            int end = ends.get(ColumnVector.INT, (first + i) * Integer.BYTES);
            target.set(ColumnVector.INT, at + (long) i * Integer.BYTES, end - base);
        }
    }

    private static void writeValues(
            MemorySegment target, long at, ColumnVector column, long bytes) {
        int rows = column.rowCount();
        if (column.type().isBool()) {
            BitCopy.copy(column.values(), column.firstRow(), target, at * Byte.SIZE, rows);
        } else if (column.dictionary() != null) {
            long next = at;
            for (int row = 0; row < rows; row++) {
                if (!column.isNull(row)) {
                    MemorySegment text = column.bytes(row);
                    MemorySegment.copy(text, 0, target, next, text.byteSize());
                    next += text.byteSize();
                }
            }
        } else {
            MemorySegment.copy(column.values(), valueStart(column), target, at, bytes);
        }
    }

    private static long valueStart(ColumnVector column) {
        if (!column.type().isVariable()) {
            return column.firstRow() * column.type().fixedBytes();
        }
        if (column.rowCount() == 0) {
            return 0;
        }
        long start = column.start(0);
        return switch (column.type().kind()) {
            case LIST -> start * column.type().element().bytes();
            case STRING_LIST ->
                    java.util.Objects.requireNonNull(column.childOffsets())
                            .get(ColumnVector.INT, start * Integer.BYTES);
            default -> start;
        };
    }

    private static int texts(ColumnVector column, int from, int count) {
        return count == 0 ? 0 : column.end(from + count - 1) - column.start(from);
    }

    private static long valueBytes(ColumnVector column, int from, int count) {
        ColumnType type = column.type();
        if (type.isBool()) {
            return bitBytes(count);
        }
        if (!type.isVariable()) {
            return (long) count * type.fixedBytes();
        }
        if (column.dictionary() != null) {
            long bytes = 0;
            for (int row = from; row < from + count; row++) {
                bytes += column.isNull(row) ? 0 : column.bytes(row).byteSize();
            }
            return bytes;
        }
        if (count == 0) {
            return 0;
        }
        ColumnVector last = column.slice(from + count - 1, 1);
        long start = valueStart(column.slice(from, count));
        return switch (type.kind()) {
            case LIST -> (long) last.end(0) * type.element().bytes() - start;
            case STRING_LIST ->
                    java.util.Objects.requireNonNull(column.childOffsets())
                                    .get(ColumnVector.INT, (long) last.end(0) * Integer.BYTES)
                            - start;
            default -> last.end(0) - start;
        };
    }

    /** Returns the number of rows of a body that starts at {@code offset}. */
    public static int rowCount(MemorySegment memory, long offset) {
        return memory.get(ColumnVector.INT, offset + ROW_COUNT_OFFSET);
    }

    /**
     * Returns the columns of a body; nothing is copied.
     *
     * @param body exactly the body
     * @param schema schema that the batch was written for
     * @throws FormatException if the body does not fit the schema
     */
    public static List<ColumnVector> read(MemorySegment body, Schema schema) {
        int columns = body.get(ColumnVector.INT, COLUMN_COUNT_OFFSET);
        if (columns != schema.size()) {
            throw new FormatException(
                    "batch: expected " + schema.size() + " columns, found " + columns);
        }
        int rows = rowCount(body, 0);
        List<ColumnVector> vectors = new ArrayList<>(columns);
        for (int c = 0; c < columns; c++) {
            long entry = entry(c);
            ColumnType type = schema.column(c).type();
            long bytes = body.get(ColumnVector.LONG, entry + VALUE_BYTES);
            vectors.add(
                    new ColumnVector(
                            type,
                            0,
                            rows,
                            buffer(body, entry + VALIDITY, bitBytes(rows)),
                            java.util.Objects.requireNonNull(buffer(body, entry + VALUES, bytes)),
                            buffer(body, entry + OFFSETS, (rows + 1L) * Integer.BYTES),
                            buffer(body, entry + CHILD_OFFSETS, -1),
                            null));
        }
        return vectors;
    }

    private static @Nullable MemorySegment buffer(MemorySegment body, long field, long bytes) {
        long offset = body.get(ColumnVector.LONG, field);
        if (offset < 0) {
            return null;
        }
        return bytes < 0 ? body.asSlice(offset) : body.asSlice(offset, bytes);
    }

    private static long entry(int column) {
        return ENTRIES_OFFSET + (long) ENTRY_BYTES * column;
    }

    private static long bitBytes(long rows) {
        return (rows + Byte.SIZE - 1) / Byte.SIZE;
    }

    private static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
