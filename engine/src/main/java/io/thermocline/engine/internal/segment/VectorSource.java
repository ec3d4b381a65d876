package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/** Rows in column vectors. */
final class VectorSource extends RowSource {
    private List<ColumnVector> columns = List.of();

    /** Row of the vectors that is row 0. */
    private int first;

    /** Sets the rows: row {@code firstRow} of each vector is row 0. */
    VectorSource open(List<ColumnVector> vectors, int firstRow) {
        columns = vectors;
        first = firstRow;
        return this;
    }

    @Override
    void numbers(int column, int width, int from, int count, MemorySegment target, long at) {
        ColumnVector vector = columns.get(column);
        long start = (vector.firstRow() + first + from) * width;
        MemorySegment.copy(vector.values(), start, target, at, (long) count * width);
        MemorySegment validity = vector.validity();
        if (validity != null) {
            zeroNulls(validity, vector.firstRow() + first + from, count, target, at, width);
        }
    }

    /** Zeroes the slots of null rows, which a caller's arrays may leave as they were. */
    private static void zeroNulls(
            MemorySegment validity,
            long firstBit,
            int count,
            MemorySegment target,
            long at,
            long width) {
        for (int done = 0; done < count; done += Long.SIZE) {
            int bits = Math.min(count - done, Long.SIZE);
            long nulls = ~BitAppender.take(validity, firstBit + done, bits);
            nulls &= -1L >>> (Long.SIZE - bits);
            for (; nulls != 0; nulls &= nulls - 1) {
                long row = (long) done + Long.numberOfTrailingZeros(nulls);
                target.asSlice(at + row * width, width).fill((byte) 0);
            }
        }
    }

    @Override
    void bools(int column, int from, int count, BitAppender bits) {
        ColumnVector vector = columns.get(column);
        long firstBit = vector.firstRow() + first + from;
        bits.addAll(vector.values(), firstBit, count, vector.validity());
    }

    @Override
    void validity(int column, int from, int count, BitAppender bits) {
        ColumnVector vector = columns.get(column);
        MemorySegment validity = vector.validity();
        if (validity == null) {
            bits.addOnes(count);
        } else {
            bits.addAll(validity, vector.firstRow() + first + from, count, null);
        }
    }

    @Override
    void locate(int column, int from, int count, long[] starts, int[] lengths) {
        ColumnVector vector = columns.get(column);
        Dictionary dictionary = vector.dictionary();
        if (dictionary != null) {
            locateCoded(vector, dictionary, from, count, starts, lengths);
        } else if (vector.type().kind() == ColumnType.Kind.STRING_LIST) {
            MemorySegment ends = Objects.requireNonNull(vector.childOffsets());
            for (int i = 0; i < count; i++) {
                long start = vector.start(first + from + i);
                long end = vector.end(first + from + i);
                starts[i] = ends.get(ColumnVector.INT, start * Integer.BYTES);
                lengths[i] =
                        ends.get(ColumnVector.INT, end * Integer.BYTES)
                                - Math.toIntExact(starts[i]);
            }
        } else {
            int width = vector.type().element().bytes();
            for (int i = 0; i < count; i++) {
                long start = vector.start(first + from + i);
                starts[i] = start * width;
                lengths[i] = Math.toIntExact((vector.end(first + from + i) - start) * width);
            }
        }
        MemorySegment validity = vector.validity();
        if (validity != null) {
            long firstBit = vector.firstRow() + first + from;
            for (int i = 0; i < count; i++) {
                lengths[i] = ColumnVector.bit(validity, firstBit + i) ? lengths[i] : NULL;
            }
        }
    }

    private void locateCoded(
            ColumnVector vector,
            Dictionary dictionary,
            int from,
            int count,
            long[] starts,
            int[] lengths) {
        for (int i = 0; i < count; i++) {
            if (vector.isNull(first + from + i)) {
                starts[i] = 0;
                lengths[i] = NULL;
                continue;
            }
            long code = Objects.checkIndex(vector.getCode(first + from + i), dictionary.size());
            starts[i] = dictionary.offsets().get(ColumnVector.INT, code * Integer.BYTES);
            int end = dictionary.offsets().get(ColumnVector.INT, (code + 1) * Integer.BYTES);
            lengths[i] = end - Math.toIntExact(starts[i]);
        }
    }

    @Override
    MemorySegment memory(int column) {
        ColumnVector vector = columns.get(column);
        Dictionary dictionary = vector.dictionary();
        return dictionary != null ? dictionary.heap() : vector.values();
    }

    @Override
    int textCount(int column, int row) {
        ColumnVector vector = columns.get(column);
        return vector.isNull(first + row) ? 0 : vector.end(first + row) - vector.start(first + row);
    }

    @Override
    void textEnds(int column, int row, MemorySegment target, long at, int base) {
        ColumnVector vector = columns.get(column);
        MemorySegment ends = Objects.requireNonNull(vector.childOffsets());
        int count = textCount(column, row);
        long start = vector.start(first + row);
        int before = ends.get(ColumnVector.INT, start * Integer.BYTES);
        for (long i = 0; i < count; i++) {
            int end = ends.get(ColumnVector.INT, (start + i + 1) * Integer.BYTES);
            target.set(ColumnVector.INT, at + i * Integer.BYTES, base + end - before);
        }
    }
}
