package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.kernel.Bits;

/** Compares two expressions of one kind. */
final class CompareEvaluator extends Evaluator {
    private final Operator operator;
    private final Evaluator left;
    private final Evaluator right;
    private final BoolValues result = new BoolValues();

    CompareEvaluator(Operator operator, Evaluator left, Evaluator right) {
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BlockValues a = left.evaluate(batch);
        BlockValues b = right.evaluate(batch);
        int rows = batch.rows();
        long[] bits = result.bits();
        switch (operator) {
            case EQUAL, NOT_EQUAL -> Comparisons.equal(a, b, rows, bits);
            case LESS, GREATER_OR_EQUAL -> Comparisons.less(a, b, rows, bits);
            case GREATER, LESS_OR_EQUAL -> Comparisons.less(b, a, rows, bits);
            default -> throw new IllegalStateException(operator.text());
        }
        switch (operator) {
            case NOT_EQUAL, GREATER_OR_EQUAL, LESS_OR_EQUAL -> Bits.not(bits, rows);
            default -> {}
        }
        result.intersectValidity(a.validity(), b.validity(), rows);
        return result;
    }
}
