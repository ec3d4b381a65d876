package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.ValueKind;

import java.util.List;

/** greatest and least of the arguments that have a value. */
final class ExtremumEvaluator extends Evaluator {
    private final boolean greatest;
    private final List<Evaluator> operands;
    private final Blend blend;
    private final long[] better = new long[Batch.WORDS];

    ExtremumEvaluator(
            boolean greatest, List<Evaluator> operands, ValueKind kind, QueryContext context) {
        this.greatest = greatest;
        this.operands = List.copyOf(operands);
        this.blend = new Blend(kind, context);
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        int rows = batch.rows();
        blend.begin(rows);
        for (Evaluator operand : operands) {
            BlockValues next = operand.evaluate(batch);
            BlockValues best = blend.values();
            Comparisons.less(greatest ? best : next, greatest ? next : best, rows, better);
            long[] found = best.editValidity(rows);
            for (int w = 0; w < Bits.words(rows); w++) {
                better[w] |= ~found[w];
                better[w] &= next.validity() == null ? -1L : next.validity()[w];
            }
            Bits.trim(better, rows);
            blend.take(next, better, rows);
        }
        return blend.values();
    }
}
