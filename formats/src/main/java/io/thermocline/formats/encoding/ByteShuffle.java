package io.thermocline.formats.encoding;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Groups byte k of every element, so that the slowly changing high bytes of numbers stand together.
 *
 * <p>Elements of 2, 4 and 8 bytes go eight at a time through registers, others byte by byte.
 */
public final class ByteShuffle {
    private static final long BYTES = 0x00FF00FF00FF00FFL;
    private static final long PAIRS = 0x0000FFFF0000FFFFL;
    private static final long HALVES = 0x00000000FFFFFFFFL;

    private ByteShuffle() {}

    /**
     * Shuffles elements; bytes behind the last whole element are copied.
     *
     * @param source elements
     * @param target as many bytes, not overlapping
     * @param width bytes of an element
     */
    public static void shuffle(MemorySegment source, MemorySegment target, int width) {
        long bytes = source.byteSize();
        long count = bytes / width;
        long done =
                switch (width) {
                    case 2 -> shuffleTwos(source, target, count);
                    case 4 -> shuffleFours(source, target, count);
                    case 8 -> shuffleEights(source, target, count);
                    default -> 0;
                };
        for (int plane = 0; plane < width; plane++) {
            long start = plane * count;
            for (long i = done; i < count; i++) {
                target.set(
                        ValueLayout.JAVA_BYTE,
                        start + i,
                        source.get(ValueLayout.JAVA_BYTE, i * width + plane));
            }
        }
        MemorySegment.copy(source, count * width, target, count * width, bytes - count * width);
    }

    /** Reverses {@link #shuffle}. */
    public static void unshuffle(MemorySegment source, MemorySegment target, int width) {
        long bytes = source.byteSize();
        long count = bytes / width;
        long done =
                switch (width) {
                    case 2 -> unshuffleTwos(source, target, count);
                    case 4 -> unshuffleFours(source, target, count);
                    case 8 -> unshuffleEights(source, target, count);
                    default -> 0;
                };
        for (int plane = 0; plane < width; plane++) {
            long start = plane * count;
            for (long i = done; i < count; i++) {
                target.set(
                        ValueLayout.JAVA_BYTE,
                        i * width + plane,
                        source.get(ValueLayout.JAVA_BYTE, start + i));
            }
        }
        MemorySegment.copy(source, count * width, target, count * width, bytes - count * width);
    }

    private static long shuffleTwos(MemorySegment source, MemorySegment target, long count) {
        long i = 0;
        for (; i + 8 <= count; i += 8) {
            long a = source.get(ColumnVector.LONG, i * 2);
            long b = source.get(ColumnVector.LONG, i * 2 + 8);
            target.set(ColumnVector.LONG, i, evenBytes(a, b));
            target.set(ColumnVector.LONG, count + i, evenBytes(a >>> 8, b >>> 8));
        }
        return i;
    }

    private static long unshuffleTwos(MemorySegment source, MemorySegment target, long count) {
        long i = 0;
        for (; i + 8 <= count; i += 8) {
            long even = source.get(ColumnVector.LONG, i);
            long odd = source.get(ColumnVector.LONG, count + i);
            target.set(ColumnVector.LONG, i * 2, spread(even) | spread(odd) << 8);
            target.set(ColumnVector.LONG, i * 2 + 8, spread(even >>> 32) | spread(odd >>> 32) << 8);
        }
        return i;
    }

    /** Takes bytes 0, 2, 4, 6 of each of two longs. */
    private static long evenBytes(long low, long high) {
        return gather(low) | gather(high) << 32;
    }

    private static long gather(long bytes) {
        long pairs = bytes & BYTES;
        long halves = (pairs | pairs >>> 8) & PAIRS;
        return (halves | halves >>> 16) & HALVES;
    }

    /** Reverses {@link #gather}: puts bytes 0 to 3 at 0, 2, 4, 6. */
    private static long spread(long bytes) {
        long halves = bytes & HALVES;
        long pairs = (halves | halves << 16) & PAIRS;
        return (pairs | pairs << 8) & BYTES;
    }

