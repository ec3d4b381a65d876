package io.thermocline.formats.text;

import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Schema;

import java.io.IOException;

/**
 * A text with rows, read batch by batch in bounded memory.
 *
 * <p>One thread at a time.
 */
public interface TextReader extends AutoCloseable {
    /** Returns the schema given, or the one inferred from the first rows. */
    Schema schema();

    /**
     * Adds rows to {@code batch} until it is full or the text ends.
     *
     * @param batch a builder of {@link #schema}
     * @return rows added; 0 at the end of the text (or if the batch was full already)
     * @throws io.thermocline.formats.FormatException if the text is malformed, or a row does not
     *     fit and {@link ImportOptions.OnError#FAIL} holds; the rows before it stay in the batch
     * @throws IOException if the text cannot be read
     */
    int read(BatchBuilder batch) throws IOException;

    /** Returns what was read so far. */
    ImportCounts counts();

    /** Closes the text. */
    @Override
    void close() throws IOException;
}
