package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.kernel.Bits;

import org.jspecify.annotations.Nullable;

/** NOT x, x IS TRUE and x IS FALSE. */
final class TruthEvaluator extends Evaluator {
    /** What is asked of the truth value. */
    enum Question {
        NOT,
        IS_TRUE,
        IS_FALSE
    }

    private final Question question;
    private final Evaluator operand;
    private final BoolValues result = new BoolValues();

    TruthEvaluator(Question question, Evaluator operand) {
        this.question = question;
        this.operand = operand;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BoolValues values = (BoolValues) operand.evaluate(batch);
        int rows = batch.rows();
        long @Nullable [] valid = values.validity();
        long[] bits = result.bits();
        boolean flip = question != Question.IS_TRUE;
        for (int w = 0; w < Bits.words(rows); w++) {
            long word = values.bits()[w];
            bits[w] = (flip ? ~word : word) & (valid == null ? -1L : valid[w]);
        }
        Bits.trim(bits, rows);
        if (question == Question.NOT) {
            result.shareValidity(valid);
        }
        return result;
    }
}
