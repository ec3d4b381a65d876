package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.ScalarFunction;

/** abs and sign, which keep integers integers. */
final class NumberFunctionEvaluator extends Evaluator {
    private final Expr.Call expr;
    private final Evaluator operand;
    private final LongValues longs = new LongValues();
    private final DoubleValues doubles = new DoubleValues();

    NumberFunctionEvaluator(Expr.Call expr, Evaluator operand) {
        this.expr = expr;
        this.operand = operand;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BlockValues values = operand.evaluate(batch);
        boolean abs = expr.function() == ScalarFunction.ABS;
        int rows = batch.rows();
        if (values instanceof LongValues given) {
            longs.shareValidity(given.validity());
            long[] out = longs.values(rows);
            for (int i = 0; i < rows; i++) {
                out[i] = abs ? Math.abs(given.values()[i]) : Long.signum(given.values()[i]);
            }
            if (abs) {
                checkOverflow(batch, out);
            }
            return longs;
        }
        doubles.shareValidity(values.validity());
        double[] out = doubles.values(rows);
        if (values instanceof ComplexValues complex) {
            for (int i = 0; i < rows; i++) {
                out[i] = Math.hypot(complex.re()[i], complex.im()[i]);
            }
            return doubles;
        }
        double[] x = ((DoubleValues) values).values();
        for (int i = 0; i < rows; i++) {
            out[i] = abs ? Math.abs(x[i]) : Math.signum(x[i]);
        }
        return doubles;
    }

    private void checkOverflow(Batch batch, long[] out) {
        for (int i = 0; i < batch.rows(); i++) {
            boolean counts = batch.live() == null || Bits.get(batch.live(), i);
            if (out[i] < 0 && counts && !longs.isNull(i)) {
                throw new QueryFault(
                        QueryFault.Kind.VALUE,
                        expr.span(),
                        "integer overflow: abs("
                                + out[i]
                                + ") is no i64, in "
                                + expr.text()
                                + ", row "
                                + batch.position(i));
            }
        }
    }
}
