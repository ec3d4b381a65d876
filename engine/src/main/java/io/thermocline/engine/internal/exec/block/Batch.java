package io.thermocline.engine.internal.exec.block;

import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

/**
 * Up to {@link #ROWS} rows that an expression is computed for, with their columns.
 *
 * <p>Thread rules: one thread at a time. A batch and its columns hold until its source is asked for
 * the next.
 */
public abstract class Batch {
    /** Most rows: their doubles take half of a first-level cache, and their bits 32 words. */
    public static final int ROWS = 2048;

    /** Words of a set of rows. */
    public static final int WORDS = ROWS / Long.SIZE;

    /** Rows whose errors matter; null for all. Set by whoever computes for some rows only. */
    private long @Nullable [] live;

    /** Returns the rows. */
    public abstract int rows();

    /** Returns the values of a column. */
    public abstract BlockValues column(int slot);

    /** Returns the validity of a column, or null if every row has a value. */
    public long @Nullable [] validity(int slot) {
        return column(slot).validity();
    }

    /**
     * Returns a column as it is stored, row by row with the batch, or null if it is not: then
     * {@link #column} computes it.
     */
    public @Nullable ColumnVector stored(int slot) {
        return null;
    }

    /** Returns the position of a row in its table, or its number where there is no table. */
    public abstract long position(int row);

    /** Returns whether row i has the position of row 0 plus i. */
    public abstract boolean isContiguous();

    /** Returns the rows whose errors matter, or null for all. */
    public final long @Nullable [] live() {
        return live;
    }

    /** Changes the rows whose errors matter, and returns those before. */
    public final long @Nullable [] setLive(long @Nullable [] rows) {
        long[] before = live;
        live = rows;
        return before;
    }
}
