package io.thermocline.engine.internal.exec.block;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;

/**
 * A list of texts as one piece of bytes, little-endian.
 *
 * <pre>
 *   0       4                4 + 4 n
 *   +-------+----------------+------------------+
 *   | n i32 | n lengths, i32 | texts, in a row  |
 *   +-------+----------------+------------------+
 * </pre>
 */
public final class TextListBytes {
    private TextListBytes() {}

    /**
     * Appends a row of a stored text list.
     *
     * @return where it begins; it ends at the heap's size
     */
    public static long append(ColumnVector vector, int row, ScratchHeap heap) {
        int from = vector.start(row);
        int count = vector.end(row) - from;
        long at = heap.allocate((1L + count) * Integer.BYTES);
        heap.memory().set(ColumnVector.INT, at, count);
        for (int i = 0; i < count; i++) {
            MemorySegment text = vector.childBytes(from + i);
            heap.append(text, 0, text.byteSize());
            heap.memory()
                    .set(ColumnVector.INT, at + (1L + i) * Integer.BYTES, (int) text.byteSize());
        }
        return at;
    }

    /** Returns the number of texts. */
    public static int count(MemorySegment heap, long start) {
        return heap.get(ColumnVector.INT, start);
    }

    /** Returns the bytes of a text. */
    public static int length(MemorySegment heap, long start, int text) {
        return heap.get(ColumnVector.INT, start + (1L + text) * Integer.BYTES);
    }

    /** Returns where the first text begins. */
    public static long textsAt(MemorySegment heap, long start) {
        return start + (1L + count(heap, start)) * Integer.BYTES;
    }
}
