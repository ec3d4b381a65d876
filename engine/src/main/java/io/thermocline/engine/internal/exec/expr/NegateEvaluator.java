package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.ColumnLoader;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

/** Unary minus. */
final class NegateEvaluator extends Evaluator {
    private final Expr.Negate expr;
    private final Evaluator operand;
    private final BlockValues result;

    NegateEvaluator(Expr.Negate expr, Evaluator operand) {
        this.expr = expr;
        this.operand = operand;
        this.result = ColumnLoader.newValues(expr.kind());
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BlockValues values = operand.evaluate(batch);
        int rows = batch.rows();
        result.shareValidity(values.validity());
        switch (result) {
            case LongValues longs -> negate(batch, ((LongValues) values).values(), longs);
            case DoubleValues doubles ->
                    negate(((DoubleValues) values).values(), doubles.values(rows), rows);
            case ComplexValues complex -> {
                complex.reserve(rows);
                negate(((ComplexValues) values).re(), complex.re(), rows);
                negate(((ComplexValues) values).im(), complex.im(), rows);
            }
            default -> throw new IllegalStateException(expr.text());
        }
        return result;
    }

    private void negate(Batch batch, long[] x, LongValues longs) {
        long[] out = longs.values(batch.rows());
        for (int i = 0; i < batch.rows(); i++) {
            if (x[i] == Long.MIN_VALUE
                    && !longs.isNull(i)
                    && (batch.live() == null || Bits.get(batch.live(), i))) {
                throw new QueryFault(
                        QueryFault.Kind.VALUE,
                        expr.span(),
                        "integer overflow: -("
                                + x[i]
                                + ") is no i64, in "
                                + expr.text()
                                + ", row "
                                + batch.position(i));
            }
            out[i] = -x[i];
        }
    }

    private static void negate(double[] x, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = -x[i];
        }
    }
}
