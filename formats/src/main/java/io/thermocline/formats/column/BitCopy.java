package io.thermocline.formats.column;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies runs of bits between little-endian bit buffers (least significant bit first). */
public final class BitCopy {
    private BitCopy() {}

    /**
     * Copies {@code count} bits; the rest of the last byte written is cleared when the target
     * starts a byte.
     *
     * <p>Works on whole words when both ends start at the same bit of a byte, else shifts. Only
     * bits at and after {@code targetBit} change; bits before it in the same byte are kept.
     *
     * @param source bits to read
     * @param sourceBit first bit to read
     * @param target bits to write
     * @param targetBit first bit to write
     * @param count bits to copy, at least 0
     */
    public static void copy(
            MemorySegment source,
            long sourceBit,
            MemorySegment target,
            long targetBit,
            long count) {
        if (((sourceBit | targetBit) & 7) == 0) {
            long whole = count >>> 3;
            MemorySegment.copy(source, sourceBit >>> 3, target, targetBit >>> 3, whole);
            int rest = (int) (count & 7);
            if (rest != 0) {
                int bits =
                        source.get(ValueLayout.JAVA_BYTE, (sourceBit >>> 3) + whole)
                                & ((1 << rest) - 1);
                target.set(ValueLayout.JAVA_BYTE, (targetBit >>> 3) + whole, (byte) bits);
            }
            return;
        }
        for (long i = 0; i < count; ) {
            long at = targetBit + i;
            int room = (int) Math.min(8 - (at & 7), count - i);
            int bits = take(source, sourceBit + i, room);
            int kept = target.get(ValueLayout.JAVA_BYTE, at >>> 3) & ((1 << (at & 7)) - 1);
            target.set(ValueLayout.JAVA_BYTE, at >>> 3, (byte) (kept | bits << (at & 7)));
            i += room;
        }
    }

    /** Reads {@code count} (1 to 8) bits from {@code bit} on. */
    private static int take(MemorySegment source, long bit, int count) {
        int shift = (int) (bit & 7);
        int bits = (source.get(ValueLayout.JAVA_BYTE, bit >>> 3) & 0xFF) >>> shift;
        if (shift + count > 8) {
            bits |= source.get(ValueLayout.JAVA_BYTE, (bit >>> 3) + 1) << (8 - shift);
        }
        return bits & ((1 << count) - 1);
    }
}