    private static long shuffleFours(MemorySegment source, MemorySegment target, long count) {
        long i = 0;
        for (; i + 8 <= count; i += 8) {
            long a = source.get(ColumnVector.LONG, i * 4);
            long b = source.get(ColumnVector.LONG, i * 4 + 8);
            long c = source.get(ColumnVector.LONG, i * 4 + 16);
            long d = source.get(ColumnVector.LONG, i * 4 + 24);
            long lowEven = evenBytes(a, b);
            long lowOdd = evenBytes(a >>> 8, b >>> 8);
            long highEven = evenBytes(c, d);
            long highOdd = evenBytes(c >>> 8, d >>> 8);
            target.set(ColumnVector.LONG, i, evenBytes(lowEven, highEven));
            target.set(ColumnVector.LONG, count + i, evenBytes(lowOdd, highOdd));
            target.set(ColumnVector.LONG, 2 * count + i, evenBytes(lowEven >>> 8, highEven >>> 8));
            target.set(ColumnVector.LONG, 3 * count + i, evenBytes(lowOdd >>> 8, highOdd >>> 8));
        }
        return i;
    }

    private static long unshuffleFours(MemorySegment source, MemorySegment target, long count) {
        long i = 0;
        for (; i + 8 <= count; i += 8) {
            long p0 = source.get(ColumnVector.LONG, i);
            long p1 = source.get(ColumnVector.LONG, count + i);
            long p2 = source.get(ColumnVector.LONG, 2 * count + i);
            long p3 = source.get(ColumnVector.LONG, 3 * count + i);
            for (int k = 0; k < 2; k++) {
                long even = spread(p0) | spread(p2) << 8;
                long odd = spread(p1) | spread(p3) << 8;
                long at = i * 4 + k * 16L;
                target.set(ColumnVector.LONG, at, spread(even) | spread(odd) << 8);
                target.set(
                        ColumnVector.LONG, at + 8, spread(even >>> 32) | spread(odd >>> 32) << 8);
                p0 >>>= 32;
                p1 >>>= 32;
                p2 >>>= 32;
                p3 >>>= 32;
            }
        }
        return i;
    }

    private static long shuffleEights(MemorySegment source, MemorySegment target, long count) {
        long i = 0;
        long[] rows = new long[8];
        for (; i + 8 <= count; i += 8) {
            for (int k = 0; k < 8; k++) {
                rows[k] = source.get(ColumnVector.LONG, (i + k) * 8);
            }
            transpose(rows);
            for (int k = 0; k < 8; k++) {
                target.set(ColumnVector.LONG, k * count + i, rows[k]);
            }
        }
        return i;
    }

    private static long unshuffleEights(MemorySegment source, MemorySegment target, long count) {
        long i = 0;
        long[] rows = new long[8];
        for (; i + 8 <= count; i += 8) {
            for (int k = 0; k < 8; k++) {
                rows[k] = source.get(ColumnVector.LONG, k * count + i);
            }
            transpose(rows);
            for (int k = 0; k < 8; k++) {
                target.set(ColumnVector.LONG, (i + k) * 8, rows[k]);
            }
        }
        return i;
    }

    /** Transposes 8 x 8 bytes; its own inverse. */
    private static void transpose(long[] rows) {
        exchange(rows, 1, 8, BYTES);
        exchange(rows, 2, 16, PAIRS);
        exchange(rows, 4, 32, HALVES);
    }

    private static void exchange(long[] rows, int distance, int shift, long mask) {
        for (int k = 0; k < 8; k++) {
            if ((k & distance) == 0) {
                long swap = ((rows[k] >>> shift) ^ rows[k + distance]) & mask;
                rows[k + distance] ^= swap;
                rows[k] ^= swap << shift;
            }
        }
    }
}
