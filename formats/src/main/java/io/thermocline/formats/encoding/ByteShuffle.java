package io.thermocline.formats.encoding;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Groups byte k of every element, so that the slowly changing high bytes of numbers stand together.
 *
 * <p>Elements of 2, 4 and 8 bytes go eight at a time through registers: a byte matrix is transposed
 * by exchanging bytes, then pairs, then halves of longs (Hacker's Delight, 7-3). Other widths go
 * byte by byte.
 */
public final class ByteShuffle {
    /** Elements that go through registers together. */
    private static final int GROUP = 8;

    private static final long BYTES = 0x00FF00FF00FF00FFL;
    private static final long PAIRS = 0x0000FFFF0000FFFFL;
    private static final long HALVES = 0x00000000FFFFFFFFL;

    private ByteShuffle() {}

    /**
     * Shuffles elements; bytes behind the last whole element are copied.
     *
     * @param source elements
     * @param target as many bytes, not overlapping
     * @param width bytes of an element, at least 1
     */
    public static void shuffle(MemorySegment source, MemorySegment target, int width) {
        long bytes = source.byteSize();
        long count = bytes / width;
        long done = count / GROUP * GROUP;
        switch (width) {
            case 2 -> shuffleTwos(source, target, count, done);
            case 4 -> shuffleFours(source, target, count, done);
            case 8 -> transposeEights(source, 8, target, count, done);
            default -> done = 0;
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
        long done = count / GROUP * GROUP;
        switch (width) {
            case 2 -> unshuffleTwos(source, target, count, done);
            case 4 -> unshuffleFours(source, target, count, done);
            case 8 -> transposeEights(source, count, target, 8, done);
            default -> done = 0;
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

    private static void shuffleTwos(
            MemorySegment source, MemorySegment target, long count, long done) {
        for (long i = 0; i < done; i += GROUP) {
            long a = source.get(ColumnVector.LONG, i * 2);
            long b = source.get(ColumnVector.LONG, i * 2 + 8);
            target.set(ColumnVector.LONG, i, gather(a) | gather(b) << 32);
            target.set(ColumnVector.LONG, count + i, gather(a >>> 8) | gather(b >>> 8) << 32);
        }
    }

    private static void unshuffleTwos(
            MemorySegment source, MemorySegment target, long count, long done) {
        for (long i = 0; i < done; i += GROUP) {
            long even = source.get(ColumnVector.LONG, i);
            long odd = source.get(ColumnVector.LONG, count + i);
            target.set(ColumnVector.LONG, i * 2, spread(even) | spread(odd) << 8);
            target.set(ColumnVector.LONG, i * 2 + 8, spread(even >>> 32) | spread(odd >>> 32) << 8);
        }
    }

    /** Takes bytes 0, 2, 4, 6. */
    private static long gather(long bytes) {
        long pairs = bytes & BYTES;
        long halves = (pairs | pairs >>> 8) & PAIRS;
        return (halves | halves >>> 16) & HALVES;
    }

    /** Puts bytes 0 to 3 at 0, 2, 4, 6. */
    private static long spread(long bytes) {
        long halves = bytes & HALVES;
        long pairs = (halves | halves << 16) & PAIRS;
        return (pairs | pairs << 8) & BYTES;
    }

    /** Puts elements k and k + 4 into one long, then transposes two matrices of 4 x 4 bytes. */
    private static void shuffleFours(
            MemorySegment source, MemorySegment target, long count, long done) {
        for (long i = 0; i < done; i += GROUP) {
            long a = source.get(ColumnVector.LONG, i * 4);
            long b = source.get(ColumnVector.LONG, i * 4 + 8);
            long c = source.get(ColumnVector.LONG, i * 4 + 16);
            long d = source.get(ColumnVector.LONG, i * 4 + 24);
            long r0 = (a & HALVES) | c << 32;
            long r1 = a >>> 32 | (c & ~HALVES);
            long r2 = (b & HALVES) | d << 32;
            long r3 = b >>> 32 | (d & ~HALVES);
            long swap = (r0 >>> 8 ^ r1) & BYTES;
            r1 ^= swap;
            r0 ^= swap << 8;
            swap = (r2 >>> 8 ^ r3) & BYTES;
            r3 ^= swap;
            r2 ^= swap << 8;
            swap = (r0 >>> 16 ^ r2) & PAIRS;
            r2 ^= swap;
            r0 ^= swap << 16;
            swap = (r1 >>> 16 ^ r3) & PAIRS;
            r3 ^= swap;
            r1 ^= swap << 16;
            target.set(ColumnVector.LONG, i, r0);
            target.set(ColumnVector.LONG, count + i, r1);
            target.set(ColumnVector.LONG, 2 * count + i, r2);
            target.set(ColumnVector.LONG, 3 * count + i, r3);
        }
    }

    private static void unshuffleFours(
            MemorySegment source, MemorySegment target, long count, long done) {
        for (long i = 0; i < done; i += GROUP) {
            long r0 = source.get(ColumnVector.LONG, i);
            long r1 = source.get(ColumnVector.LONG, count + i);
            long r2 = source.get(ColumnVector.LONG, 2 * count + i);
            long r3 = source.get(ColumnVector.LONG, 3 * count + i);
            long swap = (r0 >>> 8 ^ r1) & BYTES;
            r1 ^= swap;
            r0 ^= swap << 8;
            swap = (r2 >>> 8 ^ r3) & BYTES;
            r3 ^= swap;
            r2 ^= swap << 8;
            swap = (r0 >>> 16 ^ r2) & PAIRS;
            r2 ^= swap;
            r0 ^= swap << 16;
            swap = (r1 >>> 16 ^ r3) & PAIRS;
            r3 ^= swap;
            r1 ^= swap << 16;
            target.set(ColumnVector.LONG, i * 4, (r0 & HALVES) | r1 << 32);
            target.set(ColumnVector.LONG, i * 4 + 8, (r2 & HALVES) | r3 << 32);
            target.set(ColumnVector.LONG, i * 4 + 16, r0 >>> 32 | (r1 & ~HALVES));
            target.set(ColumnVector.LONG, i * 4 + 24, r2 >>> 32 | (r3 & ~HALVES));
        }
    }

    /**
     * Transposes 8 x 8 bytes at a time, which is its own inverse.
     *
     * @param in bytes from one row of the source to the next: 8 if the rows are elements, else the
     *     length of a plane
     * @param out as {@code in}, of the target
     * @param done elements to go through, a multiple of 8
     */
    private static void transposeEights(
            MemorySegment source, long in, MemorySegment target, long out, long done) {
        for (long i = 0; i < done; i += GROUP) {
            long from = in == 8 ? i * 8 : i;
            long to = out == 8 ? i * 8 : i;
            long r0 = source.get(ColumnVector.LONG, from);
            long r1 = source.get(ColumnVector.LONG, from + in);
            long r2 = source.get(ColumnVector.LONG, from + 2 * in);
            long r3 = source.get(ColumnVector.LONG, from + 3 * in);
            long r4 = source.get(ColumnVector.LONG, from + 4 * in);
            long r5 = source.get(ColumnVector.LONG, from + 5 * in);
            long r6 = source.get(ColumnVector.LONG, from + 6 * in);
            long r7 = source.get(ColumnVector.LONG, from + 7 * in);
            long swap = (r0 >>> 8 ^ r1) & BYTES;
            r1 ^= swap;
            r0 ^= swap << 8;
            swap = (r2 >>> 8 ^ r3) & BYTES;
            r3 ^= swap;
            r2 ^= swap << 8;
            swap = (r4 >>> 8 ^ r5) & BYTES;
            r5 ^= swap;
            r4 ^= swap << 8;
            swap = (r6 >>> 8 ^ r7) & BYTES;
            r7 ^= swap;
            r6 ^= swap << 8;
            swap = (r0 >>> 16 ^ r2) & PAIRS;
            r2 ^= swap;
            r0 ^= swap << 16;
            swap = (r1 >>> 16 ^ r3) & PAIRS;
            r3 ^= swap;
            r1 ^= swap << 16;
            swap = (r4 >>> 16 ^ r6) & PAIRS;
            r6 ^= swap;
            r4 ^= swap << 16;
            swap = (r5 >>> 16 ^ r7) & PAIRS;
            r7 ^= swap;
            r5 ^= swap << 16;
            swap = (r0 >>> 32 ^ r4) & HALVES;
            r4 ^= swap;
            r0 ^= swap << 32;
            swap = (r1 >>> 32 ^ r5) & HALVES;
            r5 ^= swap;
            r1 ^= swap << 32;
            swap = (r2 >>> 32 ^ r6) & HALVES;
            r6 ^= swap;
            r2 ^= swap << 32;
            swap = (r3 >>> 32 ^ r7) & HALVES;
            r7 ^= swap;
            r3 ^= swap << 32;
            target.set(ColumnVector.LONG, to, r0);
            target.set(ColumnVector.LONG, to + out, r1);
            target.set(ColumnVector.LONG, to + 2 * out, r2);
            target.set(ColumnVector.LONG, to + 3 * out, r3);
            target.set(ColumnVector.LONG, to + 4 * out, r4);
            target.set(ColumnVector.LONG, to + 5 * out, r5);
            target.set(ColumnVector.LONG, to + 6 * out, r6);
            target.set(ColumnVector.LONG, to + 7 * out, r7);
        }
    }
}
