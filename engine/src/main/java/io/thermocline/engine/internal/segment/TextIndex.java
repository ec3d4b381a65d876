package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Finds the dictionary code of a text, and gives new texts the next code.
 *
 * <p>The dictionary itself (text ends and texts) lies in the extent, where readers see it; the hash
 * table beside it lies on the heap and is the writer's alone. A text is stored before any row that
 * uses its code. Open addressing, linear probing, at most half full. Writer thread only, reused.
 */
final class TextIndex {
    /** {@link #intern} found the dictionary full. */
    static final int FULL = -1;

    private static final int FIRST_SLOTS = 64;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    /** Code + 1, or 0 for an empty slot. The length is a power of two. */
    private int[] slots = new int[FIRST_SLOTS];

    /** Hash of each code's text. */
    private int[] hashes = new int[FIRST_SLOTS / 2];

    private MemorySegment extent = MemorySegment.NULL;
    private long endsAt;
    private long heapAt;
    private int codeCapacity;
    private int heapCapacity;
    private int size;
    private int heapUsed;

    /** Starts an empty dictionary in the buffers that a column was given. */
    void open(MemorySegment memory, ExtentLayout layout, int column) {
        extent = memory;
        endsAt = layout.offsetsAt(column);
        heapAt = layout.dictionaryHeapAt(column);
        codeCapacity = layout.childCapacity(column);
        heapCapacity = layout.heapBytes(column);
        size = 0;
        heapUsed = 0;
        Arrays.fill(slots, 0);
    }

    /** Returns the number of texts. */
    int size() {
        return size;
    }

    /** Returns the bytes of all texts. */
    int heapUsed() {
        return heapUsed;
    }

    /**
     * Returns the code of a text, or {@link #FULL} if it is new and there is no room for it.
     *
     * @param source holds the text
     * @param start first byte of the text
     * @param length bytes of the text
     */
    int intern(MemorySegment source, long start, int length) {
        int hash = hash(source, start, length);
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
            int code = entry - 1;
            if (hashes[code] == hash && isText(code, source, start, length)) {
                return code;
            }
            slot = (slot + 1) & mask;
        }
        return add(slot, hash, source, start, length);
    }

    private boolean isText(int code, MemorySegment source, long start, int length) {
        int from = extent.get(ColumnVector.INT, endsAt + (long) code * Integer.BYTES);
        int to = extent.get(ColumnVector.INT, endsAt + (code + 1L) * Integer.BYTES);
        return to - from == length && equal(source, start, extent, heapAt + from, length);
    }

    private int add(int slot, int hash, MemorySegment source, long start, int length) {
        if (size == codeCapacity || length > heapCapacity - heapUsed) {
            return FULL;
        }
        MemorySegment.copy(source, start, extent, heapAt + heapUsed, length);
        heapUsed += length;
        extent.set(ColumnVector.INT, endsAt + (size + 1L) * Integer.BYTES, heapUsed);
        slots[slot] = size + 1;
        hashes[size] = hash;
        int code = size++;
        if (size == hashes.length) {
            grow();
        }
        return code;
    }

    private void grow() {
        hashes = Arrays.copyOf(hashes, 2 * hashes.length);
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int code = 0; code < size; code++) {
            int slot = hashes[code] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = code + 1;
        }
    }

    private static boolean equal(MemorySegment a, long atA, MemorySegment b, long atB, int length) {
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            if (a.get(ColumnVector.LONG, atA + i) != b.get(ColumnVector.LONG, atB + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (a.get(ValueLayout.JAVA_BYTE, atA + i) != b.get(ValueLayout.JAVA_BYTE, atB + i)) {
                return false;
            }
        }
        return true;
    }

    /** Hashes a text eight bytes at a time; the last eight overlap those before. */
    private static int hash(MemorySegment source, long start, int length) {
        long hash = length * MULTIPLIER;
        if (length >= Long.BYTES) {
            for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
                hash = mix(hash ^ source.get(ColumnVector.LONG, start + i));
            }
            hash = mix(hash ^ source.get(ColumnVector.LONG, start + length - Long.BYTES));
        } else {
            long tail = 0;
            for (int i = 0; i < length; i++) {
                tail = (tail << Byte.SIZE) | (source.get(ValueLayout.JAVA_BYTE, start + i) & 0xFF);
            }
            hash = mix(hash ^ tail);
        }
        return (int) (hash ^ (hash >>> 32));
    }

    private static long mix(long bits) {
        long product = bits * MULTIPLIER;
        return product ^ (product >>> 29);
    }
}
