package io.thermocline.formats.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The Fletcher-32 checksum of HDF5 chunks: sums over big-endian 16-bit words, folded with
 * end-around carry (so that a sum of 65,535 stays 65,535 and does not become 0).
 */
final class Fletcher32 {
    /** Bytes the checksum takes after a chunk, little-endian. */
    static final int BYTES = Integer.BYTES;

    private static final ValueLayout.OfLong LONG_BE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Words between folds: keeps the second sum far below 2^63. */
    private static final int BLOCK_WORDS = 1 << 16;

    private Fletcher32() {}

    /**
     * Returns the checksum of the first {@code length} bytes. The memory must be private: a fault
     * in a mapped page would kill the process.
     */
    static int of(MemorySegment memory, long length) {
        long sum1 = 0;
        long sum2 = 0;
        long at = 0;
        while (at < length) {
            long end = Math.min(length, at + 2L * BLOCK_WORDS);
            for (; at + Long.BYTES <= end; at += Long.BYTES) {
                long words = memory.get(LONG_BE, at);
                sum1 += words >>> 48;
                sum2 += sum1;
                sum1 += words >>> 32 & 0xffff;
                sum2 += sum1;
                sum1 += words >>> 16 & 0xffff;
                sum2 += sum1;
                sum1 += words & 0xffff;
                sum2 += sum1;
            }
            for (; at < end; at += 2) {
                int high = memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
                int low = at + 1 < end ? memory.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff : 0;
                sum1 += high << 8 | low;
                sum2 += sum1;
            }
            sum1 = fold(sum1);
            sum2 = fold(sum2);
        }
        return (int) (sum2 << 16 | sum1);
    }

    private static long fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return folded;
    }
}
