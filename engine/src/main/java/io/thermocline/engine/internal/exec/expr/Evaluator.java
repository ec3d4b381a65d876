package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;

import org.jspecify.annotations.Nullable;

/** Computes one expression for all rows of a batch. One thread at a time. */
public abstract class Evaluator {
    /**
     * Returns the values for all rows of a batch.
     *
     * @return values that hold until the next call
     * @throws io.thermocline.engine.internal.exec.ast.QueryFault if a live row has a value that the
     *     expression cannot take; other rows may have any value then
     */
    public abstract BlockValues evaluate(Batch batch);

    /** Returns which rows have a value, or null if all do. */
    public long @Nullable [] validity(Batch batch) {
        return evaluate(batch).validity();
    }
}
