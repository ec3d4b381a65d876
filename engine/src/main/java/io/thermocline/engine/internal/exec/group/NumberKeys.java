package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.ColumnLoader;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.ValueKind;

/** Keys that are one number or truth value. */
final class NumberKeys extends KeyColumn {
    private final LongInterner interner;
    private final BlockValues out;

    NumberKeys(ValueKind kind, QueryContext context) {
        this.interner = new LongInterner(context);
        this.out = ColumnLoader.newValues(kind);
    }

    @Override
    void numbers(BlockValues values, int rows, int[] numbers) {
        for (int row = 0; row < rows; row++) {
            numbers[row] = values.isNull(row) ? nullNumber() : interner.intern(key(values, row));
        }
    }

    private static long key(BlockValues values, int row) {
        return switch (values) {
            case LongValues longs -> longs.values()[row];
            case DoubleValues doubles -> Double.doubleToLongBits(doubles.values()[row] + 0.0);
            case BoolValues bools -> bools.get(row) ? 1 : 0;
            default -> throw new IllegalStateException("key is no number");
        };
    }

    @Override
    int size() {
        return interner.size();
    }

    @Override
    int addUnfindable() {
        return interner.addUnfindable();
    }

    @Override
    BlockValues values(int[] numbers, int from, int rows) {
        out.setAllValid();
        switch (out) {
            case LongValues longs -> longs.values(rows);
            case DoubleValues doubles -> doubles.values(rows);
            case BoolValues bools -> Bits.clear(bools.bits(), rows);
            default -> throw new IllegalStateException("key is no number");
        }
        for (int row = 0; row < rows; row++) {
            int number = numbers[from + row];
            if (isNull(number)) {
                Bits.unset(out.editValidity(rows), row);
            }
            set(row, interner.key(number));
        }
        return out;
    }

    private void set(int row, long key) {
        switch (out) {
            case LongValues longs -> longs.values()[row] = key;
            case DoubleValues doubles -> doubles.values()[row] = Double.longBitsToDouble(key);
            case BoolValues bools -> {
                if (key != 0) {
                    Bits.set(bools.bits(), row);
                }
            }
            default -> throw new IllegalStateException("key is no number");
        }
    }
}
