package io.thermocline.formats.segment;

import io.thermocline.formats.column.BitCopy;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
        if (hasOffsets()) {
            offsets.reserve(Integer.BYTES).set(ColumnVector.INT, 0, 0);
            offsets.bytes = Integer.BYTES;
        }
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            childOffsets.reserve(Integer.BYTES).set(ColumnVector.INT, 0, 0);
            childOffsets.bytes = Integer.BYTES;
        }
    }

    private boolean hasOffsets() {
        return type.isVariable() && !coded;
    }

    /**
     * Appends rows.
     *
     * @param piece rows of the column
     * @param codes file's code of each code of the piece's dictionary; empty unless the file is
     *     coded
     */
    void add(ColumnVector piece, int[] codes) {
        int count = piece.rowCount();
        addValidity(piece, count);
        if (coded) {
            addCodes(piece, codes, count);
        } else if (type.isBool()) {
            MemorySegment bits = values.reserve((rows + count + 7L) / 8);
            BitCopy.copy(piece.values(), piece.firstRow(), bits, rows, count);
            values.bytes = (rows + count + 7L) / 8;
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
        MemorySegment bits = validity.reserve((rows + count + 7L) / 8);
        validity.bytes = (rows + count + 7L) / 8;
        MemorySegment source = piece.validity();
        if (source != null) {
            BitCopy.copy(source, piece.firstRow(), bits, rows, count);
            for (int r = 0; !anyNull && r < count; r++) {
                anyNull = piece.isNull(r);
            }
        } else {
            for (int r = rows; r < rows + count; r++) {
                byte old = (r & 7) == 0 ? 0 : bits.get(ValueLayout.JAVA_BYTE, r >>> 3);
                bits.set(ValueLayout.JAVA_BYTE, r >>> 3, (byte) (old | 1 << (r & 7)));
            }
        }
    }

    private void addCodes(ColumnVector piece, int[] codes, int count) {
        MemorySegment target = values.reserve(values.bytes + (long) count * Integer.BYTES);
        for (int r = 0; r < count; r++) {
            int code = piece.isNull(r) ? 0 : codes[piece.getCode(r)];
            target.set(ColumnVector.INT, values.bytes + (long) r * Integer.BYTES, code);
        }
        values.bytes += (long) count * Integer.BYTES;
    }

    private void addResolved(ColumnVector piece, int count) {
        MemorySegment ends = offsets.reserve(offsets.bytes + (long) count * Integer.BYTES);
        for (int r = 0; r < count; r++) {
            if (!piece.isNull(r)) {
                MemorySegment text = piece.bytes(r);
                values.append(text, 0, text.byteSize());
                end = Math.addExact(end, (int) text.byteSize());
            }
            ends.set(ColumnVector.INT, offsets.bytes + (long) r * Integer.BYTES, end);
        }
        offsets.bytes += (long) count * Integer.BYTES;
    }

    private void addVariable(ColumnVector piece, int count) {
        int first = piece.start(0);
        int last = piece.end(count - 1);
        appendOffsets(
                offsets, Objects.requireNonNull(piece.offsets()), piece.firstRow(), count, end);
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            MemorySegment ends = Objects.requireNonNull(piece.childOffsets());
            appendOffsets(childOffsets, ends, first, last - first, childEnd);
            int from = ends.get(ColumnVector.INT, (long) first * Integer.BYTES);
            int to = ends.get(ColumnVector.INT, (long) last * Integer.BYTES);
            values.append(piece.values(), from, to - from);
            childEnd = Math.addExact(childEnd, to - from);
        } else {
            long width = type.element().bytes();
            values.append(piece.values(), first * width, (last - first) * width);
        }
        end = Math.addExact(end, last - first);
    }

    /**
     * Appends {@code count} end offsets that follow entry {@code from}, moved so that they go on
     * from {@code base}.
     */
    private static void appendOffsets(
            Growing target, MemorySegment source, long from, int count, int base) {
        MemorySegment memory = target.reserve(target.bytes + (long) count * Integer.BYTES);
        int shift = base - source.get(ColumnVector.INT, from * Integer.BYTES);
        for (int r = 1; r <= count; r++) {
            int old = source.get(ColumnVector.INT, (from + r) * Integer.BYTES);
            memory.set(ColumnVector.INT, target.bytes + (r - 1L) * Integer.BYTES, old + shift);
        }
        target.bytes += (long) count * Integer.BYTES;
    }

    int rows() {
        return rows;
    }

    long validityBytes() {
        return anyNull ? validity.bytes : 0;
    }

    long offsetsBytes() {
        return offsets.bytes;
    }

    long childOffsetsBytes() {
        return childOffsets.bytes;
    }

    long valuesBytes() {
        return values.bytes;
    }

    /**
     * Writes the raw form of the chunk: buffers in order, each padded with zeros to a multiple of
     * 64.
     */
    void writeTo(MemorySegment target) {
        long next = anyNull ? copy(validity, target, 0) : 0;
        next = copy(offsets, target, next);
        next = copy(childOffsets, target, next);
        copy(values, target, next);
    }

    private static long copy(Growing buffer, MemorySegment target, long at) {
        MemorySegment.copy(buffer.memory, 0, target, at, buffer.bytes);
        long end = SegmentLayout.align(at + buffer.bytes);
        target.asSlice(at + buffer.bytes, end - at - buffer.bytes).fill((byte) 0);
        return end;
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
        private Arena arena = Arena.ofConfined();
        private MemorySegment memory = MemorySegment.NULL;
        private long bytes;

        void clear() {
            bytes = 0;
        }

        MemorySegment reserve(long needed) {
            if (needed > memory.byteSize()) {
                Arena larger = Arena.ofConfined();
                MemorySegment grown = larger.allocate(Math.max(needed, 2 * memory.byteSize()), 64);
                MemorySegment.copy(memory, 0, grown, 0, bytes);
                arena.close();
                arena = larger;
                memory = grown;
            }
            return memory;
        }

        void append(MemorySegment source, long from, long count) {
            MemorySegment target = reserve(bytes + count);
            MemorySegment.copy(source, from, target, bytes, count);
            bytes += count;
        }

        void close() {
            arena.close();
        }
    }
}
