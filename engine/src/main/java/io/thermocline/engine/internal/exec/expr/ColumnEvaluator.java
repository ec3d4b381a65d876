package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;

import org.jspecify.annotations.Nullable;

/** A column of the batch. */
public final class ColumnEvaluator extends Evaluator {
    private final int slot;

    ColumnEvaluator(int slot) {
        this.slot = slot;
    }

    /** Returns the column's index in the batch. */
    public int slot() {
        return slot;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        return batch.column(slot);
    }

    @Override
    public long @Nullable [] validity(Batch batch) {
        return batch.validity(slot);
    }
}
