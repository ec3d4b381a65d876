package io.thermocline.engine.internal.exec.block;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * Texts, binaries, vectors and lists: row r is bytes [start r, start r + length r) of a heap, or a
 * code of a dictionary, which {@link #resolve} turns into bytes. Null rows have length 0 or code 0.
 *
 * <p>Vectors and lists of numbers are their elements. A list of texts is a count (i32), as many
 * lengths (i32) and the texts, see {@link TextListBytes}.
 */
public final class BytesValues extends BlockValues {
    private MemorySegment heap = MemorySegment.NULL;
    private long[] starts = {};
    private int[] lengths = {};
    private int[] codes = {};
    private @Nullable Dictionary dictionary;
    private boolean resolved = true;

    /** Rows that codes were given for. */
    private int codeRows;

    /** Makes room for {@code rows} references into {@code bytes}. */
    public void beginBytes(int rows, MemorySegment bytes) {
        reserve(rows);
        heap = bytes;
        dictionary = null;
        resolved = true;
    }

    /** Makes room for {@code rows} codes, and returns them to be filled. */
    public int[] beginCodes(int rows, Dictionary texts) {
        if (codes.length < rows) {
            codes = new int[capacity(rows)];
        }
        dictionary = texts;
        heap = texts.heap();
        resolved = false;
        codeRows = rows;
        return codes;
    }

    private void reserve(int rows) {
        if (starts.length < rows) {
            starts = new long[capacity(rows)];
            lengths = new int[capacity(rows)];
        }
    }

    /** Sets where the bytes of a row lie. */
    public void set(int row, long start, int length) {
        starts[row] = start;
        lengths[row] = length;
    }

    /** Replaces the heap by one that begins with the same bytes. */
    public void setHeap(MemorySegment bytes) {
        heap = bytes;
    }

    /** Returns the dictionary, or null if rows are not codes. */
    public @Nullable Dictionary dictionary() {
        return dictionary;
    }

    /** Returns the codes of the rows. */
    public int[] codes() {
        return codes;
    }

    /** Turns codes into references, so that start and length may be asked for. */
    public void resolve() {
        Dictionary texts = dictionary;
        if (resolved || texts == null) {
            return;
        }
        reserve(codeRows);
        MemorySegment offsets = texts.offsets();
        for (int row = 0; row < codeRows; row++) {
            if (isNull(row)) {
                set(row, 0, 0);
                continue;
            }
            long at = (long) codes[row] * Integer.BYTES;
            int from = offsets.get(ColumnVector.INT, at);
            set(row, from, offsets.get(ColumnVector.INT, at + Integer.BYTES) - from);
        }
        resolved = true;
    }

    /** Returns the bytes that the rows refer to. */
    public MemorySegment heap() {
        return heap;
    }

    /** Returns the first byte of a row in the heap. */
    public long start(int row) {
        return starts[row];
    }

    /** Returns the bytes of a row. */
    public int length(int row) {
        return lengths[row];
    }
}
