package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.kernel.Bits;

/** IS DISTINCT FROM: two nulls are alike, a null is unlike any value, and values are compared. */
final class DistinctEvaluator extends Evaluator {
    private final Evaluator left;
    private final Evaluator right;
    private final BoolValues result = new BoolValues();

    DistinctEvaluator(Evaluator left, Evaluator right) {
        this.left = left;
        this.right = right;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BlockValues a = left.evaluate(batch);
        BlockValues b = right.evaluate(batch);
        int rows = batch.rows();
        long[] bits = result.bits();
        Comparisons.equal(a, b, rows, bits);
        Bits.not(bits, rows);
        result.setAllValid();
        if (a.validity() != null || b.validity() != null) {
            for (int i = 0; i < rows; i++) {
                boolean noLeft = a.isNull(i);
                boolean noRight = b.isNull(i);
                if (noLeft != noRight) {
                    Bits.set(bits, i);
                } else if (noLeft) {
                    Bits.unset(bits, i);
                }
            }
        }
        return result;
    }
}
