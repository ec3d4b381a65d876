package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.ValueKind;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * CASE and coalesce: each row takes the value of its first branch that applies. A branch is
 * computed for the rows that the branches before left open: errors in other rows do not count.
 */
final class ChoiceEvaluator extends Evaluator {
    /** Conditions of CASE; empty for coalesce, where a branch applies if it has a value. */
    private final List<Evaluator> conditions;

    private final List<Evaluator> branches;
    private final Blend blend;
    private final long[] open = new long[Batch.WORDS];
    private final long[] chosen = new long[Batch.WORDS];

    private ChoiceEvaluator(List<Evaluator> conditions, List<Evaluator> branches, Blend blend) {
        this.conditions = conditions;
        this.branches = branches;
        this.blend = blend;
    }

    /** Operands are condition, value, …, value as in {@code Expr.Case}. */
    static ChoiceEvaluator cases(List<Evaluator> operands, ValueKind kind, QueryContext context) {
        List<Evaluator> conditions = new java.util.ArrayList<>();
        List<Evaluator> branches = new java.util.ArrayList<>();
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            conditions.add(operands.get(i));
            branches.add(operands.get(i + 1));
        }
        branches.add(operands.getLast());
        return new ChoiceEvaluator(conditions, branches, new Blend(kind, context));
    }

    static ChoiceEvaluator coalesce(
            List<Evaluator> operands, ValueKind kind, QueryContext context) {
        return new ChoiceEvaluator(List.of(), List.copyOf(operands), new Blend(kind, context));
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        int rows = batch.rows();
        blend.begin(rows);
        Bits.fill(open, rows);
        long @Nullable [] live = batch.live();
        if (live != null) {
            Bits.and(open, live, rows);
        }
        try {
            for (int b = 0; b < branches.size() && Bits.count(open, rows) > 0; b++) {
                choose(batch, b, rows);
                Bits.andNot(open, chosen, open, rows);
            }
        } finally {
            batch.setLive(live);
        }
        return blend.values();
    }

    private void choose(Batch batch, int branch, int rows) {
        batch.setLive(open);
        System.arraycopy(open, 0, chosen, 0, Bits.words(rows));
        if (branch < conditions.size()) {
            BoolValues condition = (BoolValues) conditions.get(branch).evaluate(batch);
            Bits.and(chosen, condition.bits(), rows);
            if (condition.validity() != null) {
                Bits.and(chosen, condition.validity(), rows);
            }
            batch.setLive(chosen);
        }
        if (Bits.count(chosen, rows) == 0) {
            return;
        }
        BlockValues values = branches.get(branch).evaluate(batch);
        if (conditions.isEmpty() && values.validity() != null) {
            Bits.and(chosen, values.validity(), rows);
        }
        blend.take(values, chosen, rows);
    }
}
