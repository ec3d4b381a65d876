package io.thermocline.formats.column;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.SegmentAllocator;

/**
 * An immutable stored run of rows, whatever the file that holds it: a hot or warm segment, or a
 * cold HDF5 file.
 *
 * <p>Rows lie in chunks of {@link #chunkRows()} (a power of two and a multiple of {@link
 * #BLOCK_ROWS}, or at least the row count when there is one chunk); only the last chunk may be
 * shorter. Reading a chunk checks its checksum on first touch. Any thread may call any method;
 * {@link #close} must not run beside a read.
 */
public interface StoredColumns extends AutoCloseable {
    /** Rows that one entry of {@link BlockStatistics} covers. */
    int BLOCK_ROWS = 4096;

    /** Returns the schema that the rows were written with. */
    Schema schema();

    /** Returns the position of the first row in its table. */
    long baseRow();

    /** Returns the number of rows. */
    int rowCount();

    /** Returns the rows of every chunk but the last. */
    int chunkRows();

    /** Returns the number of chunks; 0 for no rows. */
    default int chunkCount() {
        return (int) ((rowCount() + (long) chunkRows() - 1) / chunkRows());
    }

    /**
     * Returns the rows of one chunk of one column, without copying when the file keeps them as they
     * are.
     *
     * @param column index in {@link #schema()}, not id
     * @param chunk index of the chunk
     * @param scratch where decoded buffers are put; the vector is valid as long as this memory and
     *     the file are open
     * @throws io.thermocline.formats.CorruptFileException if a checksum or a length does not hold;
     *     names file, column, rows
     */
    ColumnVector read(int column, int chunk, SegmentAllocator scratch);

    /** Returns the statistics of a column's blocks, or null if the file keeps none for it. */
    @Nullable BlockStatistics statistics(int column);

    /** Returns the bytes of the file. */
    long fileBytes();

    @Override
    void close();
}
