package io.thermocline.engine.internal.exec.kernel;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sets of rows of a block: one bit a row, least significant first, in words of 64. Bits at and
 * behind the row count are zero, in every word that the row count touches.
 */
public final class Bits {
    private Bits() {}

    /** Returns the words that hold {@code rows} bits. */
    public static int words(int rows) {
        return (rows + 63) >>> 6;
    }

    /** Returns the bits of the last word that holds {@code rows} bits. */
    private static long lastWord(int rows) {
        return -1L >>> (-rows & 63);
    }

    /** Sets all rows. */
    public static void fill(long[] bits, int rows) {
        int words = words(rows);
        java.util.Arrays.fill(bits, 0, words, -1L);
        trim(bits, rows);
    }

    /** Clears all rows. */
    public static void clear(long[] bits, int rows) {
        java.util.Arrays.fill(bits, 0, words(rows), 0L);
    }

    /** Clears the bits behind the row count in the last word. */
    public static void trim(long[] bits, int rows) {
        if ((rows & 63) != 0) {
            bits[rows >>> 6] &= lastWord(rows);
        }
    }

    /** Returns whether a row is set. */
    public static boolean get(long[] bits, int row) {
        return (bits[row >>> 6] >>> row & 1) != 0;
    }

    /** Sets a row. */
    public static void set(long[] bits, int row) {
        bits[row >>> 6] |= 1L << row;
    }

    /** Clears a row. */
    public static void unset(long[] bits, int row) {
        bits[row >>> 6] &= ~(1L << row);
    }

    /** Returns the number of set rows. */
    public static int count(long[] bits, int rows) {
        int count = 0;
        for (int w = 0; w < words(rows); w++) {
            count += Long.bitCount(bits[w]);
        }
        return count;
    }

    /** Returns the number of rows set in both. */
    public static int countBoth(long[] a, long[] b, int rows) {
        int count = 0;
        for (int w = 0; w < words(rows); w++) {
            count += Long.bitCount(a[w] & b[w]);
        }
        return count;
    }

    /** Makes {@code target} what both sets have. */
    public static void and(long[] target, long[] other, int rows) {
        for (int w = 0; w < words(rows); w++) {
            target[w] &= other[w];
        }
    }

    /** Makes {@code out} what both sets have. */
    public static void and(long[] a, long[] b, long[] out, int rows) {
        for (int w = 0; w < words(rows); w++) {
            out[w] = a[w] & b[w];
        }
    }

    /** Makes {@code target} what either set has. */
    public static void or(long[] target, long[] other, int rows) {
        for (int w = 0; w < words(rows); w++) {
            target[w] |= other[w];
        }
    }

    /** Makes {@code out} what the first set has and the second has not. */
    public static void andNot(long[] a, long[] b, long[] out, int rows) {
        for (int w = 0; w < words(rows); w++) {
            out[w] = a[w] & ~b[w];
        }
    }

    /** Turns every row over. */
    public static void not(long[] bits, int rows) {
        for (int w = 0; w < words(rows); w++) {
            bits[w] = ~bits[w];
        }
        trim(bits, rows);
    }

    /**
     * Lists the set rows in rising order.
     *
     * @param out gets the rows; as long as the row count
     * @return how many there are
     */
    public static int indexes(long[] bits, int rows, int[] out) {
        int count = 0;
        for (int w = 0; w < words(rows); w++) {
            int base = w << 6;
            for (long word = bits[w]; word != 0; word &= word - 1) {
                out[count++] = base + Long.numberOfTrailingZeros(word);
            }
        }
        return count;
    }

    /** Returns 16 bits of a set from any row on; rows behind the array count as not set. */
    public static int sixteen(long[] bits, int row) {
        int w = row >>> 6;
        int shift = row & 63;
        long word = bits[w] >>> shift;
        if (shift > 48 && w + 1 < bits.length) {
            word |= bits[w + 1] << (64 - shift);
        }
        return (int) (word & 0xFFFF);
    }

    /**
     * Loads bits from a little-endian bit buffer.
     *
     * @param source bit buffer that may end with the last bit's byte
     * @param bit first bit to load
     * @param out gets {@code rows} bits
     */
    public static void load(MemorySegment source, long bit, int rows, long[] out) {
        int words = words(rows);
        for (int w = 0; w < words; w++) {
            int wanted = Math.min(64, rows - (w << 6));
            out[w] = word(source, bit + ((long) w << 6), wanted);
        }
        trim(out, rows);
    }

    private static long word(MemorySegment source, long bit, int wanted) {
        long at = bit >>> 3;
        int shift = (int) (bit & 7);
        long size = source.byteSize();
        if (at + Long.BYTES <= size) {
            long word = source.get(ColumnVector.LONG, at) >>> shift;
            if (shift + wanted > 64) {
                long next = source.get(ValueLayout.JAVA_BYTE, at + Long.BYTES);
                word |= next << (64 - shift);
            }
            return word;
        }
        long word = 0;
        for (int i = 0; at + i < size && i < Long.BYTES; i++) {
            word |= (source.get(ValueLayout.JAVA_BYTE, at + i) & 0xFFL) << (i * 8);
        }
        return word >>> shift;
    }
}
