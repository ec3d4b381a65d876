package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.QueryRun;
import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.scan.ScanCounters;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The rows of a query, read from the first to the last.
 *
 * <p>Row by row: {@link #next} and the getters. Block by block: {@link #nextBlock} and {@link
 * #column(int)}, which hands out column vectors; columns of sealed files that the query takes as
 * they are, are not copied. Both may be mixed: {@code next} goes on in the block of {@code
 * nextBlock}. Columns count from 0.
 *
 * <p>A query without aggregates and ORDER BY is streamed: its result may be larger than memory.
 *
 * <p>Thread rules: one thread at a time; {@link #cancel} may be called by any thread.
 */
public final class Cursor implements AutoCloseable {
    private final QueryRun run;
    private final String text;
    private final List<String> names;
    private final List<ColumnType> types;
    private final ColumnVector[] columns;
    private @Nullable Runnable release;

    private int blockRows;
    private int row = -1;
    private long rowsDelivered;
    private boolean ended;

    /** Set by the reading thread. */
    private boolean closed;

    Cursor(
            QueryRun run,
            String text,
            List<String> names,
            List<ColumnType> types,
            @Nullable Runnable release) {
        this.run = run;
        this.text = text;
        this.names = names;
        this.types = types;
        this.columns = new ColumnVector[types.size()];
        this.release = release;
    }

    /** Returns the number of columns. */
    public int columnCount() {
        return types.size();
    }

    /** Returns the name of a column: its alias, or the expression as it was written. */
    public String columnName(int column) {
        return names.get(column);
    }

    /** Returns the type of a column. */
    public ColumnType columnType(int column) {
        return types.get(column);
    }

    // Blocks ------------------------------------------------------------------------------------

    /**
     * Goes to the next block of rows.
     *
     * @return its rows, at most 2048; 0 at the end
     * @throws QueryException if a value is an error, a limit is reached, or the query was cancelled
     * @throws io.thermocline.formats.CorruptFileException if stored bytes are damaged
     */
    public int nextBlock() {
        requireOpen();
        row = -1;
        blockRows = 0;
        if (ended) {
            return 0;
        }
        try {
            int rows = run.next();
            for (int c = 0; rows > 0 && c < columns.length; c++) {
                columns[c] = run.column(c);
            }
            blockRows = rows;
        } catch (QueryFault fault) {
            throw QueryException.of(fault, text);
        }
        ended = blockRows == 0;
        rowsDelivered += blockRows;
        return blockRows;
    }

    /** Returns the rows of the block; 0 before the first and behind the last. */
    public int blockRows() {
        return blockRows;
    }

    /**
     * Returns a column of the block, row 0 being the block's first: a view that holds until the
     * next block or {@link #close}.
     *
     * @throws IllegalStateException if there is no block
     */
    public ColumnVector column(int column) {
        requireOpen();
        if (blockRows == 0) {
            throw new IllegalStateException("cursor: no block; call nextBlock() or next() first");
        }
        return columns[column];
    }

    // Rows --------------------------------------------------------------------------------------

    /**
     * Goes to the next row.
     *
     * @return whether there is one
     * @throws QueryException as {@link #nextBlock}
     */
    public boolean next() {
        if (row + 1 < blockRows) {
            row++;
            return true;
        }
        if (nextBlock() == 0) {
            return false;
        }
        row = 0;
        return true;
    }

    /** Returns the number of the row within its block, for {@link #column(int)}. */
    public int row() {
        return row;
    }

    private ColumnVector at(int column) {
        if (closed || row < 0) {
            requireOpen();
            throw new IllegalStateException("cursor: no row; next() must return true first");
        }
        return columns[column];
    }

    /** Returns whether the row lacks a value. */
    public boolean isNull(int column) {
        return at(column).isNull(row);
    }

    /**
     * Returns an integer, or the nanoseconds of a timestamp; 0 if null.
     *
     * @throws IllegalStateException if the column has another type
     */
    public long getLong(int column) {
        return at(column).getLong(row);
    }

    /**
     * Returns a real number or integer; 0 if null.
     *
     * @throws IllegalStateException if the column has another type
     */
    public double getDouble(int column) {
        return at(column).getDouble(row);
    }

    /**
     * Returns a truth value; false if null.
     *
     * @throws IllegalStateException if the column has another type
     */
    public boolean getBool(int column) {
        ColumnVector vector = at(column);
        if (!vector.isBits()) {
            throw new IllegalStateException(
                    "column '" + names.get(column) + "': expected bool, found " + vector.type());
        }
        return vector.getBool(row);
    }

    /**
     * Returns a text or JSON text, or null.
     *
     * @throws IllegalStateException if the column has another type
     */
    public @Nullable String getString(int column) {
        ColumnVector vector = at(column);
        if (!vector.type().isText()) {
            throw new IllegalStateException(
                    "column '" + names.get(column) + "': expected text, found " + vector.type());
        }
        return vector.isNull(row) ? null : vector.getString(row);
    }

    /**
     * Returns a copy of the bytes of a row, or null: a binary, the UTF-8 of a text, or the
     * little-endian elements of a number, vector or list. Not for bool and lists of texts, which
     * {@link #column(int)} hands out.
     */
    public byte @Nullable [] getBytes(int column) {
        MemorySegment bytes = memory(column);
        return bytes == null ? null : bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    private @Nullable MemorySegment memory(int column) {
        ColumnVector vector = at(column);
        return vector.isNull(row) ? null : vector.bytes(row);
    }

    // Life --------------------------------------------------------------------------------------

    /** Returns what the query did so far. */
    public QueryStats stats() {
        ScanCounters counters = run.counters();
        return new QueryStats(
                rowsDelivered,
                counters.rowsSelected(),
                counters.rowsRead(),
                counters.blocksRead(),
                counters.blocksSkipped(),
                counters.blocksAnswered(),
                counters.bytesRead());
    }

    /** Makes the query stop at its next block, with a {@link QueryException}. Any thread. */
    public void cancel() {
        run.cancel();
    }

    /** Releases what the query holds, its snapshot too. A second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        blockRows = 0;
        row = -1;
        Runnable last = release;
        release = null;
        try {
            run.close();
        } finally {
            if (last != null) {
                last.run();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("cursor: used after close()");
        }
    }
}
