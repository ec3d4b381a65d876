package io.thermocline.tools.load;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.text.ImportCounts;

import java.io.IOException;
import java.util.List;

/** Rows of a foreign file, batch by batch. One thread at a time. */
public interface RowSource extends AutoCloseable {
    /** Returns the columns of the rows handed out. */
    Schema schema();

    /**
     * Returns the next rows.
     *
     * @return one vector a column of {@link #schema}, valid until the next call; empty at the end
     * @throws io.thermocline.formats.FormatException if the file is malformed
     */
    List<ColumnVector> next() throws IOException;

    /** Returns what was read so far. */
    ImportCounts counts();

    @Override
    void close() throws IOException;
}
