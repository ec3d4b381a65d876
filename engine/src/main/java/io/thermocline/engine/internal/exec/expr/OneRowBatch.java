package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;

/** One row without columns: what constants are computed in, and a SELECT without FROM. */
public final class OneRowBatch extends Batch {
    @Override
    public int rows() {
        return 1;
    }

    @Override
    public BlockValues column(int slot) {
        throw new IllegalStateException("a row without columns has no column " + slot);
    }

    @Override
    public long position(int row) {
        return row;
    }

    @Override
    public boolean isContiguous() {
        return true;
    }
}
