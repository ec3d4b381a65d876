package io.thermocline.formats.segment;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Counts and sets bits of little-endian bit buffers (least significant bit first). */
final class Bits {
    private Bits() {}

    /** Returns how many of {@code count} bits from {@code from} on are 1. */
    static int count(MemorySegment bits, long from, int count) {
        long to = from + count;
        long bit = from;
        int ones = 0;
        while (bit < to && (bit & 7) != 0) {
            ones += ColumnVector.bit(bits, bit++) ? 1 : 0;
        }
        for (; bit + Long.SIZE <= to; bit += Long.SIZE) {
            ones += Long.bitCount(bits.get(ColumnVector.LONG, bit >>> 3));
        }
        while (bit < to) {
            ones += ColumnVector.bit(bits, bit++) ? 1 : 0;
        }
        return ones;
    }

    /** Sets {@code count} bits from {@code from} on; others in bytes touched last become 0. */
    static void set(MemorySegment bits, long from, long count) {
        long to = from + count;
        long first = from >>> 3;
        if ((from & 7) != 0) {
            int kept = bits.get(ValueLayout.JAVA_BYTE, first) & ((1 << (from & 7)) - 1);
            bits.set(ValueLayout.JAVA_BYTE, first, (byte) (kept | -1 << (from & 7)));
            first++;
        }
        long bytes = (to + 7) >>> 3;
        if (bytes > first) {
            bits.asSlice(first, bytes - first).fill((byte) -1);
        }
        if ((to & 7) != 0) {
            int last = bits.get(ValueLayout.JAVA_BYTE, to >>> 3) & ((1 << (to & 7)) - 1);
            bits.set(ValueLayout.JAVA_BYTE, to >>> 3, (byte) last);
        }
    }
}
