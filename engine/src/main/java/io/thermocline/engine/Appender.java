package io.thermocline.engine;

import io.thermocline.engine.internal.pipeline.Backpressure;
import io.thermocline.engine.internal.pipeline.BatchEncoder;
import io.thermocline.engine.internal.pipeline.Pipeline;
import io.thermocline.engine.internal.pipeline.PipelineClosedException;
import io.thermocline.engine.internal.pipeline.RingFullException;
import io.thermocline.engine.internal.pipeline.RowEncoder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.RecordLayout;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Appends rows to one table.
 *
 * <pre>{@code
 * try (Appender appender = table.appender()) {
 *     appender.setLong(0, nanos).setDouble(1, strain).endRow();
 *     appender.flush();
 * }
 * }</pre>
 *
 * <p>A row is built field by field, in any order, in memory of the appender; {@link #endRow} hands
 * it over in one step. A column that was not set is null, or an error if it may not be. Columns are
 * numbered as in {@link #schema()}, which stays as it was when the appender was opened: columns
 * added to the table later are null in its rows, columns dropped later are ignored.
 *
 * <p>Thread rules: one thread, the one that first appends. After warm-up, rows allocate nothing.
 */
public final class Appender implements AutoCloseable {
    private final Pipeline pipeline;
    private final String table;
    private final int ordinal;
    private final RowEncoder row;
    private final Backpressure patience;

    /** The thread that appends; null before the first row. Written once. */
    private volatile @org.jspecify.annotations.Nullable Thread owner;

    /** Sequence of the last record handed over, −1 before the first. Owner thread. */
    private long lastSequence = -1;

    private volatile boolean closed;

    Appender(Pipeline pipeline, String table, int ordinal, Schema schema, AppenderOptions options) {
        this.pipeline = pipeline;
        this.table = table;
        this.ordinal = ordinal;
        this.row = new RowEncoder(schema);
        this.patience =
                options.patience().equals(AppenderOptions.FOREVER)
                        ? Backpressure.BLOCK
                        : new Backpressure(options.patience().toNanos());
    }

    /** Returns the schema that column numbers refer to. */
    public Schema schema() {
        return row.schema();
    }

    /**
     * Returns the number of a column.
     *
     * @throws IllegalArgumentException if the schema has no such column; names the ones it has
     */
    public int column(String name) {
        int index = schema().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "table '"
                            + table
                            + "': expected one of the columns "
                            + schema().columns().stream().map(Column::name).toList()
                            + ", found '"
                            + name
                            + "'");
        }
        return index;
    }

    /** Sets a bool column. */
    public Appender setBool(int column, boolean value) {
        row.setBool(column, value);
        return this;
    }

    /**
     * Sets an integer or timestamp (ns since 1970 UTC) column.
     *
     * @throws IllegalArgumentException if the value leaves the column's range, or the column is of
     *     another type
     */
    public Appender setLong(int column, long value) {
        row.setLong(column, value);
        return this;
    }

    /** Sets an f64 column; f32 and f16 columns take the value rounded to nearest. */
    public Appender setDouble(int column, double value) {
        row.setDouble(column, value);
        return this;
    }

    /** Sets a complex column; complex64 takes both parts rounded to nearest. */
    public Appender setComplex(int column, double real, double imaginary) {
        row.setComplex(column, real, imaginary);
        return this;
    }

    /** Sets a string or json column. JSON is not checked here. */
    public Appender setString(int column, CharSequence text) {
        row.setString(column, text);
        return this;
    }

    /** Sets a vector or list of f64, or of complex128 as pairs of parts. */
    public Appender setDoubles(int column, double... values) {
        long offset = row.vector(column, values.length, Double.BYTES);
        MemorySegment.copy(values, 0, row.memory(), ColumnVector.DOUBLE, offset, values.length);
        return this;
    }

    /** Sets a vector or list of f32, or of complex64 as pairs of parts. */
    public Appender setFloats(int column, float... values) {
        long offset = row.vector(column, values.length, Float.BYTES);
        MemorySegment.copy(values, 0, row.memory(), ColumnVector.FLOAT, offset, values.length);
        return this;
    }

    /** Sets a vector or list of i64. */
    public Appender setLongs(int column, long... values) {
        long offset = row.vector(column, values.length, Long.BYTES);
        MemorySegment.copy(values, 0, row.memory(), ColumnVector.LONG, offset, values.length);
        return this;
    }

    /** Sets a vector or list of i32. */
    public Appender setInts(int column, int... values) {
        long offset = row.vector(column, values.length, Integer.BYTES);
        MemorySegment.copy(values, 0, row.memory(), ColumnVector.INT, offset, values.length);
        return this;
    }

    /** Sets a binary column. */
    public Appender setBytes(int column, byte... value) {
        row.setBytes(column, MemorySegment.ofArray(value));
        return this;
    }

    /**
     * Sets a column from its little-endian bytes: elements of a vector or list of any type, UTF-8
     * of a text, bytes of a binary.
     *
     * @param value copied; must hold a vector's exact length
     */
    public Appender setMemory(int column, MemorySegment value) {
        row.setBytes(column, value);
        return this;
    }

    /** Sets a list of texts. */
    public Appender setStrings(int column, List<? extends CharSequence> texts) {
        row.setStrings(column, texts);
        return this;
    }

    /**
     * Sets a column to null, as leaving it out does.
     *
     * @throws IllegalArgumentException if the column is not nullable
     */
    public Appender setNull(int column) {
        row.setNull(column);
        return this;
    }

    /**
     * Hands the row over. It becomes visible within microseconds, see {@link #flush}.
     *
     * @throws IllegalArgumentException if a column that is not nullable has no value; the row may
     *     be completed and ended again
     * @throws BackpressureException if there was no room in time; the row may be ended again
     * @throws StoreClosedException if the store or the appender is closed, or the store's writer
     *     failed
     */
    public void endRow() {
        requireOwner();
        int bytes = row.finish();
        try {
            lastSequence =
                    pipeline.ring()
                            .put(
                                    RecordLayout.ROW,
                                    ordinal,
                                    schema().version(),
                                    row.memory(),
                                    bytes,
                                    patience);
        } catch (RingFullException | PipelineClosedException e) {
            throw translated(e);
        }
        row.clear();
    }

    /** Forgets what was set since the last {@link #endRow}. */
    public void cancelRow() {
        row.clear();
    }

    /**
     * Appends whole columns: the fastest way in.
     *
     * <p>Batches above 1 MiB are handed over in parts, each of which becomes visible as a whole, in
     * order.
     *
     * @param columns one vector a column, in the order and of the types of {@link #schema()}, with
     *     equal row counts; copied before the call returns; the memory of each may be any, mapped
     *     files included
     * @throws IllegalArgumentException if count, types or row counts differ, or a column that is
     *     not nullable has nulls; nothing was appended
     * @throws BackpressureException if there was no room in time; parts handed over before stay
     * @throws StoreClosedException if the store or the appender is closed, or the store's writer
     *     failed
     */
    public void append(List<ColumnVector> columns) {
        requireOwner();
        BatchEncoder.requireFits(table, schema(), columns);
        try {
            int rows = columns.getFirst().rowCount();
            for (int from = 0; from < rows; ) {
                int count = BatchEncoder.rowsThatFit(table, columns, from);
                lastSequence =
                        pipeline.putBatch(
                                ordinal, schema().version(), columns, from, count, patience);
                from += count;
            }
        } catch (RingFullException | PipelineClosedException e) {
            throw translated(e);
        }
    }

    /**
     * Waits until everything handed over is visible to every snapshot taken from now on.
     *
     * @return position of the last record handed over
     * @throws StoreClosedException if the store's writer failed before
     */
    public Position flush() {
        try {
            pipeline.awaitApplied(lastSequence);
        } catch (PipelineClosedException e) {
            throw translated(e);
        }
        return new Position(0, pipeline.epoch(), lastSequence);
    }

    private void requireOwner() {
        if (closed) {
            throw new StoreClosedException(
                    "appender of table '" + table + "' is closed; open another", null);
        }
        Thread current = Thread.currentThread();
        Thread known = owner;
        if (known == null) {
            owner = current;
        } else if (known != current) {
            throw new IllegalStateException(
                    "appender of table '"
                            + table
                            + "': expected thread '"
                            + known.getName()
                            + "', found '"
                            + current.getName()
                            + "' (open an appender for each thread)");
        }
    }

    private static StoreException translated(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof RingFullException
                ? new BackpressureException(message, e)
                : new StoreClosedException(message, e);
    }

    /**
     * Closes the appender; rows handed over stay, a row not ended is forgotten. Closing twice is
     * fine.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            row.close();
        }
    }
}
