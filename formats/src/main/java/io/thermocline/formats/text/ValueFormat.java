package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Base64;

/**
 * Writes single values of column vectors as text: for printers, and for the CSV and JSON-lines
 * writers. {@link CellParser} reads both forms back to the same bits (but for the payload of NaNs).
 *
 * <pre>
 *                plain                  JSON
 *   null         (nothing)              null
 *   bool         true                   true
 *   f64          0.1   NaN   Infinity   0.1   "NaN"   "Infinity"
 *   complex128   1.5-2.0j               [1.5, -2.0]
 *   timestamp    2013-01-31T06:30:00.000000000Z, in JSON in quotes
 *   string       as it is               in quotes, escaped
 *   json         as it is               as it is, on one line
 *   binary       base64                 base64 in quotes
 *   f64[2] etc.  [0.1, "NaN"]           the same
 *   list&lt;string&gt; ["a", "b"]             the same
 * </pre>
 *
 * <p>Real numbers have the fewest digits that tell them from their neighbours, f16 as the f32 of
 * the same value. Works without Chronicle Bytes. Keeps scratch memory: one thread at a time.
 */
public final class ValueFormat {
    /** The two ways to write a value. */
    public enum Form {
        /** What a person or a CSV cell wants, without CSV's own quotes. */
        PLAIN,
        /** One JSON value. */
        JSON
    }

    /** Integers below are written by {@link Double#toString} with a point and one zero. */
    private static final double PLAIN_INTEGERS = 1e7;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final Form form;
    private final boolean strict;
    private byte[] scratch = new byte[256];

    /** Creates a writer of values. */
    public ValueFormat(Form form) {
        this(form, false);
    }

    /**
     * Creates a writer of values.
     *
     * @param strict whether text that is not UTF-8 is refused, as files must
     */
    ValueFormat(Form form, boolean strict) {
        this.form = form;
        this.strict = strict;
    }

    /**
     * Appends the value of one row, or of no value: {@code null} in JSON, nothing in plain form.
     * Malformed UTF-8 shows as replacement characters.
     *
     * @throws FormatException in JSON form, if a JSON column holds something else
     */
    public void append(ColumnVector vector, int row, StringBuilder out) {
        append(vector, row, new BuilderSink(out));
    }

    /** As {@link #append(ColumnVector, int, StringBuilder)}, into any sink. */
    void append(ColumnVector vector, int row, TextSink out) {
        if (vector.isNull(row)) {
            if (form == Form.JSON) {
                out.ascii("null");
            }
            return;
        }
        switch (vector.type().kind()) {
            case SCALAR -> scalar(vector, row, out);
            case TIMESTAMP -> timestamp(vector.getLong(row), out);
            case STRING -> text(vector, row, out);
            case JSON -> json(vector, row, out);
            case BINARY -> binary(vector, row, out);
            case VECTOR, LIST -> numbers(vector, row, out);
            case STRING_LIST -> texts(vector, row, out);
        }
    }

    /** Copies the bytes of a row of text or JSON to {@link #scratch} and returns their count. */
    int load(ColumnVector vector, int row) {
        return load(vector.bytes(row), row);
    }

    /** Returns the bytes that {@link #load} copied. */
    byte[] scratch() {
        return scratch;
    }

