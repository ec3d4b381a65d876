package io.thermocline.formats.text;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;

/**
 * What the values of one column look like so far, and the narrowest type that keeps all of them.
 *
 * <p>No guess loses anything but digits beyond f64: integers with leading zeros stay text, as do
 * integers outside i64 unless the column has fractions; {@code yes} and {@code no} stay text. One
 * thread at a time.
 */
final class TypeGuess {
    private static final int INTEGER = 1;
    private static final int LARGE_INTEGER = 1 << 1;
    private static final int REAL = 1 << 2;
    private static final int TIMESTAMP = 1 << 3;
    private static final int BOOL = 1 << 4;
    private static final int TEXT = 1 << 5;
    private static final int EMPTY_LIST = 1 << 6;
    private static final int INTEGER_LIST = 1 << 7;
    private static final int REAL_LIST = 1 << 8;
    private static final int TEXT_LIST = 1 << 9;
    private static final int OTHER_JSON = 1 << 10;

    private static final NumberText.Range I64 = NumberText.Range.of(ElementType.INT64);

    /** Kinds seen, as bits. */
    private int seen;

    /** Takes note of a CSV cell that is not null. */
    void seeCell(byte[] text, int from, int to) {
        if ((seen & TEXT) == 0) {
            int start = Ascii.skipSpace(text, from, to);
            seen |= kind(text, start, Ascii.trimEnd(text, start, to));
        }
    }

    /** Takes note of a JSON string, decoded. */
    void seeString(byte[] text, int from, int to) {
        seen |= (seen & TEXT) == 0 && TimestampText.isIso(text, from, to) ? TIMESTAMP : TEXT;
    }

    /** Takes note of a JSON number. */
    void seeNumber(byte[] text, int from, int to) {
        int kind = kind(text, from, to);
        seen |= kind == TEXT ? OTHER_JSON : kind;
    }

    /** Takes note of a JSON truth value. */
    void seeBool() {
        seen |= BOOL;
    }

    /**
     * Takes note of a JSON array.
     *
     * @param elements what its elements are, none nested or null; otherwise it is {@link #seeOther}
     */
    void seeList(TypeGuess elements) {
        seen |=
                switch (elements.seen) {
                    case 0 -> EMPTY_LIST;
                    case INTEGER -> INTEGER_LIST;
                    case REAL, REAL | INTEGER -> REAL_LIST;
                    case TEXT, TIMESTAMP, TEXT | TIMESTAMP -> TEXT_LIST;
                    default -> OTHER_JSON;
                };
    }

    /** Takes note of any other JSON value. */
    void seeOther() {
        seen |= OTHER_JSON;
    }

    private static int kind(byte[] text, int from, int to) {
        if (Ascii.isInteger(text, from, to)) {
            return integerKind(text, from, to);
        }
        if (TimestampText.isIso(text, from, to)) {
            return TIMESTAMP;
        }
        if (Ascii.isWord(text, from, to, "true") || Ascii.isWord(text, from, to, "false")) {
            return BOOL;
        }
        try {
            NumberText.parseDouble(text, from, to, "a number");
            return REAL;
        } catch (BadCellException e) {
            return TEXT;
        }
    }

    private static int integerKind(byte[] text, int from, int to) {
        boolean signed = !Ascii.isDigit(text[from]);
        int digits = signed ? from + 1 : from;
        if (text[digits] == '0') {
            boolean zero = to - digits == 1;
            return zero && signed ? REAL : zero ? INTEGER : TEXT;
        }
        try {
            NumberText.parseLong(text, from, to, I64);
            return INTEGER;
        } catch (BadCellException e) {
            return LARGE_INTEGER;
        }
    }

    /** Returns the type of a CSV column: text if nothing narrower keeps all cells. */
    ColumnType csvType() {
        return switch (seen) {
            case INTEGER -> ColumnType.scalar(ElementType.INT64);
            case REAL, REAL | INTEGER, REAL | LARGE_INTEGER, REAL | INTEGER | LARGE_INTEGER ->
                    ColumnType.scalar(ElementType.FLOAT64);
            case TIMESTAMP -> ColumnType.TIMESTAMP;
            case BOOL -> ColumnType.scalar(ElementType.BOOL);
            default -> ColumnType.STRING;
        };
    }

    /** Returns the type of a JSON field: JSON if nothing narrower keeps all values. */
    ColumnType jsonType() {
        return switch (seen) {
            case 0, TEXT, TEXT | TIMESTAMP -> ColumnType.STRING;
            case EMPTY_LIST -> ColumnType.JSON;
            case INTEGER_LIST, INTEGER_LIST | EMPTY_LIST -> ColumnType.list(ElementType.INT64);
            case REAL_LIST,
                    REAL_LIST | EMPTY_LIST,
                    REAL_LIST | INTEGER_LIST,
                    REAL_LIST | INTEGER_LIST | EMPTY_LIST ->
                    ColumnType.list(ElementType.FLOAT64);
            case TEXT_LIST, TEXT_LIST | EMPTY_LIST -> ColumnType.STRING_LIST;
            default -> {
                ColumnType scalar = csvType();
                yield scalar.kind() == ColumnType.Kind.STRING ? ColumnType.JSON : scalar;
            }
        };
    }
}
