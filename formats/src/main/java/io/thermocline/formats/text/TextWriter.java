package io.thermocline.formats.text;

import io.thermocline.formats.column.ColumnVector;

import java.io.IOException;
import java.util.List;

/**
 * Writes rows as text.
 *
 * <p>One thread at a time.
 */
public interface TextWriter extends AutoCloseable {
    /**
     * Writes all rows of a batch.
     *
     * @param batch one vector a column, of equal row counts, of the types that the writer was
     *     opened with
     * @throws io.thermocline.formats.FormatException if a text is not UTF-8, or a JSON value not
     *     JSON, where the form written requires it; names column and row
     */
    void write(List<ColumnVector> batch) throws IOException;

    /** Returns the rows written so far. */
    long rowCount();

    /** Hands everything written so far to the output and flushes it. */
    void flush() throws IOException;

    /** Flushes and closes the output. */
    @Override
    void close() throws IOException;
}
