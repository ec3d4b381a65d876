package io.thermocline.engine.internal.exec.sort;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.ColumnLoader;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;
import io.thermocline.engine.internal.exec.group.ByteHeap;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.ValueKind;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * One column of kept rows, in arrays that grow: two longs a row at most, bytes in a heap. One
 * thread at a time.
 */
final class RowColumn {
    private final ValueKind kind;
    private final QueryContext context;
    private final ByteHeap heap;
    private final BlockValues out;
    private final ScratchHeap outHeap;

    /** Value, bits of a double, truth, bits of a real part, or reference of bytes. */
    private long[] first = {};

    /** Bits of an imaginary part, or length of bytes; empty for other kinds. */
    private long[] second = {};

    private boolean[] nulls = {};
    private int size;

    RowColumn(ValueKind kind, QueryContext context) {
        this.kind = kind;
        this.context = context;
        this.heap = new ByteHeap(context);
        this.out = ColumnLoader.newValues(kind);
        this.outHeap = new ScratchHeap(context);
    }

    ValueKind kind() {
        return kind;
    }

    boolean isNull(int row) {
        return nulls[row];
    }

    /** Returns the value as bits; see the fields. */
    long bits(int row) {
        return first[row];
    }

    /** Returns the bytes of a row. */
    long byteLength(int row) {
        return second[row];
    }

    ByteHeap heap() {
        return heap;
    }

    /** Appends rows of a block. */
    void append(BlockValues values, int rows) {
        reserve(size + rows);
        if (values instanceof BytesValues bytes) {
            bytes.resolve();
        }
        for (int i = 0; i < rows; i++) {
            nulls[size + i] = values.isNull(i);
        }
        switch (values) {
            case LongValues longs -> System.arraycopy(longs.values(), 0, first, size, rows);
            case DoubleValues doubles -> {
                for (int i = 0; i < rows; i++) {
                    first[size + i] = Double.doubleToRawLongBits(doubles.values()[i]);
                }
            }
            case BoolValues bools -> {
                for (int i = 0; i < rows; i++) {
                    first[size + i] = bools.get(i) ? 1 : 0;
                }
            }
            case ComplexValues complex -> {
                for (int i = 0; i < rows; i++) {
                    first[size + i] = Double.doubleToRawLongBits(complex.re()[i]);
                    second[size + i] = Double.doubleToRawLongBits(complex.im()[i]);
                }
            }
            case BytesValues bytes -> {
                for (int i = 0; i < rows; i++) {
                    int length = nulls[size + i] ? 0 : bytes.length(i);
                    first[size + i] = heap.add(bytes.heap(), bytes.start(i), length);
                    second[size + i] = length;
                }
            }
        }
        size += rows;
    }

    private void reserve(int rows) {
        if (rows <= nulls.length) {
            return;
        }
        int larger = Math.max(rows, Math.max(256, nulls.length + (nulls.length >> 1)));
        boolean pairs = kind == ValueKind.COMPLEX || kind == ValueKind.BYTES;
        context.reserve((long) (larger - nulls.length) * (pairs ? 17 : 9));
        nulls = Arrays.copyOf(nulls, larger);
        first = Arrays.copyOf(first, larger);
        second = pairs ? Arrays.copyOf(second, larger) : second;
    }

    /** Returns the memory that the arrays take, as counted. */
    long countedBytes() {
        boolean pairs = kind == ValueKind.COMPLEX || kind == ValueKind.BYTES;
        long arrays = (long) nulls.length * (pairs ? 17 : 9);
        return arrays + heap.countedBytes() + outHeap.memory().byteSize();
    }

    /** Returns a column of some of the rows, in the order of a list. */
    RowColumn select(int[] rows, int count) {
        RowColumn selected = new RowColumn(kind, context);
        for (int from = 0; from < count; from += Batch.ROWS) {
            int some = Math.min(Batch.ROWS, count - from);
            selected.append(values(rows, from, some), some);
        }
        return selected;
    }

    /** Returns rows of a list as values of a block. */
    BlockValues values(int[] rows, int from, int count) {
        out.setAllValid();
        switch (out) {
            case LongValues longs -> {
                long[] target = longs.values(count);
                for (int i = 0; i < count; i++) {
                    target[i] = first[rows[from + i]];
                }
            }
            case DoubleValues doubles -> {
                double[] target = doubles.values(count);
                for (int i = 0; i < count; i++) {
                    target[i] = Double.longBitsToDouble(first[rows[from + i]]);
                }
            }
            case BoolValues bools -> {
                Bits.clear(bools.bits(), count);
                for (int i = 0; i < count; i++) {
                    if (first[rows[from + i]] != 0) {
                        Bits.set(bools.bits(), i);
                    }
                }
            }
            case ComplexValues complex -> {
                complex.reserve(count);
                for (int i = 0; i < count; i++) {
                    complex.re()[i] = Double.longBitsToDouble(first[rows[from + i]]);
                    complex.im()[i] = Double.longBitsToDouble(second[rows[from + i]]);
                }
            }
            case BytesValues bytes -> copyBytes(bytes, rows, from, count);
        }
        for (int i = 0; i < count; i++) {
            if (nulls[rows[from + i]]) {
                Bits.unset(out.editValidity(count), i);
            }
        }
        return out;
    }

    private void copyBytes(BytesValues bytes, int[] rows, int from, int count) {
        outHeap.reset();
        bytes.beginBytes(count, MemorySegment.NULL);
        for (int i = 0; i < count; i++) {
            int row = rows[from + i];
            int length = (int) second[row];
            long at = outHeap.allocate(length);
            MemorySegment.copy(
                    heap.chunk(first[row]),
                    ByteHeap.offset(first[row]),
                    outHeap.memory(),
                    ValueLayout.JAVA_BYTE,
                    at,
                    length);
            bytes.set(i, at, length);
        }
        bytes.setHeap(outHeap.memory());
    }
}
