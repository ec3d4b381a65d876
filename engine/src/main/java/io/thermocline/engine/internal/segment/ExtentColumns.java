package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.segment.ExtentLayout.Storage;
import io.thermocline.engine.internal.segment.TextModes.ColumnHistory;
import io.thermocline.engine.internal.segment.TextModes.Use;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * The writer's side of an extent's columns: how full each is, and the loops that fill them.
 *
 * <p>Writer thread; the keeper after the hand-over. Reused from life to life, so that a life
 * allocates only what the one before did not have.
 */
final class ExtentColumns {
    private final MemorySegment memory;
    private final AppendScratch scratch;

    private ExtentLayout layout;

    /** By column: heap bytes used; with a dictionary, what plain text would have used. */
    private long[] heapUsed = {};

    /** By column: texts used (text lists only). */
    private int[] childrenUsed = {};

    /** By column: the dictionary's index, or null if the column never had one here. */
    private @Nullable TextIndex[] indexes = {};

    /** One past the last row that any column was written for: codes run ahead of full heaps. */
    private int rowsTouched;

    ExtentColumns(MemorySegment memory, AppendScratch scratch, ExtentLayout layout) {
        this.memory = memory;
        this.scratch = scratch;
        this.layout = layout;
    }

    /** Starts empty. The memory is zero but for the column directory. */
    void open(ExtentLayout newLayout) {
        layout = newLayout;
        rowsTouched = 0;
        int columns = newLayout.schema().size();
        if (heapUsed.length < columns) {
            heapUsed = new long[columns];
            childrenUsed = new int[columns];
            indexes = Arrays.copyOf(indexes, columns);
        } else {
            Arrays.fill(heapUsed, 0);
            Arrays.fill(childrenUsed, 0);
        }
        for (int c : newLayout.variableColumns()) {
            if (newLayout.storage(c) == Storage.CODES) {
                TextIndex index = indexes[c];
                if (index == null) {
                    index = new TextIndex();
                    indexes[c] = index;
                }
                index.open(memory, newLayout, c);
            }
        }
    }

    ExtentLayout layout() {
        return layout;
    }

    /**
     * Appends as many rows of a strip as fit.
     *
     * @param source the rows
     * @param from first row of the strip in the source
     * @param count rows, at most {@link AppendScratch#STRIP_ROWS}
     * @param row rows in the extent
     * @return rows appended
     */
    int append(RowSource source, int from, int count, int row) {
        int rows = Math.min(count, layout.capacity() - row);
        rowsTouched = Math.max(rowsTouched, row + rows);
        for (int c : layout.variableColumns()) {
            rows = fit(source, c, from, rows, row);
        }
        if (rows > 0) {
            int columns = layout.columnCount();
            for (int c = 0; c < columns; c++) {
                write(source, c, from, rows, row);
            }
        }
        return rows;
    }

    /**
     * Returns how many of {@code count} rows a variable column has room for. Codes are stored on
     * the way, since only interning tells whether a dictionary is full.
     */
    private int fit(RowSource source, int c, int from, int count, int row) {
        source.locate(c, from, count, scratch.starts, scratch.lengths);
        return switch (layout.storage(c)) {
            case HEAP -> fitHeap(c, count);
            case TEXTS -> fitTexts(source, c, from, fitHeap(c, count));
            case CODES -> intern(source.memory(c), c, count, row);
            case NUMBERS, BITS -> count;
        };
    }

    private int fitHeap(int c, int count) {
        long room = layout.heapBytes(c) - heapUsed[c];
        int[] lengths = scratch.lengths;
        for (int i = 0; i < count; i++) {
            room -= Math.max(0, lengths[i]);
            if (room < 0) {
                return i;
            }
        }
        return count;
    }

    private int fitTexts(RowSource source, int c, int from, int count) {
        long room = (long) layout.childCapacity(c) - childrenUsed[c];
        for (int i = 0; i < count; i++) {
            room -= source.textCount(c, from + i);
            if (room < 0) {
                return i;
            }
        }
        return count;
    }

