package io.thermocline.formats.column;

import java.lang.foreign.MemorySegment;

/**
 * Texts behind dictionary codes 0 .. size − 1.
 *
 * @param size number of texts
 * @param offsets i32 per text plus one, little-endian; text c spans heap bytes [offsets[c],
 *     offsets[c + 1])
 * @param heap UTF-8 bytes, back to back
 */
public record Dictionary(int size, MemorySegment offsets, MemorySegment heap) {
    /** Most codes one dictionary may hold; a column with more is stored as plain text. */
    public static final int MAX_SIZE = 1 << 16;

    /** Returns the UTF-8 bytes of {@code code}; nothing is copied. */
    public MemorySegment bytes(int code) {
        java.util.Objects.checkIndex(code, size);
        long from = offsets.get(ColumnVector.INT, (long) code * Integer.BYTES);
        long to = offsets.get(ColumnVector.INT, (code + 1L) * Integer.BYTES);
        return heap.asSlice(from, to - from);
    }

    /** Returns the text of {@code code}. */
    public String text(int code) {
        return ColumnVector.text(bytes(code));
    }
}
