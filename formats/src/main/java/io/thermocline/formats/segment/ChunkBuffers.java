package io.thermocline.formats.segment;

import io.thermocline.formats.column.BitCopy;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The buffers of one column's chunk while pieces of several runs are put together. One thread;
 * reused from chunk to chunk.
 *
 * <p>Dictionary codes are mapped to the file's own dictionary where there is one, and resolved to
 * text where there is not.
 */
final class ChunkBuffers implements AutoCloseable {
    private final ColumnType type;
    private final boolean coded;

    /** Filled from the first null on. */
    private final Growing validity = new Growing();

    private final Growing offsets = new Growing();
    private final Growing childOffsets = new Growing();
    private final Growing values = new Growing();
    private int rows;
    private boolean anyNull;

    /** Elements, bytes or texts in the chunk so far: the last end offset. */
    private int end;

    /** Bytes of texts in a chunk of text lists so far. */
    private int childEnd;

    ChunkBuffers(ColumnType type, boolean coded) {
        this.type = type;
        this.coded = coded;
        clear();
    }

    void clear() {
        rows = 0;
        anyNull = false;
        end = 0;
        childEnd = 0;
        validity.clear();
        offsets.clear();
        childOffsets.clear();
        values.clear();
        if (type.isVariable() && !coded) {
            offsets.append(0);
        }
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            childOffsets.append(0);
        }
    }

    /**
     * Appends rows.
     *
     * @param piece rows of the column, at least one
     * @param codes file's code of each code of the piece's dictionary; empty unless the file is
     *     coded
     * @throws IllegalArgumentException if a buffer would be longer than its offsets can say
     */
    void add(ColumnVector piece, int[] codes) {
        int count = piece.rowCount();
        addValidity(piece, count);
        if (coded) {
            addCodes(piece, codes, count);
        } else if (type.isBool()) {
            MemorySegment bits = values.resize((rows + count + 7L) / Byte.SIZE);
            BitCopy.copy(piece.values(), piece.firstRow(), bits, rows, count);
        } else if (!type.isVariable()) {
            long width = type.fixedBytes();
            values.append(piece.values(), piece.firstRow() * width, count * width);
        } else if (piece.dictionary() != null) {
            addResolved(piece, count);
        } else {
            addVariable(piece, count);
        }
        rows += count;
    }

    private void addValidity(ColumnVector piece, int count) {
        MemorySegment source = piece.validity();
        boolean isDense = source == null || Bits.count(source, piece.firstRow(), count) == count;
        if (isDense && !anyNull) {
            return;
        }
        MemorySegment bits = validity.resize((rows + count + 7L) / Byte.SIZE);
        if (!anyNull) {
            anyNull = true;
            Bits.set(bits, 0, rows);
        }
        if (source == null) {
            Bits.set(bits, rows, count);
        } else {
            BitCopy.copy(source, piece.firstRow(), bits, rows, count);
        }
    }

    private void addCodes(ColumnVector piece, int[] codes, int count) {
        long at = values.bytes;
        MemorySegment target = values.resize(at + (long) count * Integer.BYTES);
        for (int r = 0; r < count; r++) {
            int code = piece.isNull(r) ? 0 : codes[piece.getCode(r)];
            target.set(ColumnVector.INT, at + (long) r * Integer.BYTES, code);
        }
    }

    private void addResolved(ColumnVector piece, int count) {
        for (int r = 0; r < count; r++) {
            if (!piece.isNull(r)) {
                MemorySegment text = piece.bytes(r);
                values.append(text, 0, text.byteSize());
            }
            offsets.append((int) values.bytes);
        }
        end = (int) values.bytes;
    }

    private void addVariable(ColumnVector piece, int count) {
        int first = piece.start(0);
        int last = piece.end(count - 1);
        addOffsets(offsets, Objects.requireNonNull(piece.offsets()), piece.firstRow(), count, end);
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            MemorySegment ends = Objects.requireNonNull(piece.childOffsets());
            int from = ends.get(ColumnVector.INT, (long) first * Integer.BYTES);
            int to = ends.get(ColumnVector.INT, (long) last * Integer.BYTES);
            addOffsets(childOffsets, ends, first, last - first, childEnd);
            values.append(piece.values(), from, to - from);
            childEnd += to - from;
        } else {
            long width = type.element().bytes();
            values.append(piece.values(), first * width, (last - first) * width);
        }
        end += last - first;
    }

    /**
     * Appends {@code count} end offsets that follow entry {@code from}, moved so that they go on
     * from {@code base}. Too large ones wrap around here; the buffer that they point into refuses.
     */
    private static void addOffsets(
            Growing target, MemorySegment source, long from, int count, int base) {
        long at = target.bytes;
        MemorySegment memory = target.resize(at + (long) count * Integer.BYTES);
        int shift = base - source.get(ColumnVector.INT, from * Integer.BYTES);
        for (int r = 0; r < count; r++) {
            int old = source.get(ColumnVector.INT, (from + r + 1) * Integer.BYTES);
            memory.set(ColumnVector.INT, at + (long) r * Integer.BYTES, old + shift);
        }
    }

    int rows() {
        return rows;
    }

    /** Returns the validity bits, or null if every row has a value. */
    @Nullable MemorySegment validity() {
        return anyNull ? validity.used() : null;
    }

    /** Returns the end offsets, or null for fixed widths and codes. */
    @Nullable MemorySegment offsets() {
        return offsets.bytes == 0 ? null : offsets.used();
    }

    /** Returns the end offsets of texts, or null but for text lists. */
    @Nullable MemorySegment childOffsets() {
        return childOffsets.bytes == 0 ? null : childOffsets.used();
    }

    MemorySegment values() {
        return values.used();
    }

    /** Returns the lengths of the buffers. */
    BufferBytes lengths() {
        return new BufferBytes(
                anyNull ? validity.bytes : 0, offsets.bytes, childOffsets.bytes, values.bytes);
    }

    /** Writes the raw form of the chunk into memory that is zero. */
    void writeTo(MemorySegment target) {
        long next = anyNull ? copy(validity, target, 0) : 0;
        next = copy(offsets, target, next);
        next = copy(childOffsets, target, next);
        copy(values, target, next);
    }

    private static long copy(Growing buffer, MemorySegment target, long at) {
        MemorySegment.copy(buffer.memory, 0, target, at, buffer.bytes);
        return SegmentLayout.align(at + buffer.bytes);
    }

    @Override
    public void close() {
        validity.close();
        offsets.close();
        childOffsets.close();
        values.close();
    }

    /** Memory that grows by doubling. */
    private static final class Growing {
        private static final long FIRST_BYTES = 4096;

        private Arena arena = Arena.ofConfined();
        private MemorySegment memory = MemorySegment.NULL;
        private long bytes;

        void clear() {
            bytes = 0;
        }

        MemorySegment used() {
            return memory.asSlice(0, bytes);
        }

        /** Makes room; bytes behind those used so far are undefined. */
        MemorySegment resize(long needed) {
            if (needed > SegmentLayout.BUFFER_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "segment: expected at most %d bytes in a buffer of a chunk, found %d; use shorter values or runs"
                                .formatted(SegmentLayout.BUFFER_BYTES_MAX, needed));
            }
            if (needed > memory.byteSize()) {
                Arena larger = Arena.ofConfined();
                long size = Math.max(Math.max(FIRST_BYTES, needed), 2 * memory.byteSize());
                MemorySegment grown = larger.allocate(size, SegmentLayout.ALIGNMENT);
                MemorySegment.copy(memory, 0, grown, 0, bytes);
                arena.close();
                arena = larger;
                memory = grown;
            }
            bytes = needed;
            return memory;
        }

        void append(int value) {
            resize(bytes + Integer.BYTES).set(ColumnVector.INT, bytes - Integer.BYTES, value);
        }

        void append(MemorySegment source, long from, long count) {
            long at = bytes;
            MemorySegment.copy(source, from, resize(at + count), at, count);
        }

        void close() {
            arena.close();
        }
    }
}
