package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes rows as JSON lines in UTF-8, one object a row with all columns in order, nulls included.
 * Values have the JSON form of {@link ValueFormat}; {@link JsonLinesReader} reads them back to the
 * same values, but for JSON columns that hold {@code null}, which become null. Needs Chronicle
 * Bytes on the class path.
 */
public final class NdjsonWriter implements TextWriter {
    private final OutputStream out;
    private final BatchShape shape;

    /** What stands before the value of each column: brace or comma, name, colon. */
    private final byte[][] prefixes;

    private final ElasticSink sink = new ElasticSink();
    private final ValueFormat format = new ValueFormat(ValueFormat.Form.JSON, true);
    private long rowCount;
    private boolean closed;

    private NdjsonWriter(OutputStream out, BatchShape shape) {
        this.out = out;
        this.shape = shape;
        this.prefixes = new byte[shape.names().size()][];
        for (int i = 0; i < prefixes.length; i++) {
            StringBuilder prefix = new StringBuilder(i == 0 ? "{" : ",");
            byte[] name = shape.names().get(i).getBytes(StandardCharsets.UTF_8);
            ValueFormat.jsonString(name, name.length, new BuilderSink(prefix));
            prefixes[i] = prefix.append(':').toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Opens a writer.
     *
     * @param out closed by {@link #close}
     * @param names names of the columns
     * @param types types of the columns
     * @throws io.thermocline.formats.UnsupportedFormatException if Chronicle Bytes is missing
     */
    public static NdjsonWriter open(OutputStream out, List<String> names, List<ColumnType> types) {
        ChronicleBytes.require("writing JSON lines");
        return new NdjsonWriter(out, new BatchShape(names, types));
    }

    @Override
    public void write(List<ColumnVector> batch) throws IOException {
        int rows = shape.rows(batch);
        for (int row = 0; row < rows; row++) {
            writeRow(batch, row);
            rowCount++;
            if (sink.isReady()) {
                sink.drain(out);
            }
        }
    }

    private void writeRow(List<ColumnVector> batch, int row) {
        int before = sink.length();
        int column = 0;
        try {
            for (; column < prefixes.length; column++) {
                sink.utf8(prefixes[column], 0, prefixes[column].length);
                format.append(batch.get(column), row, sink);
            }
            sink.ascii("}\n");
        } catch (FormatException e) {
            sink.cut(before);
            throw shape.failure(column, e);
        }
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public void flush() throws IOException {
        sink.drain(out);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            flush();
        } finally {
            sink.close();
        }
    }
}
