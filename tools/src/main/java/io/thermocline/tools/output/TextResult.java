package io.thermocline.tools.output;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.text.TextWriter;

import java.io.IOException;
import java.util.List;

/** A result as CSV or JSON lines, which {@code formats} writes. */
record TextResult(TextWriter writer) implements ResultWriter {
    @Override
    public void write(List<ColumnVector> batch) throws IOException {
        writer.write(batch);
    }

    @Override
    public void finish() throws IOException {
        writer.close();
    }
}
