package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A reader's private copy of the dictionary of a live extent. The writer only ever adds to it, so a
 * copy is extended, not replaced. One thread.
 */
final class DictionaryCopy {
    private final GrowingBuffer ends;
    private final GrowingBuffer heap;
    private Dictionary copy = new Dictionary(0, MemorySegment.NULL, MemorySegment.NULL);

    DictionaryCopy(Arena arena) {
        ends = new GrowingBuffer(arena);
        heap = new GrowingBuffer(arena);
    }

    /**
     * Returns a dictionary that resolves all codes of a block.
     *
     * @param codes private codes, all of rows that are visible
     * @param live the dictionary in the extent
     * @throws IndexOutOfBoundsException if codes or ends do not hold
     */
    Dictionary covering(ColumnVector codes, Dictionary live) {
        int size = codesUsed(codes);
        if (size <= copy.size()) {
            return copy;
        }
        Objects.checkFromToIndex(0, size, live.size());
        int known = copy.size();
        MemorySegment target = ends.reserve((size + 1L) * Integer.BYTES, (known + 1L) * 4);
        int first = target.get(ColumnVector.INT, (long) known * Integer.BYTES);
        int last = first;
        for (long i = known + 1L; i <= size; i++) {
            int end = live.offsets().get(ColumnVector.INT, i * Integer.BYTES);
            if (end < last) {
                throw new IndexOutOfBoundsException("text end " + end + " after " + last);
            }
            target.set(ColumnVector.INT, i * Integer.BYTES, end);
            last = end;
        }
        Objects.checkFromToIndex(first, last, live.heap().byteSize());
        MemorySegment texts = heap.reserve(last, first);
        MemorySegment.copy(live.heap(), first, texts, first, last - first);
        copy = new Dictionary(size, target, texts);
        return copy;
    }

    /**
     * Returns one more than the largest code; 0 if no row has a value.
     *
     * @throws IndexOutOfBoundsException if a code is negative
     */
    static int codesUsed(ColumnVector codes) {
        int largest = 0;
        int signs = 0;
        for (int row = 0; row < codes.rowCount(); row++) {
            int code = codes.getCode(row);
            signs |= code;
            largest = Math.max(largest, code);
        }
        if (signs < 0) {
            throw new IndexOutOfBoundsException("negative dictionary code");
        }
        if (largest > 0) {
            return largest + 1;
        }
        // Null rows have code 0 as well.
        for (int row = 0; row < codes.rowCount(); row++) {
            if (!codes.isNull(row)) {
                return 1;
            }
        }
        return 0;
    }
}