    private int load(MemorySegment bytes, int row) {
        int length = Math.toIntExact(bytes.byteSize());
        scratch = withRoom(scratch, length);
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, scratch, 0, length);
        int malformed = strict ? Utf8.firstMalformed(scratch, 0, length) : -1;
        if (malformed >= 0) {
            throw new FormatException(
                    "row %d: expected UTF-8, found byte 0x%02x at position %d of the text"
                            .formatted(row, scratch[malformed] & 0xFF, malformed));
        }
        return length;
    }

    /** Returns {@code buffer}, or a larger one if it has not got {@code length} bytes. */
    static byte[] withRoom(byte[] buffer, int length) {
        return buffer.length >= length
                ? buffer
                : new byte[(int) Math.min(Math.max(length, buffer.length * 2L), MAX_ARRAY)];
    }

    /** Longest array that every JVM can make. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private void scalar(ColumnVector vector, int row, TextSink out) {
        ElementType element = vector.type().element();
        long index = vector.firstRow() + row;
        if (vector.type().isBool()) {
            out.ascii(vector.getBool(row) ? "true" : "false");
        } else if (element.isComplex() && form == Form.PLAIN) {
            double im = part(vector.values(), element, 2 * index + 1);
            real(part(vector.values(), element, 2 * index), element, false, out);
            // The minus sign of a negative zero counts, that of a NaN is not written.
            boolean negative = !Double.isNaN(im) && Double.doubleToRawLongBits(im) < 0;
            out.ascii(negative ? "" : "+");
            real(im, element, false, out);
            out.ascii('j');
        } else {
            element(vector.values(), element, index, form == Form.JSON, out);
        }
    }

    private void timestamp(long nanos, TextSink out) {
        TimestampText.format(nanos, scratch);
        String quote = form == Form.JSON ? "\"" : "";
        out.ascii(quote);
        out.utf8(scratch, 0, TimestampText.LENGTH);
        out.ascii(quote);
    }

    private void text(ColumnVector vector, int row, TextSink out) {
        int length = load(vector, row);
        if (form == Form.JSON) {
            jsonString(scratch, length, out);
        } else {
            out.utf8(scratch, 0, length);
        }
    }

    private void json(ColumnVector vector, int row, TextSink out) {
        int length = load(vector, row);
        if (form == Form.JSON) {
            try {
                JsonText.requireValue(scratch, 0, length);
            } catch (BadCellException e) {
                throw new FormatException(
                        "row %d: %s, found %s"
                                .formatted(
                                        row, e.getMessage(), RowErrors.quote(scratch, 0, length)),
                        e);
            }
            // Within JSON strings line breaks are escaped; elsewhere they are white space.
            for (int i = 0; i < length; i++) {
                if (scratch[i] == '\n' || scratch[i] == '\r') {
                    scratch[i] = ' ';
                }
            }
        }
        out.utf8(scratch, 0, length);
    }

    private void binary(ColumnVector vector, int row, TextSink out) {
        byte[] encoded =
                Base64.getEncoder().encode(vector.bytes(row).toArray(ValueLayout.JAVA_BYTE));
        String quote = form == Form.JSON ? "\"" : "";
        out.ascii(quote);
        out.utf8(encoded, 0, encoded.length);
        out.ascii(quote);
    }

    private void numbers(ColumnVector vector, int row, TextSink out) {
        ElementType element = vector.type().element();
        long from = vector.firstRow() + row;
        long count = vector.type().length();
        if (vector.type().kind() == ColumnType.Kind.LIST) {
            from = vector.start(row);
            count = vector.end(row) - from;
        } else {
            from *= count;
        }
        out.ascii('[');
        for (long i = 0; i < count; i++) {
            if (i > 0) {
                out.ascii(", ");
            }
            element(vector.values(), element, from + i, true, out);
        }
        out.ascii(']');
    }

    private void texts(ColumnVector vector, int row, TextSink out) {
        out.ascii('[');
        for (int i = vector.start(row); i < vector.end(row); i++) {
            if (i > vector.start(row)) {
                out.ascii(", ");
            }
            jsonString(scratch, load(vector.childBytes(i), row), out);
        }
        out.ascii(']');
    }

    private static void element(
            MemorySegment values, ElementType element, long index, boolean json, TextSink out) {
        switch (element) {
            case INT8 -> out.decimal(values.get(ValueLayout.JAVA_BYTE, index));
            case INT16 -> out.decimal(values.get(ColumnVector.SHORT, index * Short.BYTES));
            case INT32 -> out.decimal(values.get(ColumnVector.INT, index * Integer.BYTES));
            case INT64 -> out.decimal(values.get(ColumnVector.LONG, index * Long.BYTES));
            case FLOAT16, FLOAT32, FLOAT64 ->
                    real(part(values, element, index), element, json, out);
            case COMPLEX64, COMPLEX128 -> {
                out.ascii('[');
                real(part(values, element, 2 * index), element, json, out);
                out.ascii(", ");
                real(part(values, element, 2 * index + 1), element, json, out);
                out.ascii(']');
            }
            default -> throw new IllegalStateException("no column stores " + element.text());
        }
    }

    /** Returns float {@code index} of a buffer of real or complex elements. */
    private static double part(MemorySegment values, ElementType element, long index) {
        return switch (element) {
            case FLOAT64, COMPLEX128 -> values.get(ColumnVector.DOUBLE, index * Double.BYTES);
            case FLOAT16 ->
                    Float.float16ToFloat(values.get(ColumnVector.SHORT, index * Short.BYTES));
            default -> values.get(ColumnVector.FLOAT, index * Float.BYTES);
        };
    }

    private static void real(double value, ElementType element, boolean json, TextSink out) {
        if (!Double.isFinite(value)) {
            String quote = json ? "\"" : "";
            out.ascii(quote);
            out.ascii(Double.toString(value));
            out.ascii(quote);
        } else if (value == (int) value
                && Math.abs(value) < PLAIN_INTEGERS
                && Double.doubleToRawLongBits(value) != Long.MIN_VALUE) {
            out.decimal((int) value);
            out.ascii(".0");
        } else if (element == ElementType.FLOAT64 || element == ElementType.COMPLEX128) {
            out.ascii(Double.toString(value));
        } else {
            out.ascii(Float.toString((float) value));
        }
    }

    /** Writes UTF-8 [0, length) as a JSON string: quotes, backslashes and controls escaped. */
    static void jsonString(byte[] text, int length, TextSink out) {
        out.ascii('"');
        int piece = 0;
        for (int i = 0; i < length; i++) {
            byte b = text[i];
            if ((b >= 0 && b < 0x20) || b == '"' || b == '\\') {
                out.utf8(text, piece, i);
                escape(b, out);
                piece = i + 1;
            }
        }
        out.utf8(text, piece, length);
        out.ascii('"');
    }

    private static void escape(byte b, TextSink out) {
        switch (b) {
            case '"' -> out.ascii("\\\"");
            case '\\' -> out.ascii("\\\\");
            case '\n' -> out.ascii("\\n");
            case '\r' -> out.ascii("\\r");
            case '\t' -> out.ascii("\\t");
            default -> {
                out.ascii("\\u00");
                out.ascii(HEX[b >> 4]);
                out.ascii(HEX[b & 0xF]);
            }
        }
    }
}
