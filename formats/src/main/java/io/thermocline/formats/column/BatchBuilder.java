package io.thermocline.formats.column;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Collects rows of a schema column by column in off-heap memory.
 *
 * <p>For each row, every column gets one value and then {@link #finishRow} is called, or {@link
 * #cancelRow} to forget what the columns got. When {@link #isFull}, the caller takes the {@link
 * #vectors} and calls {@link #reset}.
 *
 * <p>Thread rules: one thread at a time, one that may use the arena.
 */
public final class BatchBuilder {
    /** Rows of a batch unless told otherwise: large enough to hide the cost of handing it over. */
    public static final int DEFAULT_CAPACITY = 16_384;

    /**
     * Bytes from which a batch counts as full even with few rows: keeps batches of long vectors and
     * texts in memory that a small machine has.
     */
    public static final long FULL_BYTES = 64L << 20;

    private final Schema schema;
    private final int capacity;
    private final ColumnBuilder[] columns;

    /** Finished rows. Written by the thread that appends. */
    private int rowCount;

    /** Bytes of values in the finished rows. Written by the thread that appends. */
    private long byteSize;

    /**
     * Creates an empty batch.
     *
     * @param schema the columns
     * @param capacity most rows, at least 1
     * @param arena owner of the buffers; vectors are valid as long as it is
     */
    public BatchBuilder(Schema schema, int capacity, Arena arena) {
        this.schema = schema;
        this.capacity = capacity;
        this.columns = new ColumnBuilder[schema.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new ColumnBuilder(schema.column(i), capacity, arena);
        }
    }

    /** Returns the columns' description. */
    public Schema schema() {
        return schema;
    }

    /** Returns the builder of column {@code index} of the schema. */
    public ColumnBuilder column(int index) {
        return columns[index];
    }

    /** Returns the number of finished rows. */
    public int rowCount() {
        return rowCount;
    }

    /** Returns the bytes of values in the finished rows, without offsets and validity. */
    public long byteSize() {
        return byteSize;
    }

    /** Returns whether the rows or their bytes have reached the limit. */
    public boolean isFull() {
        return rowCount == capacity || byteSize >= FULL_BYTES;
    }

    /**
     * Takes what the columns got as a row.
     *
     * @throws IllegalStateException if a column has not got exactly one value since the last row
     */
    public void finishRow() {
        long bytes = 0;
        for (ColumnBuilder column : columns) {
            if (column.rowCount() != rowCount + 1) {
                throw new IllegalStateException(
                        "column '%s': expected 1 value for row %d, found %d"
                                .formatted(
                                        column.column().name(),
                                        rowCount,
                                        column.rowCount() - rowCount));
            }
            bytes += column.byteSize();
        }
        byteSize = bytes;
        rowCount++;
    }

    /** Forgets what the columns got since the last finished row. */
    public void cancelRow() {
        for (ColumnBuilder column : columns) {
            column.truncate(rowCount);
        }
    }

    /** Drops all rows from {@code rows} on. */
    public void truncate(int rows) {
        Objects.checkIndex(rows, rowCount + 1);
        long bytes = 0;
        for (ColumnBuilder column : columns) {
            column.truncate(rows);
            bytes += column.byteSize();
        }
        rowCount = rows;
        byteSize = bytes;
    }

    /**
     * Returns the finished rows, one vector a column in schema order, valid until {@link #reset}.
     */
    public List<ColumnVector> vectors() {
        cancelRow();
        List<ColumnVector> vectors = new ArrayList<>(columns.length);
        for (ColumnBuilder column : columns) {
            vectors.add(column.vector());
        }
        return vectors;
    }

    /** Drops all rows and keeps the memory for the next ones. */
    public void reset() {
        truncate(0);
    }
}