    private int intern(MemorySegment source, int c, int count, int row) {
        TextIndex index = Objects.requireNonNull(indexes[c]);
        long codes = layout.valuesAt(c) + (long) row * Integer.BYTES;
        for (int i = 0; i < count; i++) {
            int code = 0;
            int length = scratch.lengths[i];
            if (length != RowSource.NULL) {
                code = index.intern(source, scratch.starts[i], length);
                if (code == TextIndex.FULL) {
                    return i;
                }
                heapUsed[c] += length;
            }
            memory.set(ColumnVector.INT, codes + (long) i * Integer.BYTES, code);
        }
        return count;
    }

    private void write(RowSource source, int c, int from, int count, int row) {
        int validity = layout.validityAt(c);
        if (validity != 0) {
            BitAppender bits = scratch.bits.open(memory, validity, row);
            source.validity(c, from, count, bits);
            bits.close();
        }
        int values = layout.valuesAt(c);
        switch (layout.storage(c)) {
            case NUMBERS -> {
                int width = layout.width(c);
                source.numbers(c, width, from, count, memory, values + (long) row * width);
            }
            case BITS -> {
                BitAppender bits = scratch.bits.open(memory, values, row);
                source.bools(c, from, count, bits);
                bits.close();
            }
            case HEAP -> {
                source.locate(c, from, count, scratch.starts, scratch.lengths);
                writeHeap(source.memory(c), c, count);
                writeEnds(c, count, row);
            }
            case TEXTS -> {
                source.locate(c, from, count, scratch.starts, scratch.lengths);
                int used = writeTextEnds(source, c, from, count, row);
                writeHeap(source.memory(c), c, count);
                heapUsed[c] = used;
            }
            case CODES -> {
                // Stored by intern.
            }
        }
    }

    /** Copies the located bytes, at once if they lie one after another. */
    private void writeHeap(MemorySegment source, int c, int count) {
        long[] starts = scratch.starts;
        int[] lengths = scratch.lengths;
        long heap = layout.valuesAt(c) + heapUsed[c];
        long runStart = 0;
        long runBytes = 0;
        for (int i = 0; i < count; i++) {
            if (lengths[i] <= 0) {
                continue;
            }
            if (starts[i] != runStart + runBytes) {
                MemorySegment.copy(source, runStart, memory, heap, runBytes);
                heap += runBytes;
                runStart = starts[i];
                runBytes = 0;
            }
            runBytes += lengths[i];
        }
        MemorySegment.copy(source, runStart, memory, heap, runBytes);
    }

    /** Stores the ends of rows and counts their bytes as used. */
    private void writeEnds(int c, int count, int row) {
        ColumnType type = layout.schema().column(c).type();
        int shift = Integer.numberOfTrailingZeros(type.element().bytes());
        long at = layout.offsetsAt(c) + (row + 1L) * Integer.BYTES;
        long used = heapUsed[c];
        int[] lengths = scratch.lengths;
        for (int i = 0; i < count; i++) {
            used += Math.max(0, lengths[i]);
            memory.set(ColumnVector.INT, at + (long) i * Integer.BYTES, (int) (used >>> shift));
        }
        heapUsed[c] = used;
    }

    /**
     * Stores the ends of rows, counted in texts, and of their texts.
     *
     * @return heap bytes used once the texts are copied
     */
    private int writeTextEnds(RowSource source, int c, int from, int count, int row) {
        long ends = layout.offsetsAt(c) + (row + 1L) * Integer.BYTES;
        long childEnds = (long) layout.childOffsetsAt(c) + Integer.BYTES;
        int texts = childrenUsed[c];
        int used = (int) heapUsed[c];
        for (int i = 0; i < count; i++) {
            long at = childEnds + (long) texts * Integer.BYTES;
            source.textEnds(c, from + i, memory, at, used);
            texts += source.textCount(c, from + i);
            used += Math.max(0, scratch.lengths[i]);
            memory.set(ColumnVector.INT, ends + (long) i * Integer.BYTES, texts);
        }
        childrenUsed[c] = texts;
        return used;
    }

