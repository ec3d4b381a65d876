package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A block of rows of one column in private memory, put together from parts. One thread, reused.
 *
 * <p>A part may lie in memory that changes while it is copied: offsets are checked before anything
 * is allocated or copied by them, so that the worst outcome is an {@link IndexOutOfBoundsException}
 * or rows that the caller must not use.
 */
final class VectorBlock {
    private final ColumnType type;
    private final GrowingBuffer validity;
    private final GrowingBuffer values;
    private final GrowingBuffer offsets;
    private final GrowingBuffer childOffsets;
    private final BitAppender bits = new BitAppender();

    private int rows;

    /** Bytes in {@link #values}. */
    private long valueBytes;

    /** Texts in {@link #childOffsets}. */
    private int children;

    /** Whether some part had validity bits. */
    private boolean hasValidity;

    VectorBlock(Arena arena, ColumnType type) {
        this.type = type;
        validity = new GrowingBuffer(arena);
        values = new GrowingBuffer(arena);
        offsets = new GrowingBuffer(arena);
        childOffsets = new GrowingBuffer(arena);
    }

    /** Starts over. Vectors returned before change from here on. */
    void clear() {
        rows = 0;
        valueBytes = 0;
        children = 0;
        hasValidity = false;
    }

    /**
     * Copies rows to the end of the block; codes become texts.
     *
     * @throws IndexOutOfBoundsException if offsets of the part do not hold
     */
    void append(ColumnVector part) {
        appendValidity(part);
        Dictionary dictionary = part.dictionary();
        if (dictionary != null) {
            appendDecoded(part, dictionary);
        } else if (type.isVariable()) {
            appendVariable(part);
        } else if (type.isBool()) {
            MemorySegment target = values.reserve(bitBytes(part), valueBytes);
            bits.open(target, 0, rows);
            bits.addAll(part.values(), part.firstRow(), part.rowCount(), null);
            bits.close();
            valueBytes = bitBytes(part);
        } else {
            appendNumbers(part, type.fixedBytes());
        }
        rows += part.rowCount();
    }

    /** Copies rows as the codes they are. */
    void appendCodes(ColumnVector part) {
        appendValidity(part);
        appendNumbers(part, Integer.BYTES);
        rows += part.rowCount();
    }

    private void appendNumbers(ColumnVector part, int width) {
        long bytes = (long) part.rowCount() * width;
        MemorySegment target = values.reserve(valueBytes + bytes, valueBytes);
        MemorySegment.copy(part.values(), part.firstRow() * width, target, valueBytes, bytes);
        valueBytes += bytes;
    }

    private long bitBytes(ColumnVector part) {
        return ExtentLayout.bitBytes((long) rows + part.rowCount());
    }

    private void appendValidity(ColumnVector part) {
        MemorySegment source = part.validity();
        if (source == null && !hasValidity) {
            return;
        }
        MemorySegment target = validity.reserve(bitBytes(part), ExtentLayout.bitBytes(rows));
        if (!hasValidity) {
            bits.open(target, 0, 0);
            bits.addOnes(rows);
            bits.close();
            hasValidity = true;
        }
        bits.open(target, 0, rows);
        if (source == null) {
            bits.addOnes(part.rowCount());
        } else {
            bits.addAll(source, part.firstRow(), part.rowCount(), null);
        }
        bits.close();
    }

