package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Adds bits to the end of a bit buffer in shared memory, a whole aligned word at a time.
 *
 * <p>A reader may load a word while it is stored to: bits of rows it can see never change, and a
 * word is stored whole. Bits after the last one are zero. Writer thread only, reused.
 */
final class BitAppender {
    private MemorySegment memory = MemorySegment.NULL;

    /** Offset of the buffer. */
    private long start;

    /** Bits stored or held in {@link #word}. */
    private long next;

    /** The word that {@link #next} falls in. */
    private long word;

    /**
     * Starts to add bits.
     *
     * @param target memory of the buffer
     * @param at offset of the buffer, a multiple of 8
     * @param bits bits that the buffer holds already
     */
    BitAppender open(MemorySegment target, long at, long bits) {
        memory = target;
        start = at;
        next = bits;
        word = (bits & 63) == 0 ? 0 : target.get(SlabLayout.LONG, at + (bits >>> 6) * Long.BYTES);
        return this;
    }

    /** Adds the lowest bit of {@code bit}. Stored with the word or by {@link #close}. */
    void add(long bit) {
        word |= (bit & 1) << next;
        next++;
        if ((next & 63) == 0) {
            memory.set(SlabLayout.LONG, start + (next >>> 6) * Long.BYTES - Long.BYTES, word);
            word = 0;
        }
    }

    /** Adds the lowest {@code count} (1 to 64) bits of {@code bits}; higher ones must be zero. */
    private void addWord(long bits, int count) {
        int used = (int) (next & 63);
        word |= bits << used;
        next += count;
        if (used + count >= Long.SIZE) {
            long at = start + (next >>> 6) * Long.BYTES - Long.BYTES;
            memory.set(SlabLayout.LONG, at, word);
            word = used == 0 ? 0 : bits >>> (Long.SIZE - used);
        }
    }

    /** Adds {@code count} one bits. */
    void addOnes(int count) {
        for (int left = count; left > 0; left -= Long.SIZE) {
            int bits = Math.min(left, Long.SIZE);
            addWord(-1L >>> (Long.SIZE - bits), bits);
        }
    }

    /**
     * Adds bits of another buffer.
     *
     * @param source bits, least significant first
     * @param firstBit first bit taken
     * @param mask bits to AND with, from the same first bit, or null
     */
    void addAll(MemorySegment source, long firstBit, int count, @Nullable MemorySegment mask) {
        for (int done = 0; done < count; done += Long.SIZE) {
            int bits = Math.min(count - done, Long.SIZE);
            long taken = take(source, firstBit + done, bits);
            if (mask != null) {
                taken &= take(mask, firstBit + done, bits);
            }
            addWord(taken, bits);
        }
    }

    /** Stores the bits of the last, partial word. */
    void close() {
        if ((next & 63) != 0) {
            memory.set(SlabLayout.LONG, start + (next >>> 6) * Long.BYTES, word);
        }
    }

    /** Reads {@code count} (1 to 64) bits and never a byte past the last of them. */
    static long take(MemorySegment source, long firstBit, int count) {
        long at = firstBit >>> 3;
        int shift = (int) (firstBit & 7);
        long end = (firstBit + count + 7) >>> 3;
        long bits;
        if (end - at >= Long.BYTES) {
            bits = source.get(ColumnVector.LONG, at) >>> shift;
            if (end - at > Long.BYTES) {
                bits |= (long) source.get(ValueLayout.JAVA_BYTE, at + 8) << (Long.SIZE - shift);
            }
        } else {
            bits = 0;
            for (long i = at; i < end; i++) {
                bits |= (source.get(ValueLayout.JAVA_BYTE, i) & 0xFFL) << ((i - at) << 3);
            }
            bits >>>= shift;
        }
        return bits & (-1L >>> (Long.SIZE - count));
    }
}
