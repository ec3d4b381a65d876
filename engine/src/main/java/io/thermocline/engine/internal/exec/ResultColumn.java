package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;
import io.thermocline.engine.internal.exec.block.TextListBytes;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Writes values of a block as a column vector, into native memory that is used again for the next
 * block. One thread at a time.
 */
final class ResultColumn {
    /** Most bytes of one column in one block of a result; a longer single row is let through. */
    private static final long BLOCK_BYTES = 64L << 20;

    private final ColumnType type;
    private final ScratchHeap heap;
    private MemorySegment fixed = MemorySegment.NULL;
    private MemorySegment validity = MemorySegment.NULL;
    private MemorySegment offsets = MemorySegment.NULL;
    private MemorySegment childOffsets = MemorySegment.NULL;

    ResultColumn(ColumnType type, QueryContext context) {
        this.type = type;
        this.heap = new ScratchHeap(context);
    }

    /** Returns how many of rows [from, to) fit into one block, at least 1. */
    static int fitting(BlockValues values, int from, int to) {
        if (!(values instanceof BytesValues bytes) || bytes.dictionary() != null) {
            return to - from;
        }
        long sum = 0;
        for (int row = from; row < to; row++) {
            sum += bytes.length(row);
            if (sum > BLOCK_BYTES && row > from) {
                return row - from;
            }
        }
        return to - from;
    }

    /** Writes rows [from, from + rows). */
    ColumnVector write(BlockValues values, int from, int rows) {
        MemorySegment valid = validity(values, from, rows);
        return switch (values) {
            case LongValues longs -> fixed(rows, valid, writeLongs(longs, from, rows));
            case DoubleValues doubles -> fixed(rows, valid, writeDoubles(doubles, from, rows));
            case BoolValues bools -> fixed(rows, valid, writeBools(bools, from, rows));
            case ComplexValues complex -> fixed(rows, valid, writeComplex(complex, from, rows));
            case BytesValues bytes -> writeBytes(bytes, valid, from, rows);
        };
    }

    private ColumnVector fixed(int rows, @Nullable MemorySegment valid, MemorySegment values) {
        return ColumnVector.fixed(type, rows, valid, values);
    }

    private @Nullable MemorySegment validity(BlockValues values, int from, int rows) {
        if (values.validity() == null) {
            return null;
        }
        validity = room(validity, Batch.WORDS * Long.BYTES);
        boolean hasNull = false;
        long word = 0;
        for (int i = 0; i < rows; i++) {
            boolean isNull = values.isNull(from + i);
            hasNull |= isNull;
            word |= (isNull ? 0L : 1L) << i;
            if ((i & 63) == 63 || i == rows - 1) {
                validity.set(ColumnVector.LONG, (i >>> 6) * (long) Long.BYTES, word);
                word = 0;
            }
        }
        return hasNull ? validity : null;
    }

    private static MemorySegment room(MemorySegment memory, long bytes) {
        if (memory.byteSize() >= bytes) {
            return memory;
        }
        return Arena.ofAuto().allocate(Math.max(bytes, memory.byteSize() * 2), 64);
    }

    private MemorySegment writeLongs(LongValues values, int from, int rows) {
        long[] x = values.values();
        int width = type.fixedBytes();
        fixed = room(fixed, (long) Batch.ROWS * width);
        for (int i = 0; i < rows; i++) {
            long value = values.isNull(from + i) ? 0 : x[from + i];
            switch (width) {
                case 8 -> fixed.set(ColumnVector.LONG, i * 8L, value);
                case 4 -> fixed.set(ColumnVector.INT, i * 4L, (int) value);
                case 2 -> fixed.set(ColumnVector.SHORT, i * 2L, (short) value);
                default -> fixed.set(ValueLayout.JAVA_BYTE, i, (byte) value);
            }
        }
        return fixed;
    }

    private MemorySegment writeDoubles(DoubleValues values, int from, int rows) {
        double[] x = values.values();
        int width = type.fixedBytes();
        fixed = room(fixed, (long) Batch.ROWS * width);
        for (int i = 0; i < rows; i++) {
            double value = values.isNull(from + i) ? 0.0 : x[from + i];
            switch (width) {
                case 8 -> fixed.set(ColumnVector.DOUBLE, i * 8L, value);
                case 4 -> fixed.set(ColumnVector.FLOAT, i * 4L, (float) value);
                default ->
                        fixed.set(ColumnVector.SHORT, i * 2L, Float.floatToFloat16((float) value));
            }
        }
        return fixed;
    }

