package io.thermocline.formats.segment;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/**
 * Smallest and largest of the numbers or bools of a block. One thread; reused from block to block.
 *
 * <p>Floats are compared as integers: their bits, all but the sign inverted where that is set, have
 * the order of {@link Double#compare}, and NaN lies outside the infinities on either side. So one
 * loop without a branch serves every type, and the bounds tell whether there was a NaN. Where there
 * are nulls or NaN, the other numbers are first moved together, without a branch as well.
 */
final class NumberRange {
    private final ElementType element;

    /** Bits to invert where the sign is set, which are those of the magnitude; 0 for integers. */
    private final long magnitude;

    /** Largest magnitude that is no NaN. */
    private final long infinity;

    private final SegmentAllocator allocator;

    /** Numbers moved together; there from the first null or NaN on. */
    private @Nullable MemorySegment kept;

    /** In the order of the type: integers as they are, floats as above. */
    private long min;

    private long max;

    /**
     * Starts without a range.
     *
     * @param type bool, number or timestamp
     * @param allocator gives a few pages, once
     */
    NumberRange(ColumnType type, SegmentAllocator allocator) {
        this.element = type.element();
        this.allocator = allocator;
        switch (element) {
            case FLOAT16 -> {
                magnitude = Short.MAX_VALUE;
                infinity = Float.floatToFloat16(Float.POSITIVE_INFINITY);
            }
            case FLOAT32 -> {
                magnitude = Integer.MAX_VALUE;
                infinity = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
            }
            case FLOAT64 -> {
                magnitude = Long.MAX_VALUE;
                infinity = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
            }
            default -> {
                magnitude = 0;
                infinity = 0;
            }
        }
    }

    /**
     * Finds the range of rows of a block.
     *
     * @param values rows that are not null
     * @return rows that are neither null nor NaN; if there are none, there is no range
     */
    int find(ColumnVector rows, int from, int count, int values) {
        long first = rows.firstRow() + from;
        if (element == ElementType.BOOL) {
            bits(rows, first, count, values);
            return values;
        }
        if (values == count) {
            range(rows.values(), first, count);
            boolean anyNan = magnitude != 0 && (max > infinity || min < ~infinity);
            if (!anyNan) {
                return count;
            }
        }
        MemorySegment together = kept;
        if (together == null) {
            together = allocator.allocate((long) StoredColumns.BLOCK_ROWS * Long.BYTES);
            kept = together;
        }
        int found = keep(rows, first, count, together);
        range(together, 0, found);
        return found;
    }

    /** Returns the smallest of an integer type, or 0 or 1. */
    long minLong() {
        return min;
    }

    /** Returns the largest of an integer type, or 0 or 1. */
    long maxLong() {
        return max;
    }

    /** Returns the smallest of a floating type. */
    double minDouble() {
        return toDouble(min);
    }

    /** Returns the largest of a floating type. */
    double maxDouble() {
        return toDouble(max);
    }

    private double toDouble(long ordered) {
        long bits = ordered ^ (ordered >> 63 & magnitude);
        return switch (element) {
            case FLOAT16 -> Float.float16ToFloat((short) bits);
            case FLOAT32 -> Float.intBitsToFloat((int) bits);
            default -> Double.longBitsToDouble(bits);
        };
    }

    private void bits(ColumnVector rows, long first, int count, int values) {
        MemorySegment validity = rows.validity();
        int ones = 0;
        if (values == count) {
            ones = Bits.count(rows.values(), first, count);
        } else {
            for (int i = 0; i < count; i++) {
                ones += bit(rows.values(), first + i) & bit(validity, first + i);
            }
        }
        min = ones == values ? 1 : 0;
        max = ones == 0 ? 0 : 1;
    }

    private static int bit(@Nullable MemorySegment bits, long index) {
        return bits == null ? 1 : bits.get(ValueLayout.JAVA_BYTE, index >>> 3) >>> (index & 7) & 1;
    }

    // Kernels ---------------------------------------------------------------------------------

    private void range(MemorySegment values, long first, int count) {
        long at = first * element.bytes();
        switch (element.bytes()) {
            case Byte.BYTES -> bytes(values, at, count);
            case Short.BYTES -> shorts(values, at, count, (int) magnitude);
            case Integer.BYTES -> ints(values, at, count, (int) magnitude);
            default -> longs(values, at, count, magnitude);
        }
    }

    private void bytes(MemorySegment values, long at, int count) {
        int least = Byte.MAX_VALUE;
        int most = Byte.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            int value = values.get(ValueLayout.JAVA_BYTE, at + i);
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        min = least;
        max = most;
    }

    private void shorts(MemorySegment values, long at, int count, int inverted) {
        int least = Short.MAX_VALUE;
        int most = Short.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            int value = values.get(ColumnVector.SHORT, at + (long) i * Short.BYTES);
            value ^= value >> 31 & inverted;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        min = least;
        max = most;
    }

    private void ints(MemorySegment values, long at, int count, int inverted) {
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            int value = values.get(ColumnVector.INT, at + (long) i * Integer.BYTES);
            value ^= value >> 31 & inverted;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        min = least;
        max = most;
    }

    private void longs(MemorySegment values, long at, int count, long inverted) {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long value = values.get(ColumnVector.LONG, at + (long) i * Long.BYTES);
            value ^= value >> 63 & inverted;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        min = least;
        max = most;
    }

    /** Moves the numbers that are neither null nor NaN together; returns how many they are. */
    private int keep(ColumnVector rows, long first, int count, MemorySegment target) {
        MemorySegment values = rows.values();
        MemorySegment validity = rows.validity();
        return switch (element.bytes()) {
            case Byte.BYTES -> keepBytes(values, validity, first, count, target);
            case Short.BYTES -> keepShorts(values, validity, first, count, target);
            case Integer.BYTES -> keepInts(values, validity, first, count, target);
            default -> keepLongs(values, validity, first, count, target);
        };
    }

    private int keepBytes(
            MemorySegment values,
            @Nullable MemorySegment validity,
            long first,
            int count,
            MemorySegment target) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            byte value = values.get(ValueLayout.JAVA_BYTE, first + i);
            target.set(ValueLayout.JAVA_BYTE, found, value);
            found += bit(validity, first + i);
        }
        return found;
    }

    private int keepShorts(
            MemorySegment values,
            @Nullable MemorySegment validity,
            long first,
            int count,
            MemorySegment target) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            short value = values.get(ColumnVector.SHORT, (first + i) * Short.BYTES);
            target.set(ColumnVector.SHORT, (long) found * Short.BYTES, value);
            found += (value & magnitude) <= infinity ? bit(validity, first + i) : 0;
        }
        return found;
    }

    private int keepInts(
            MemorySegment values,
            @Nullable MemorySegment validity,
            long first,
            int count,
            MemorySegment target) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            int value = values.get(ColumnVector.INT, (first + i) * Integer.BYTES);
            target.set(ColumnVector.INT, (long) found * Integer.BYTES, value);
            found += (value & magnitude) <= infinity ? bit(validity, first + i) : 0;
        }
        return found;
    }

    private int keepLongs(
            MemorySegment values,
            @Nullable MemorySegment validity,
            long first,
            int count,
            MemorySegment target) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            long value = values.get(ColumnVector.LONG, (first + i) * Long.BYTES);
            target.set(ColumnVector.LONG, (long) found * Long.BYTES, value);
            found += (value & magnitude) <= infinity ? bit(validity, first + i) : 0;
        }
        return found;
    }
}
