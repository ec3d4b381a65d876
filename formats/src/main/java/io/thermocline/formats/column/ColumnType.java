package io.thermocline.formats.column;

import io.thermocline.formats.array.ElementType;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Type of one column.
 *
 * <p>Written form, case-insensitive: {@code bool i8 i16 i32 i64 f16 f32 f64 complex64 complex128
 * timestamp string json binary}, vectors {@code f32[512]}, lists {@code list<f64>} and {@code
 * list<string>}.
 *
 * @param kind family of the type
 * @param element element of the scalar, vector or list; {@link ElementType#INT64} for timestamps,
 *     {@link ElementType#UINT8} for text and binary
 * @param length elements in a row: the vector's length, otherwise 1
 */
public record ColumnType(Kind kind, ElementType element, int length) {
    /** Longest vector: keeps the widest row of complex128 at 16 MiB. */
    public static final int MAX_VECTOR_LENGTH = 1 << 20;

    /** Families of column types; each has one buffer arrangement, see {@link ColumnVector}. */
    public enum Kind {
        /** One number or truth value a row. */
        SCALAR,
        /** Nanoseconds since 1970-01-01T00:00:00Z, i64. */
        TIMESTAMP,
        /** UTF-8 text. */
        STRING,
        /** UTF-8 text holding one JSON value. */
        JSON,
        /** Bytes. */
        BINARY,
        /** A fixed number of numbers a row. */
        VECTOR,
        /** Any number of numbers a row. */
        LIST,
        /** Any number of UTF-8 texts a row. */
        STRING_LIST
    }

    private static final Set<ElementType> STORED =
            Set.of(
                    ElementType.BOOL,
                    ElementType.INT8,
                    ElementType.INT16,
                    ElementType.INT32,
                    ElementType.INT64,
                    ElementType.FLOAT16,
                    ElementType.FLOAT32,
                    ElementType.FLOAT64,
                    ElementType.COMPLEX64,
                    ElementType.COMPLEX128);

    /** Nanosecond timestamp. */
    public static final ColumnType TIMESTAMP = new ColumnType(Kind.TIMESTAMP, ElementType.INT64, 1);

    /** UTF-8 text. */
    public static final ColumnType STRING = new ColumnType(Kind.STRING, ElementType.UINT8, 1);

    /** JSON text. */
    public static final ColumnType JSON = new ColumnType(Kind.JSON, ElementType.UINT8, 1);

    /** Bytes. */
    public static final ColumnType BINARY = new ColumnType(Kind.BINARY, ElementType.UINT8, 1);

    /** List of UTF-8 texts. */
    public static final ColumnType STRING_LIST =
            new ColumnType(Kind.STRING_LIST, ElementType.UINT8, 1);

    /** Checks that the three parts fit together. */
    public ColumnType {
        boolean numeric = kind == Kind.SCALAR || kind == Kind.VECTOR || kind == Kind.LIST;
        if (numeric && !STORED.contains(element)) {
            throw new IllegalArgumentException(
                    "column type: unsigned integers are not stored; widen "
                            + element.text()
                            + " to a signed type");
        }
        if (element == ElementType.BOOL && kind != Kind.SCALAR) {
            throw new IllegalArgumentException(
                    "column type: vectors and lists of bool are not stored; use i8");
        }
        if (length < 1 || length > MAX_VECTOR_LENGTH || (kind != Kind.VECTOR && length != 1)) {
            throw new IllegalArgumentException(
                    "column type: expected a vector length in 1.."
                            + MAX_VECTOR_LENGTH
                            + ", found "
                            + length);
        }
    }

    /** Returns the scalar type of {@code element}. */
    public static ColumnType scalar(ElementType element) {
        return new ColumnType(Kind.SCALAR, element, 1);
    }

    /** Returns the vector type of {@code length} elements a row. */
    public static ColumnType vector(ElementType element, int length) {
        return new ColumnType(Kind.VECTOR, element, length);
    }

    /** Returns the type of variable-length lists of {@code element}. */
    public static ColumnType list(ElementType element) {
        return new ColumnType(Kind.LIST, element, 1);
    }

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException if {@code text} names no type; the message says what was
     *     expected
     */
    public static ColumnType parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        Optional<ColumnType> simple =
                switch (name) {
                    case "timestamp" -> Optional.of(TIMESTAMP);
                    case "string" -> Optional.of(STRING);
                    case "json" -> Optional.of(JSON);
                    case "binary" -> Optional.of(BINARY);
                    default -> Optional.empty();
                };
        if (simple.isPresent()) {
            return simple.get();
        }
        if (name.startsWith("list<") && name.endsWith(">")) {
            String inner = name.substring("list<".length(), name.length() - 1).strip();
            return inner.equals("string") ? STRING_LIST : list(elementOf(inner, text));
        }
        int bracket = name.indexOf('[');
        if (bracket > 0 && name.endsWith("]")) {
            return vector(
                    elementOf(name.substring(0, bracket).strip(), text),
                    lengthOf(name, bracket, text));
        }
        return scalar(elementOf(name, text));
    }

    private static int lengthOf(String name, int bracket, String text) {
        String digits = name.substring(bracket + 1, name.length() - 1).strip();
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "column type '" + text + "': expected a vector length, found '" + digits + "'",
                    e);
        }
    }

    private static ElementType elementOf(String name, String text) {
        try {
            return ElementType.of(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "column type: expected bool, i8, i16, i32, i64, f16, f32, f64, complex64,"
                        + " complex128, timestamp, string, json, binary, a vector such as f32[512]"
                        + " or a list such as list<f64>, found '"
                            + text
                            + "'",
                    e);
        }
    }

    /** Returns the written form, which {@link #parse} reads back. */
    public String text() {
        return switch (kind) {
            case SCALAR -> element.text();
            case TIMESTAMP -> "timestamp";
            case STRING -> "string";
            case JSON -> "json";
            case BINARY -> "binary";
            case VECTOR -> element.text() + "[" + length + "]";
            case LIST -> "list<" + element.text() + ">";
            case STRING_LIST -> "list<string>";
        };
    }

    /** Returns whether the column packs one bit a row. */
    public boolean isBool() {
        return kind == Kind.SCALAR && element == ElementType.BOOL;
    }

    /** Returns whether values live in a heap behind offsets: text, JSON, binary and lists. */
    public boolean isVariable() {
        return switch (kind) {
            case STRING, JSON, BINARY, LIST, STRING_LIST -> true;
            case SCALAR, TIMESTAMP, VECTOR -> false;
        };
    }

    /** Returns whether values are UTF-8 text (string or JSON). */
    public boolean isText() {
        return kind == Kind.STRING || kind == Kind.JSON;
    }

    /**
     * Returns whether this is one integer, timestamp or real number a row, which has an order and a
     * sum.
     */
    public boolean isNumber() {
        return kind == Kind.TIMESTAMP
                || (kind == Kind.SCALAR && (element.isInteger() || element.isFloat()));
    }

    /**
     * Returns the bytes that one row takes in the values buffer: element size times length for
     * numbers and vectors, 0 for bool (which takes a bit) and for variable types.
     */
    public int fixedBytes() {
        return isVariable() || isBool() ? 0 : element.bytes() * length;
    }

    @Override
    public String toString() {
        return text();
    }
}
