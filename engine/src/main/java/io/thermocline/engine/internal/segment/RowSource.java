package io.thermocline.engine.internal.segment;

import java.lang.foreign.MemorySegment;

/**
 * Rows on their way into an extent, read one column at a time. Writer thread only, reused.
 *
 * <p>Rows count from the first one that the source was set to. Each method is one loop over a strip
 * of rows; what kind of source it is is asked once a strip and column, not once a row.
 */
abstract class RowSource {
    /** Length that {@link #locate} gives to a row without a value. */
    static final int NULL = -1;

    /**
     * Copies a column of numbers or vectors; null slots become zero.
     *
     * @param column index of the column
     * @param width bytes of a row
     * @param from first row
     * @param count rows
     * @param target where to
     * @param at offset in {@code target} of row {@code from}
     */
    abstract void numbers(
            int column, int width, int from, int count, MemorySegment target, long at);

    /**
     * Adds the truth values of a column to a bit buffer; null slots become zero.
     *
     * @param bits takes them
     */
    abstract void bools(int column, int from, int count, BitAppender bits);

    /** Adds a bit a row to a bit buffer: 1 where the row has a value. */
    abstract void validity(int column, int from, int count, BitAppender bits);

    /**
     * Finds the heap bytes of a variable column.
     *
     * @param starts receives per row where its bytes start in {@link #memory}
     * @param lengths receives per row the number of bytes, or {@link #NULL}
     */
    abstract void locate(int column, int from, int count, long[] starts, int[] lengths);

    /** Returns the memory that {@link #locate} points into. */
    abstract MemorySegment memory(int column);

    /** Returns the texts in row {@code row} of a text list column; 0 for null. */
    abstract int textCount(int column, int row);

    /**
     * Stores the ends of the texts of one row of a text list.
     *
     * @param target where to
     * @param at offset of the first of {@code textCount} i32 ends
     * @param base heap bytes before the row's first text
     */
    abstract void textEnds(int column, int row, MemorySegment target, long at, int base);
}
