package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.ScalarFunction;

/** isnan, isinf and isfinite. */
final class MathTestEvaluator extends Evaluator {
    private final ScalarFunction function;
    private final Evaluator operand;
    private final BoolValues result = new BoolValues();

    MathTestEvaluator(ScalarFunction function, Evaluator operand) {
        this.function = function;
        this.operand = operand;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        DoubleValues values = (DoubleValues) operand.evaluate(batch);
        int rows = batch.rows();
        Bits.clear(result.bits(), rows);
        for (int i = 0; i < rows; i++) {
            double value = values.values()[i];
            boolean holds =
                    switch (function) {
                        case ISNAN -> Double.isNaN(value);
                        case ISINF -> Double.isInfinite(value);
                        default -> Double.isFinite(value);
                    };
            if (holds) {
                Bits.set(result.bits(), i);
            }
        }
        result.shareValidity(values.validity());
        return result;
    }
}