    /** Returns whether something is half used. */
    boolean isHalfFull(int rows) {
        if (rows > layout.capacity() / 2) {
            return true;
        }
        for (int c : layout.variableColumns()) {
            TextIndex index = layout.storage(c) == Storage.CODES ? indexes[c] : null;
            long used = index == null ? heapUsed[c] : index.heapUsed();
            int children = index == null ? childrenUsed[c] : index.size();
            if (used > layout.heapBytes(c) / 2 || children > layout.childCapacity(c) / 2) {
                return true;
            }
        }
        return false;
    }

    /** Notes what the first row of a source takes. */
    void measure(RowSource source, HeapNeeds needs) {
        needs.clear(layout.columnCount());
        for (int c : layout.variableColumns()) {
            source.locate(c, 0, 1, scratch.starts, scratch.lengths);
            boolean isList = layout.storage(c) == Storage.TEXTS;
            needs.set(c, Math.max(0, scratch.lengths[0]), isList ? source.textCount(c, 0) : 0);
        }
    }

    /** Returns whether an empty extent of this layout holds a row. */
    boolean hasRoomFor(HeapNeeds needs) {
        for (int c : layout.variableColumns()) {
            boolean isList = layout.storage(c) == Storage.TEXTS;
            if (needs.bytes(c) > layout.heapBytes(c)
                    || (isList && needs.texts(c) > layout.childCapacity(c))) {
                return false;
            }
        }
        return true;
    }

    /** Returns modes that expect values as long as those of the first rows of a source. */
    TextModes sample(RowSource source, int count, TextModes modes) {
        ColumnHistory[] histories = new ColumnHistory[layout.columnCount()];
        for (int c = 0; c < histories.length; c++) {
            ColumnHistory history = modes.column(c);
            histories[c] =
                    history.isVariable() ? history.sampled(sample(source, c, count)) : history;
        }
        return modes.with(histories);
    }

    private Use sample(RowSource source, int c, int count) {
        source.locate(c, 0, count, scratch.starts, scratch.lengths);
        boolean isList = layout.storage(c) == Storage.TEXTS;
        long bytes = 0;
        long texts = 0;
        for (int i = 0; i < count; i++) {
            bytes += Math.max(0, scratch.lengths[i]);
            texts += isList ? source.textCount(c, i) : 0;
        }
        return new Use(count, bytes, texts, 0, 0);
    }

    /** Returns what a variable column holds. */
    Use use(int c, int rows) {
        TextIndex index = layout.storage(c) == Storage.CODES ? indexes[c] : null;
        return index == null
                ? new Use(rows, heapUsed[c], childrenUsed[c], 0, 0)
                : new Use(rows, heapUsed[c], 0, index.size(), index.heapUsed());
    }

    /** Zeroes every byte that was written. Keeper thread. */
    void wipe() {
        zero(0, ExtentLayout.directoryBytes(layout.columnCount()));
        for (int c = 0; c < layout.columnCount(); c++) {
            if (layout.validityAt(c) != 0) {
                zero(layout.validityAt(c), ExtentLayout.bitBytes(rowsTouched));
            }
            wipeColumn(c);
        }
    }

    private void wipeColumn(int c) {
        int values = layout.valuesAt(c);
        long ends = (rowsTouched + 1L) * Integer.BYTES;
        switch (layout.storage(c)) {
            case NUMBERS -> zero(values, (long) rowsTouched * layout.width(c));
            case BITS -> zero(values, ExtentLayout.bitBytes(rowsTouched));
            case HEAP -> {
                zero(layout.offsetsAt(c), ends);
                zero(values, heapUsed[c]);
            }
            case TEXTS -> {
                zero(layout.offsetsAt(c), ends);
                zero(layout.childOffsetsAt(c), (childrenUsed[c] + 1L) * Integer.BYTES);
                zero(values, heapUsed[c]);
            }
            case CODES -> {
                TextIndex index = Objects.requireNonNull(indexes[c]);
                zero(values, (long) rowsTouched * Integer.BYTES);
                zero(layout.offsetsAt(c), (index.size() + 1L) * Integer.BYTES);
                zero(layout.dictionaryHeapAt(c), index.heapUsed());
            }
        }
    }

    private void zero(long at, long bytes) {
        memory.asSlice(at, bytes).fill((byte) 0);
    }
}
