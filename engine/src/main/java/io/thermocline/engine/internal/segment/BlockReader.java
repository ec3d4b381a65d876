package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

/** Reads a run block by block. One thread only. */
public interface BlockReader extends AutoCloseable {
    /** Most rows in one read; reads start at multiples of it. */
    int MAX_ROWS = StoredColumns.BLOCK_ROWS;

    /**
     * Returns rows [from, from + count) of one column.
     *
     * @param column index in the run's schema
     * @param from first row within the run, a multiple of 64; the read must not cross a multiple of
     *     {@link #MAX_ROWS}
     * @param count 1 to {@link #MAX_ROWS}
     * @return a view that holds until the next read of the same column, or until this reader closes
     * @throws io.thermocline.formats.CorruptFileException if the stored bytes are damaged; names
     *     file, column and rows
     */
    ColumnVector read(int column, int from, int count);

    @Override
    void close();
}
