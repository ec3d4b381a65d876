package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes rows as CSV (RFC 4180, but lines end in LF) in UTF-8, which {@link CsvReader} reads back
 * to the same values.
 *
 * <p>Null is an empty cell or the dialect's text for null, the empty text is {@code ""}. Values are
 * written in the plain form of {@link ValueFormat}, in quotes where they hold a delimiter, quote or
 * line break, or would be read as null. Needs Chronicle Bytes on the class path.
 */
public final class CsvWriter implements TextWriter {
    private final OutputStream out;
    private final BatchShape shape;
    private final char delimiter;
    private final byte[] nullText;

    /** Whether numbers and timestamps never need quotes. */
    private final boolean bareNumbers;

    private final ElasticSink sink = new ElasticSink();

    /** Values whose text must be looked at before it is known whether it needs quotes. */
    private final ElasticSink staged = new ElasticSink();

    private final ValueFormat format = new ValueFormat(ValueFormat.Form.PLAIN, true);
    private byte[] stagedText = new byte[256];
    private long rowCount;
    private boolean closed;

    private CsvWriter(OutputStream out, BatchShape shape, CsvDialect dialect) {
        this.out = out;
        this.shape = shape;
        this.delimiter = dialect.delimiter() == 0 ? ',' : dialect.delimiter();
        this.nullText = dialect.nullText().getBytes(StandardCharsets.UTF_8);
        this.bareNumbers = nullText.length == 0 && delimiter != ':';
        if (dialect.header()) {
            for (int i = 0; i < shape.names().size(); i++) {
                sink.ascii(i > 0 ? String.valueOf(delimiter) : "");
                headerCell(shape.names().get(i));
            }
            sink.ascii('\n');
        }
    }

    /**
     * Opens a writer; the header, if any, is the first thing written.
     *
     * @param out closed by {@link #close}
     * @param names names of the columns
     * @param types types of the columns
     * @throws io.thermocline.formats.UnsupportedFormatException if Chronicle Bytes is missing
     */
    public static CsvWriter open(
            OutputStream out, List<String> names, List<ColumnType> types, CsvDialect dialect) {
        ChronicleBytes.require("writing CSV");
        return new CsvWriter(out, new BatchShape(names, types), dialect);
    }

    private void headerCell(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        // Readers strip bare names.
        if (name.strip().equals(name)) {
            cell(utf8, utf8.length);
        } else {
            quoted(utf8, utf8.length);
        }
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
            for (; column < batch.size(); column++) {
                if (column > 0) {
                    sink.ascii(delimiter);
                }
                value(batch.get(column), row);
            }
            sink.ascii('\n');
        } catch (FormatException e) {
            sink.cut(before);
            staged.cut(0);
            throw shape.failure(column, e);
        }
    }

    private void value(ColumnVector vector, int row) {
        if (vector.isNull(row)) {
            sink.utf8(nullText, 0, nullText.length);
            return;
        }
        switch (vector.type().kind()) {
            case SCALAR, TIMESTAMP -> {
                if (bareNumbers) {
                    format.append(vector, row, sink);
                } else {
                    stagedCell(vector, row);
                }
            }
            case BINARY, VECTOR, LIST, STRING_LIST -> stagedCell(vector, row);
            case STRING, JSON -> {
                int length = format.load(vector, row);
                cell(format.scratch(), length);
            }
        }
    }

    private void stagedCell(ColumnVector vector, int row) {
        format.append(vector, row, staged);
        int length = staged.length();
        stagedText = ValueFormat.withRoom(stagedText, length);
        staged.drain(stagedText);
        cell(stagedText, length);
    }

    private void cell(byte[] text, int length) {
        if (needsQuotes(text, length)) {
            quoted(text, length);
        } else {
            sink.utf8(text, 0, length);
        }
    }

    private boolean needsQuotes(byte[] text, int length) {
        if (length == 0
                || text[0] == (byte) 0xEF
                || Arrays.equals(text, 0, length, nullText, 0, nullText.length)) {
            // 0xEF: the first cell of a file must not pass for a byte order mark.
            return true;
        }
        for (int i = 0; i < length; i++) {
            byte b = text[i];
            if (b == delimiter || b == '"' || b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }

    private void quoted(byte[] text, int length) {
        sink.ascii('"');
        int piece = 0;
        for (int i = 0; i < length; i++) {
            if (text[i] == '"') {
                sink.utf8(text, piece, i + 1);
                piece = i;
            }
        }
        sink.utf8(text, piece, length);
        sink.ascii('"');
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
            staged.close();
        }
    }
}
