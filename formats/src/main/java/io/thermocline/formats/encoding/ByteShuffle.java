package io.thermocline.formats.encoding;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Groups byte k of every element, so that the slowly changing high bytes of numbers stand together.
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
        long done = 0;
        if (width == 8) {
            done = shuffleEights(source, target, count);
        }
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
        long done = 0;
        if (width == 8) {
            done = unshuffleEights(source, target, count);
        }
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