    private void appendVariable(ColumnVector part) {
        MemorySegment source = Objects.requireNonNull(part.offsets());
        MemorySegment childEnds = part.childOffsets();
        int width = type.kind() == ColumnType.Kind.LIST ? type.element().bytes() : 1;
        int before = childEnds == null ? (int) (valueBytes / width) : children;
        long start = source.get(ColumnVector.INT, part.firstRow() * Integer.BYTES);
        MemorySegment target = offsets.reserve((rows + part.rowCount() + 1L) * 4, (rows + 1L) * 4);
        long at = (long) rows * Integer.BYTES;
        target.set(ColumnVector.INT, at, before);
        long end = copyEnds(source, part.firstRow(), part.rowCount(), target, at, before);
        if (childEnds == null) {
            appendHeap(part.values(), start * width, (end - start) * width);
            return;
        }
        Objects.checkFromToIndex(start, end, childEnds.byteSize() / Integer.BYTES - 1);
        long first = childEnds.get(ColumnVector.INT, start * Integer.BYTES);
        int count = Math.toIntExact(end - start);
        MemorySegment childTarget =
                childOffsets.reserve((children + count + 1L) * 4, (children + 1L) * 4);
        long childAt = (long) children * Integer.BYTES;
        childTarget.set(ColumnVector.INT, childAt, (int) valueBytes);
        long last = copyEnds(childEnds, start, count, childTarget, childAt, (int) valueBytes);
        appendHeap(part.values(), first, last - first);
        children += count;
    }

    /**
     * Copies {@code count} ends behind the one at {@code at}, moved so that they start at {@code
     * base}.
     *
     * @return the last end as it stands in the source
     */
    private static long copyEnds(
            MemorySegment source, long first, int count, MemorySegment target, long at, int base) {
        int start = source.get(ColumnVector.INT, first * Integer.BYTES);
        int last = start;
        for (long i = 1; i <= count; i++) {
            int end = source.get(ColumnVector.INT, (first + i) * Integer.BYTES);
            if (end < last) {
                throw new IndexOutOfBoundsException("end " + end + " after end " + last);
            }
            target.set(ColumnVector.INT, at + i * Integer.BYTES, end - start + base);
            last = end;
        }
        return last;
    }

    private void appendHeap(MemorySegment source, long start, long bytes) {
        Objects.checkFromIndexSize(start, bytes, source.byteSize());
        Math.toIntExact(valueBytes + bytes);
        MemorySegment target = values.reserve(valueBytes + bytes, valueBytes);
        MemorySegment.copy(source, start, target, valueBytes, bytes);
        valueBytes += bytes;
    }

    private void appendDecoded(ColumnVector part, Dictionary dictionary) {
        int count = part.rowCount();
        MemorySegment target = offsets.reserve((rows + count + 1L) * 4, (rows + 1L) * 4);
        long at = (long) rows * Integer.BYTES;
        target.set(ColumnVector.INT, at, (int) valueBytes);
        for (int row = 0; row < count; row++) {
            if (!part.isNull(row)) {
                MemorySegment text = dictionary.bytes(part.getCode(row));
                appendHeap(text, 0, text.byteSize());
            }
            target.set(ColumnVector.INT, at + (row + 1L) * Integer.BYTES, (int) valueBytes);
        }
    }

    /** Returns the block; valid until {@link #clear}. Without nulls it has no validity bits. */
    ColumnVector vector() {
        boolean isVariable = type.isVariable();
        boolean isTextList = type.kind() == ColumnType.Kind.STRING_LIST;
        return new ColumnVector(
                type,
                0,
                rows,
                nulls(),
                values.reserve(valueBytes, 0),
                isVariable ? offsets.reserve(Integer.BYTES, 0) : null,
                isTextList ? childOffsets.reserve(Integer.BYTES, 0) : null,
                null);
    }

    /** Returns the block as codes of a dictionary; valid until {@link #clear}. */
    ColumnVector vector(Dictionary dictionary) {
        return ColumnVector.coded(type, rows, nulls(), values.reserve(valueBytes, 0), dictionary);
    }

    private @Nullable MemorySegment nulls() {
        if (!hasValidity) {
            return null;
        }
        MemorySegment words = validity.reserve(ExtentLayout.bitBytes(rows), 0);
        for (int done = 0; done < rows; done += Long.SIZE) {
            long all = -1L >>> (Long.SIZE - Math.min(Long.SIZE, rows - done));
            if (words.get(SlabLayout.LONG, done >>> 3) != all) {
                return words;
            }
        }
        return null;
    }
}
