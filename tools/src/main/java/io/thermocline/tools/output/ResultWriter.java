package io.thermocline.tools.output;

import io.thermocline.formats.column.ColumnVector;

import java.io.IOException;
import java.util.List;

/** Writes the rows of one result. One thread. */
public interface ResultWriter {
    /** Writes rows. */
    void write(List<ColumnVector> batch) throws IOException;

    /** Writes what is left and flushes; the output stays open. */
    void finish() throws IOException;
}