    private MemorySegment writeBools(BoolValues values, int from, int rows) {
        fixed = room(fixed, Batch.WORDS * Long.BYTES);
        long word = 0;
        for (int i = 0; i < rows; i++) {
            boolean value = !values.isNull(from + i) && values.get(from + i);
            word |= (value ? 1L : 0L) << i;
            if ((i & 63) == 63 || i == rows - 1) {
                fixed.set(ColumnVector.LONG, (i >>> 6) * (long) Long.BYTES, word);
                word = 0;
            }
        }
        return fixed;
    }

    private MemorySegment writeComplex(ComplexValues values, int from, int rows) {
        boolean narrow = type.element() == ElementType.COMPLEX64;
        fixed = room(fixed, (long) Batch.ROWS * type.fixedBytes());
        for (int i = 0; i < rows; i++) {
            boolean isNull = values.isNull(from + i);
            double re = isNull ? 0.0 : values.re()[from + i];
            double im = isNull ? 0.0 : values.im()[from + i];
            if (narrow) {
                fixed.set(ColumnVector.FLOAT, i * 8L, (float) re);
                fixed.set(ColumnVector.FLOAT, i * 8L + 4, (float) im);
            } else {
                fixed.set(ColumnVector.DOUBLE, i * 16L, re);
                fixed.set(ColumnVector.DOUBLE, i * 16L + 8, im);
            }
        }
        return fixed;
    }

    private ColumnVector writeBytes(
            BytesValues values, @Nullable MemorySegment valid, int from, int rows) {
        Dictionary dictionary = values.dictionary();
        if (dictionary != null) {
            fixed = room(fixed, (long) Batch.ROWS * Integer.BYTES);
            for (int i = 0; i < rows; i++) {
                int code = values.isNull(from + i) ? 0 : values.codes()[from + i];
                fixed.set(ColumnVector.INT, i * 4L, code);
            }
            return ColumnVector.coded(type, rows, valid, fixed, dictionary);
        }
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            return writeTextLists(values, valid, from, rows);
        }
        heap.reset();
        boolean vector = type.kind() == ColumnType.Kind.VECTOR;
        int width = type.kind() == ColumnType.Kind.LIST ? type.element().bytes() : 1;
        offsets = room(offsets, (Batch.ROWS + 1L) * Integer.BYTES);
        for (int i = 0; i < rows; i++) {
            if (!values.isNull(from + i)) {
                heap.append(values.heap(), values.start(from + i), values.length(from + i));
            } else if (vector) {
                long at = heap.allocate(type.fixedBytes());
                heap.memory().asSlice(at, type.fixedBytes()).fill((byte) 0);
            }
            if (!vector) {
                int end = Math.toIntExact(heap.size() / width);
                offsets.set(ColumnVector.INT, (i + 1L) * Integer.BYTES, end);
            }
        }
        MemorySegment written = heap.memory().asSlice(0, heap.size());
        return vector
                ? fixed(rows, valid, written)
                : ColumnVector.variable(type, rows, valid, offsets, written);
    }

    private ColumnVector writeTextLists(
            BytesValues values, @Nullable MemorySegment valid, int from, int rows) {
        heap.reset();
        offsets = room(offsets, (Batch.ROWS + 1L) * Integer.BYTES);
        long texts = 0;
        for (int i = 0; i < rows; i++) {
            int row = from + i;
            if (!values.isNull(row)) {
                MemorySegment source = values.heap();
                long start = values.start(row);
                int count = TextListBytes.count(source, start);
                long textsAt = TextListBytes.textsAt(source, start);
                childOffsets = grown(childOffsets, (texts + count + 1) * Integer.BYTES);
                long end = heap.size();
                for (int t = 0; t < count; t++) {
                    end += TextListBytes.length(source, start, t);
                    texts++;
                    childOffsets.set(ColumnVector.INT, texts * Integer.BYTES, Math.toIntExact(end));
                }
                heap.append(source, textsAt, end - heap.size());
            }
            offsets.set(ColumnVector.INT, (i + 1L) * Integer.BYTES, Math.toIntExact(texts));
        }
        childOffsets = grown(childOffsets, Integer.BYTES);
        return ColumnVector.stringList(
                rows, valid, offsets, childOffsets, heap.memory().asSlice(0, heap.size()));
    }

    /** Returns memory of a size that begins with the bytes written so far. */
    private static MemorySegment grown(MemorySegment memory, long bytes) {
        if (memory.byteSize() >= bytes) {
            return memory;
        }
        MemorySegment larger = room(memory, bytes);
        MemorySegment.copy(memory, 0, larger, 0, memory.byteSize());
        return larger;
    }
}
