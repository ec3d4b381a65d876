package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;

/** Some rows of another batch. One thread at a time. */
final class PickedBatch extends Batch {
    private final Batch input;
    private final int[] list;
    private final int rows;

    PickedBatch(Batch input, int[] list, int rows) {
        this.input = input;
        this.list = list;
        this.rows = rows;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public BlockValues column(int slot) {
        BlockValues source = input.column(slot);
        BlockValues picked = pick(source);
        for (int i = 0; i < rows; i++) {
            if (source.isNull(list[i])) {
                Bits.unset(picked.editValidity(rows), i);
            }
        }
        return picked;
    }

    private BlockValues pick(BlockValues source) {
        switch (source) {
            case LongValues longs -> {
                LongValues out = new LongValues();
                out.values(rows);
                for (int i = 0; i < rows; i++) {
                    out.values()[i] = longs.values()[list[i]];
                }
                return out;
            }
            case DoubleValues doubles -> {
                DoubleValues out = new DoubleValues();
                out.values(rows);
                for (int i = 0; i < rows; i++) {
                    out.values()[i] = doubles.values()[list[i]];
                }
                return out;
            }
            case BoolValues bools -> {
                BoolValues out = new BoolValues();
                for (int i = 0; i < rows; i++) {
                    if (bools.get(list[i])) {
                        Bits.set(out.bits(), i);
                    }
                }
                return out;
            }
            case ComplexValues complex -> {
                ComplexValues out = new ComplexValues();
                out.reserve(rows);
                for (int i = 0; i < rows; i++) {
                    out.re()[i] = complex.re()[list[i]];
                    out.im()[i] = complex.im()[list[i]];
                }
                return out;
            }
            case BytesValues bytes -> {
                bytes.resolve();
                BytesValues out = new BytesValues();
                out.beginBytes(rows, bytes.heap());
                for (int i = 0; i < rows; i++) {
                    out.set(i, bytes.start(list[i]), bytes.length(list[i]));
                }
                return out;
            }
        }
    }

    @Override
    public long position(int row) {
        return input.position(list[row]);
    }

    @Override
    public boolean isContiguous() {
        return false;
    }
}
