package io.thermocline.formats.segment;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Smallest and largest of numbers or bools that lie side by side. One thread; reused from block to
 * block.
 *
 * <p>Floats are compared as integers: their bits, all but the sign inverted where that is set, have
 * the order of {@link Double#compare}, and NaN lies outside the infinities on either side. So one
 * loop without a branch serves every type, and the bounds tell whether there was a NaN.
 */
final class NumberRange {
    private static final int INFINITY_16 = 0x7C00;
    private static final int INFINITY_32 = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    private static final long INFINITY_64 = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

    /** In the order of the type: integers as they are, floats as above. */
    private long min;

    private long max;

    /**
     * Takes rows, none of them null.
     *
     * @return false if there is a NaN; then the range says nothing
     */
    boolean isFoundIn(ColumnVector rows, int from, int count) {
        MemorySegment values = rows.values();
        long first = rows.firstRow() + from;
        switch (rows.type().element()) {
            case BOOL -> bits(values, first, count);
            case INT8 -> bytes(values, first, count);
            case INT16 -> shorts(values, first * Short.BYTES, count, 0);
            case INT32 -> ints(values, first * Integer.BYTES, count, 0);
            case INT64 -> longs(values, first * Long.BYTES, count, 0);
            case FLOAT16 -> {
                shorts(values, first * Short.BYTES, count, Short.MAX_VALUE);
                return isWithin(INFINITY_16);
            }
            case FLOAT32 -> {
                ints(values, first * Integer.BYTES, count, Integer.MAX_VALUE);
                return isWithin(INFINITY_32);
            }
            case FLOAT64 -> {
                longs(values, first * Long.BYTES, count, Long.MAX_VALUE);
                return isWithin(INFINITY_64);
            }
            default -> throw new IllegalStateException(rows.type().text() + " has no order");
        }
        return true;
    }

    private boolean isWithin(long infinity) {
        return max <= infinity && min >= ~infinity;
    }

    /** Returns the smallest of an integer type, or 0 or 1. */
    long minLong() {
        return min;
    }

    /** Returns the largest of an integer type, or 0 or 1. */
    long maxLong() {
        return max;
    }

    /** Returns the smallest of a floating type, of {@code bytes} bytes. */
    double minDouble(int bytes) {
        return toDouble(min, bytes);
    }

    /** Returns the largest of a floating type, of {@code bytes} bytes. */
    double maxDouble(int bytes) {
        return toDouble(max, bytes);
    }

    private static double toDouble(long ordered, int bytes) {
        return switch (bytes) {
            case Short.BYTES ->
                    Float.float16ToFloat((short) (ordered ^ (ordered >> 63 & Short.MAX_VALUE)));
            case Float.BYTES ->
                    Float.intBitsToFloat((int) (ordered ^ (ordered >> 63 & Integer.MAX_VALUE)));
            default -> Double.longBitsToDouble(ordered ^ (ordered >> 63 & Long.MAX_VALUE));
        };
    }

    private void bits(MemorySegment values, long first, int count) {
        int ones = Bits.count(values, first, count);
        min = ones == count ? 1 : 0;
        max = ones == 0 ? 0 : 1;
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

    /**
     * Finds the range of i16 or f16.
     *
     * @param inverted bits to invert where the sign is set: 0 for integers
     */
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
}
