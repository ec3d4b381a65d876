package io.thermocline.formats.column;

import io.thermocline.formats.array.ElementType;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A read view of consecutive rows of one column: Arrow-compatible buffers in memory that somebody
 * else owns.
 *
 * <p>Buffers by {@link ColumnType.Kind}, all little-endian; row {@code r} counts from {@link
 * #firstRow} in the buffers:
 *
 * <pre>
 *   validity   bit per row, least significant first, 1 = has a value; null = every row has one
 *   bool       values:   bit per row
 *   number     values:   element * length per row (vectors row-major)
 *   text etc.  offsets:  i32 per row plus one; row r spans heap bytes [offsets[r], offsets[r + 1])
 *              values:   heap
 *   list       offsets:  i32 per row plus one, counting elements;   values: elements
 *   text list  offsets:  i32 per row plus one, counting texts;  childOffsets: i32 per text plus one; values: heap
 *   dictionary values:   i32 code per row (text only);  {@link #dictionary} resolves codes
 * </pre>
 *
 * <p>Slots of null rows are zero (offsets do not advance). Thread rules: immutable; the memory must
 * not change while it is read.
 *
 * @param type column type
 * @param firstRow first row of the view within the buffers
 * @param rowCount rows in the view
 * @param validity validity bits, or null if every row has a value
 * @param values values, codes, heap or elements, as above
 * @param offsets end offsets of variable types without dictionary, otherwise null
 * @param childOffsets end offsets of texts in text lists, otherwise null
 * @param dictionary texts behind codes, or null if values are not codes
 */
public record ColumnVector(
        ColumnType type,
        long firstRow,
        int rowCount,
        @Nullable MemorySegment validity,
        MemorySegment values,
        @Nullable MemorySegment offsets,
        @Nullable MemorySegment childOffsets,
        @Nullable Dictionary dictionary) {

    /** Unaligned little-endian i16. */
    public static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Unaligned little-endian i32. */
    public static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Unaligned little-endian i64. */
    public static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Unaligned little-endian f32. */
    public static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Unaligned little-endian f64. */
    public static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Returns a view of numbers, vectors or bools. */
    public static ColumnVector fixed(
            ColumnType type, int rowCount, @Nullable MemorySegment validity, MemorySegment values) {
        return new ColumnVector(type, 0, rowCount, validity, values, null, null, null);
    }

    /** Returns a view of text, JSON, binary or lists of numbers. */
    public static ColumnVector variable(
            ColumnType type,
            int rowCount,
            @Nullable MemorySegment validity,
            MemorySegment offsets,
            MemorySegment values) {
        return new ColumnVector(type, 0, rowCount, validity, values, offsets, null, null);
    }

    /** Returns a view of text lists. */
    public static ColumnVector stringList(
            int rowCount,
            @Nullable MemorySegment validity,
            MemorySegment offsets,
            MemorySegment childOffsets,
            MemorySegment heap) {
        return new ColumnVector(
                ColumnType.STRING_LIST, 0, rowCount, validity, heap, offsets, childOffsets, null);
    }

    /** Returns a view of dictionary-coded text. */
    public static ColumnVector coded(
            ColumnType type,
            int rowCount,
            @Nullable MemorySegment validity,
            MemorySegment codes,
            Dictionary dictionary) {
        return new ColumnVector(type, 0, rowCount, validity, codes, null, null, dictionary);
    }

    /**
     * Returns the view of rows [from, from + count) of this view; nothing is copied.
     *
     * @throws IndexOutOfBoundsException if the range leaves the view
     */
    public ColumnVector slice(int from, int count) {
        java.util.Objects.checkFromIndexSize(from, count, rowCount);
        return from == 0 && count == rowCount
                ? this
                : new ColumnVector(
                        type,
                        firstRow + from,
                        count,
                        validity,
                        values,
                        offsets,
                        childOffsets,
                        dictionary);
    }

    /** Returns whether row {@code row} of the view lacks a value. */
    public boolean isNull(int row) {
        return validity != null && !bit(validity, firstRow + row);
    }

    /** Returns the truth value of a bool row. */
    public boolean getBool(int row) {
        return bit(values, firstRow + row);
    }

    /**
     * Returns a row of an integer or timestamp column, widened.
     *
     * @throws IllegalStateException if the column is of another type
     */
    public long getLong(int row) {
        long index = firstRow + row;
        return switch (type.element()) {
            case INT8 -> values.get(ValueLayout.JAVA_BYTE, index);
            case INT16 -> values.get(SHORT, index * Short.BYTES);
            case INT32 -> values.get(INT, index * Integer.BYTES);
            case INT64 -> values.get(LONG, index * Long.BYTES);
            default -> throw wrongType("an integer");
        };
    }

    /**
     * Returns a row of a floating-point or integer column as a double (i64 rounds to nearest).
     *
     * @throws IllegalStateException if the column is of another type
     */
    public double getDouble(int row) {
        long index = firstRow + row;
        return switch (type.element()) {
            case FLOAT16 -> Float.float16ToFloat(values.get(SHORT, index * Short.BYTES));
            case FLOAT32 -> values.get(FLOAT, index * Float.BYTES);
            case FLOAT64 -> values.get(DOUBLE, index * Double.BYTES);
            case INT8, INT16, INT32, INT64 -> getLong(row);
            default -> throw wrongType("a number");
        };
    }

    /** Returns the dictionary code of a coded text row. */
    public int getCode(int row) {
        return values.get(INT, (firstRow + row) * Integer.BYTES);
    }

    /**
     * Returns the first element (list) or byte (text, binary) or text (text list) of a row, counted
     * in its child buffer.
     */
    public int start(int row) {
        return requireOffsets().get(INT, (firstRow + row) * Integer.BYTES);
    }

    /** Returns one past the last element, byte or text of a row, counted in its child buffer. */
    public int end(int row) {
        return requireOffsets().get(INT, (firstRow + row + 1) * Integer.BYTES);
    }

    /**
     * Returns the bytes of one row: the UTF-8 of a text, the bytes of a binary, the elements of a
     * vector, list or number. Nothing is copied. Not for bool and text lists.
     */
    public MemorySegment bytes(int row) {
        if (dictionary != null) {
            return dictionary.bytes(getCode(row));
        }
        if (!type.isVariable()) {
            long width = type.fixedBytes();
            return values.asSlice((firstRow + row) * width, width);
        }
        long width = type.kind() == ColumnType.Kind.LIST ? type.element().bytes() : 1;
        return values.asSlice(start(row) * width, (end(row) - start(row)) * width);
    }

    /** Returns the UTF-8 bytes of text {@code index} of the child buffer of a text list. */
    public MemorySegment childBytes(int index) {
        MemorySegment ends = childOffsets;
        if (ends == null) {
            throw wrongType("list<string>");
        }
        long from = ends.get(INT, (long) index * Integer.BYTES);
        long to = ends.get(INT, (index + 1L) * Integer.BYTES);
        return values.asSlice(from, to - from);
    }

    /** Returns a row of a text column. */
    public String getString(int row) {
        return text(bytes(row));
    }

    /** Decodes UTF-8 bytes. */
    public static String text(MemorySegment utf8) {
        return new String(
                utf8.toArray(ValueLayout.JAVA_BYTE), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Returns bit {@code index} of a little-endian bit buffer. */
    public static boolean bit(MemorySegment bits, long index) {
        return (bits.get(ValueLayout.JAVA_BYTE, index >>> 3) >>> (index & 7) & 1) != 0;
    }

    /** Returns whether the elements are packed bits. */
    public boolean isBits() {
        return type.element() == ElementType.BOOL;
    }

    private MemorySegment requireOffsets() {
        MemorySegment bound = offsets;
        if (bound == null) {
            throw wrongType("a variable-length type");
        }
        return bound;
    }

    private IllegalStateException wrongType(String expected) {
        return new IllegalStateException(
                "column: expected "
                        + expected
                        + ", found "
                        + type.text()
                        + (dictionary != null ? " (dictionary-coded)" : ""));
    }
}
