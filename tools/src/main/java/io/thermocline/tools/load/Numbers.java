package io.thermocline.tools.load;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Little-endian numbers of foreign arrays as values of columns. */
final class Numbers {
    private Numbers() {}

    /** Returns the element that a column stores values of a foreign one as. */
    static ElementType widened(ElementType stored, boolean inVector) {
        return switch (stored) {
            case UINT8 -> ElementType.INT16;
            case UINT16 -> ElementType.INT32;
            case UINT32, UINT64 -> ElementType.INT64;
            case BOOL -> inVector ? ElementType.INT8 : ElementType.BOOL;
            default -> stored;
        };
    }

    /**
     * Appends the number at an offset as a row.
     *
     * @throws IllegalArgumentException if the column has no such value
     */
    static void append(MemorySegment from, long at, ElementType stored, ColumnBuilder target) {
        switch (stored) {
            case BOOL -> target.appendBool(from.get(ValueLayout.JAVA_BYTE, at) != 0);
            case FLOAT16, FLOAT32, FLOAT64 -> target.appendDouble(real(from, at, stored));
            case COMPLEX64 ->
                    target.appendComplex(
                            from.get(ColumnVector.FLOAT, at),
                            from.get(ColumnVector.FLOAT, at + Float.BYTES));
            case COMPLEX128 ->
                    target.appendComplex(
                            from.get(ColumnVector.DOUBLE, at),
                            from.get(ColumnVector.DOUBLE, at + Double.BYTES));
            default -> target.appendLong(integer(from, at, stored));
        }
    }

    /**
     * Adds the number at an offset to the vector in progress.
     *
     * @throws IllegalArgumentException if the column has no such value
     */
    static void add(MemorySegment from, long at, ElementType stored, ColumnBuilder target) {
        switch (stored) {
            case BOOL -> target.addLong(from.get(ValueLayout.JAVA_BYTE, at) != 0 ? 1 : 0);
            case FLOAT16, FLOAT32, FLOAT64 -> target.addDouble(real(from, at, stored));
            case COMPLEX64 ->
                    target.addComplex(
                            from.get(ColumnVector.FLOAT, at),
                            from.get(ColumnVector.FLOAT, at + Float.BYTES));
            case COMPLEX128 ->
                    target.addComplex(
                            from.get(ColumnVector.DOUBLE, at),
                            from.get(ColumnVector.DOUBLE, at + Double.BYTES));
            default -> target.addLong(integer(from, at, stored));
        }
    }

    static double real(MemorySegment from, long at, ElementType stored) {
        return switch (stored) {
            case FLOAT16 -> Float.float16ToFloat(from.get(ColumnVector.SHORT, at));
            case FLOAT32 -> from.get(ColumnVector.FLOAT, at);
            default -> from.get(ColumnVector.DOUBLE, at);
        };
    }

    static long integer(MemorySegment from, long at, ElementType stored) {
        return switch (stored) {
            case INT8 -> from.get(ValueLayout.JAVA_BYTE, at);
            case UINT8 -> Byte.toUnsignedLong(from.get(ValueLayout.JAVA_BYTE, at));
            case INT16 -> from.get(ColumnVector.SHORT, at);
            case UINT16 -> Short.toUnsignedLong(from.get(ColumnVector.SHORT, at));
            case INT32 -> from.get(ColumnVector.INT, at);
            case UINT32 -> Integer.toUnsignedLong(from.get(ColumnVector.INT, at));
            case UINT64 -> signed(from.get(ColumnVector.LONG, at));
            default -> from.get(ColumnVector.LONG, at);
        };
    }

    private static long signed(long bits) {
        if (bits < 0) {
            throw new IllegalArgumentException(
                    "expected an unsigned integer up to 9223372036854775807, which i64 holds, found"
                            + " "
                            + Long.toUnsignedString(bits));
        }
        return bits;
    }
}
