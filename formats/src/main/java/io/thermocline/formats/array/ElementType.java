package io.thermocline.formats.array;

import java.util.Locale;

/**
 * Type of one array element, as it lies in little-endian memory.
 *
 * <p>Complex elements are two floats, real part first. {@link #BOOL} takes one byte (0 or 1) in an
 * array; table columns pack it to one bit, see {@link io.thermocline.formats.column.ColumnVector}.
 * The unsigned types occur in foreign files only; columns widen them.
 */
public enum ElementType {
    /** Truth value, one byte. */
    BOOL("bool", 1),
    /** Signed 8-bit integer. */
    INT8("i8", 1),
    /** Signed 16-bit integer. */
    INT16("i16", 2),
    /** Signed 32-bit integer. */
    INT32("i32", 4),
    /** Signed 64-bit integer. */
    INT64("i64", 8),
    /** Unsigned 8-bit integer. */
    UINT8("u8", 1),
    /** Unsigned 16-bit integer. */
    UINT16("u16", 2),
    /** Unsigned 32-bit integer. */
    UINT32("u32", 4),
    /** Unsigned 64-bit integer. */
    UINT64("u64", 8),
    /** IEEE 754 binary16. */
    FLOAT16("f16", 2),
    /** IEEE 754 binary32. */
    FLOAT32("f32", 4),
    /** IEEE 754 binary64. */
    FLOAT64("f64", 8),
    /** Two binary32, real part first. */
    COMPLEX64("complex64", 8),
    /** Two binary64, real part first. */
    COMPLEX128("complex128", 16);

    private final String text;
    private final int bytes;

    ElementType(String text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** Returns the name used in schemas and messages, such as {@code f64}. */
    public String text() {
        return text;
    }

    /** Returns the size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Returns whether the element is a pair of floats. */
    public boolean isComplex() {
        return this == COMPLEX64 || this == COMPLEX128;
    }

    /** Returns whether the element is a real floating-point number. */
    public boolean isFloat() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /** Returns whether the element is an integer, signed or not. */
    public boolean isInteger() {
        return switch (this) {
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> true;
            default -> false;
        };
    }

    /** Returns whether the element is an unsigned integer, which columns do not store. */
    public boolean isUnsigned() {
        return switch (this) {
            case UINT8, UINT16, UINT32, UINT64 -> true;
            default -> false;
        };
    }

    /**
     * Returns the type with the given schema name.
     *
     * @param text a name such as {@code f64}, in any case
     * @throws IllegalArgumentException if no element type has that name; the message lists them
     */
    public static ElementType of(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        for (ElementType type : values()) {
            if (type.text.equals(wanted)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "element type: expected bool, i8, i16, i32, i64, f16, f32, f64, complex64 or"
                        + " complex128, found '"
                        + text
                        + "'");
    }
}
