package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Codes of distinct texts, numbered by first appearance. The texts lie off-heap. One thread. */
final class TextCodes implements AutoCloseable {
    /** Returned for a text that is new where there is no room for it. */
    static final int FULL = -1;

    private final int maxBytes;
    private final Arena arena = Arena.ofConfined();
    private MemorySegment heap = arena.allocate(4096);
    private int[] ends = new int[64];
    private int[] hashes = new int[64];

    /** Open addressing: code + 1, or 0 for a free slot; at most half full. */
    private int[] slots = new int[128];

    private int size;

    /** Codes of the dictionary that was seen last: code + 1, or 0 for none yet. */
    private int[] known = new int[0];

    private @Nullable Dictionary knownDictionary;

    /**
     * Creates an empty dictionary.
     *
     * @param maxBytes most bytes of texts
     */
    TextCodes(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    int size() {
        return size;
    }

    /** Returns the UTF-8 of a code. */
    MemorySegment bytes(int code) {
        int from = code == 0 ? 0 : ends[code - 1];
        return heap.asSlice(from, ends[code] - from);
    }

    /** Returns the code of a row that has a value, adding it if needed, or {@link #FULL}. */
    int codeOf(ColumnVector vector, int row) {
        Dictionary dictionary = vector.dictionary();
        if (dictionary == null) {
            return codeOf(vector.bytes(row));
        }
        if (isOther(dictionary)) {
            known = new int[dictionary.size()];
            knownDictionary = dictionary;
        }
        int theirs = vector.getCode(row);
        if (known[theirs] == 0) {
            int ours = codeOf(dictionary.bytes(theirs));
            if (ours == FULL) {
                return FULL;
            }
            known[theirs] = ours + 1;
        }
        return known[theirs] - 1;
    }

    @SuppressWarnings("ReferenceEquality") // one object's texts never change, equal ones cost time
    private boolean isOther(Dictionary dictionary) {
        return dictionary != knownDictionary;
    }

    private int codeOf(MemorySegment text) {
        int hash = hash(text);
        int slot = hash & slots.length - 1;
        while (slots[slot] != 0) {
            int code = slots[slot] - 1;
            if (hashes[code] == hash && bytes(code).mismatch(text) < 0) {
                return code;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return add(text, hash, slot);
    }

    private int add(MemorySegment text, int hash, int slot) {
        int from = size == 0 ? 0 : ends[size - 1];
        if (size == Dictionary.MAX_SIZE || text.byteSize() > maxBytes - from) {
            return FULL;
        }
        int to = from + (int) text.byteSize();
        if (to > heap.byteSize()) {
            MemorySegment larger = arena.allocate(Math.max(to, heap.byteSize() * 2));
            MemorySegment.copy(heap, 0, larger, 0, from);
            heap = larger;
        }
        MemorySegment.copy(text, 0, heap, from, text.byteSize());
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        ends[size] = to;
        hashes[size] = hash;
        slots[slot] = ++size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int code = 0; code < size; code++) {
            int slot = hashes[code] & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = code + 1;
        }
    }

    private static int hash(MemorySegment text) {
        long hash = text.byteSize();
        long at = 0;
        for (; at + Long.BYTES <= text.byteSize(); at += Long.BYTES) {
            hash = (hash ^ text.get(ColumnVector.LONG, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        for (; at < text.byteSize(); at++) {
            hash = (hash ^ text.get(ValueLayout.JAVA_BYTE, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash ^ hash >>> 32);
    }

    @Override
    public void close() {
        arena.close();
    }
}
