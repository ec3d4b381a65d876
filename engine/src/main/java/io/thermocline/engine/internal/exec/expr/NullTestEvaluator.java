package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.kernel.Bits;

import org.jspecify.annotations.Nullable;

/** x IS NULL and x IS NOT NULL; reads no values of stored columns. */
final class NullTestEvaluator extends Evaluator {
    private final Evaluator operand;
    private final boolean negated;
    private final BoolValues result = new BoolValues();

    NullTestEvaluator(Evaluator operand, boolean negated) {
        this.operand = operand;
        this.negated = negated;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        int rows = batch.rows();
        long @Nullable [] valid = operand.validity(batch);
        long[] bits = result.bits();
        if (valid == null) {
            Bits.fill(bits, rows);
        } else {
            System.arraycopy(valid, 0, bits, 0, Bits.words(rows));
        }
        if (!negated) {
            Bits.not(bits, rows);
        }
        return result;
    }
}
