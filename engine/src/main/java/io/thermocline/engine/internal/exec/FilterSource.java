package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BatchSource;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.expr.ExprCompiler;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

import org.jspecify.annotations.Nullable;

/** Batches of another source, without the rows that do not fulfil a condition: HAVING. */
final class FilterSource implements BatchSource {
    private final BatchSource input;
    private final Evaluator condition;
    private final long[] selected = new long[Batch.WORDS];
    private final int[] list = new int[Batch.ROWS];

    FilterSource(BatchSource input, Expr condition, QueryContext context) {
        this.input = input;
        this.condition = new ExprCompiler(context).compile(condition);
    }

    @Override
    public @Nullable Batch next() {
        for (Batch batch = input.next(); batch != null; batch = input.next()) {
            int rows = batch.rows();
            BoolValues truth = (BoolValues) condition.evaluate(batch);
            Bits.fill(selected, rows);
            Bits.and(selected, truth.bits(), rows);
            if (truth.validity() != null) {
                Bits.and(selected, truth.validity(), rows);
            }
            int count = Bits.indexes(selected, rows, list);
            if (count == rows) {
                return batch;
            }
            if (count > 0) {
                return new PickedBatch(batch, list, count);
            }
        }
        return null;
    }

    @Override
    public void close() {
        input.close();
    }
}
