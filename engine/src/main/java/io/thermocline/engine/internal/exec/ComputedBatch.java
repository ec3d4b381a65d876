package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Rows that no table holds: groups, or rows in a new order. One thread at a time. */
final class ComputedBatch extends Batch {
    private final Columns columns;
    private final @Nullable BlockValues[] computed;
    private int from;
    private int rows;

    /** Computes a column for rows [from, from + rows). */
    interface Columns {
        BlockValues column(int slot, int from, int rows);
    }

    ComputedBatch(int columnCount, Columns columns) {
        this.columns = columns;
        this.computed = new BlockValues[columnCount];
    }

    /** Turns to rows [first, first + count). */
    ComputedBatch turnTo(int first, int count) {
        from = first;
        rows = count;
        Arrays.fill(computed, null);
        setLive(null);
        return this;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public BlockValues column(int slot) {
        BlockValues values = computed[slot];
        if (values == null) {
            values = columns.column(slot, from, rows);
            computed[slot] = values;
        }
        return values;
    }

    @Override
    public long position(int row) {
        return (long) from + row;
    }

    @Override
    public boolean isContiguous() {
        return true;
    }
}
