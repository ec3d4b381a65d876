package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.ColumnLoader;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.ValueKind;

import java.lang.foreign.MemorySegment;

/** Values put together from several expressions of one kind, some rows from each. */
final class Blend {
    private final BlockValues values;
    private final ScratchHeap heap;

    Blend(ValueKind kind, QueryContext context) {
        this.values = ColumnLoader.newValues(kind);
        this.heap = new ScratchHeap(context);
    }

    /** Starts with null in every row. */
    void begin(int rows) {
        heap.reset();
        switch (values) {
            case LongValues longs -> longs.values(rows);
            case DoubleValues doubles -> doubles.values(rows);
            case ComplexValues complex -> complex.reserve(rows);
            case BoolValues bools -> Bits.clear(bools.bits(), rows);
            case BytesValues bytes -> {
                bytes.beginBytes(rows, MemorySegment.NULL);
                for (int row = 0; row < rows; row++) {
                    bytes.set(row, 0, 0);
                }
            }
        }
        values.setAllNull(rows);
    }

    /**
     * Takes some rows of other values, null or not.
     *
     * @param wanted the rows
     */
    void take(BlockValues source, long[] wanted, int rows) {
        if (source instanceof BytesValues bytes) {
            bytes.resolve();
        }
        long[] valid = values.editValidity(rows);
        for (int w = 0; w < Bits.words(rows); w++) {
            for (long word = wanted[w]; word != 0; word &= word - 1) {
                int row = (w << 6) + Long.numberOfTrailingZeros(word);
                if (source.isNull(row)) {
                    Bits.unset(valid, row);
                } else {
                    Bits.set(valid, row);
                    copy(source, row);
                }
            }
        }
    }

    private void copy(BlockValues source, int row) {
        switch (values) {
            case LongValues longs -> longs.values()[row] = ((LongValues) source).values()[row];
            case DoubleValues doubles ->
                    doubles.values()[row] = ((DoubleValues) source).values()[row];
            case ComplexValues complex -> {
                complex.re()[row] = ((ComplexValues) source).re()[row];
                complex.im()[row] = ((ComplexValues) source).im()[row];
            }
            case BoolValues bools -> {
                Bits.unset(bools.bits(), row);
                if (((BoolValues) source).get(row)) {
                    Bits.set(bools.bits(), row);
                }
            }
            case BytesValues bytes -> {
                BytesValues from = (BytesValues) source;
                int length = from.length(row);
                bytes.set(row, heap.append(from.heap(), from.start(row), length), length);
                bytes.setHeap(heap.memory());
            }
        }
    }

    /** Returns the values. */
    BlockValues values() {
        return values;
    }
}
