package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.plan.ScalarFunction;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Functions from f64 to f64; outside of their domain they give NaN. */
final class MathEvaluator extends Evaluator {
    private final ScalarFunction function;
    private final Evaluator first;
    private final Evaluator second;
    private final DoubleValues result = new DoubleValues();

    /**
     * Creates the evaluator.
     *
     * @param second second argument; the first once more where there is none
     */
    MathEvaluator(ScalarFunction function, Evaluator first, Evaluator second) {
        this.function = function;
        this.first = first;
        this.second = second;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        DoubleValues a = (DoubleValues) first.evaluate(batch);
        DoubleValues b = (DoubleValues) second.evaluate(batch);
        int rows = batch.rows();
        double[] x = a.values();
        double[] out = result.values(rows);
        result.intersectValidity(a.validity(), b.validity(), rows);
        switch (function) {
            case SQRT -> sqrt(x, out, rows);
            case FLOOR -> floor(x, out, rows);
            case CEIL -> ceil(x, out, rows);
            case TRUNC -> apply(x, out, rows, v -> v < 0 ? Math.ceil(v) : Math.floor(v));
            case EXP -> apply(x, out, rows, Math::exp);
            case LN -> apply(x, out, rows, Math::log);
            case LOG10 -> apply(x, out, rows, Math::log10);
            case SIN -> apply(x, out, rows, Math::sin);
            case COS -> apply(x, out, rows, Math::cos);
            case TAN -> apply(x, out, rows, Math::tan);
            case ASIN -> apply(x, out, rows, Math::asin);
            case ACOS -> apply(x, out, rows, Math::acos);
            case ATAN -> apply(x, out, rows, Math::atan);
            case ATAN2 -> apply(x, b.values(), out, rows, Math::atan2);
            case POWER -> apply(x, b.values(), out, rows, MathEvaluator::power);
            default -> throw new IllegalStateException(function.text());
        }
        return result;
    }

    /** As in C, where 1 to any power is 1, and −1 to an infinite one too. */
    private static double power(double base, double exponent) {
        boolean one = base == 1.0 || (base == -1.0 && Double.isInfinite(exponent));
        return one ? 1.0 : Math.pow(base, exponent);
    }

    private static void sqrt(double[] x, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = Math.sqrt(x[i]);
        }
    }

    private static void floor(double[] x, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = Math.floor(x[i]);
        }
    }

    private static void ceil(double[] x, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = Math.ceil(x[i]);
        }
    }

    private static void apply(double[] x, double[] out, int rows, DoubleUnaryOperator operator) {
        for (int i = 0; i < rows; i++) {
            out[i] = operator.applyAsDouble(x[i]);
        }
    }

    private static void apply(
            double[] x, double[] y, double[] out, int rows, DoubleBinaryOperator operator) {
        for (int i = 0; i < rows; i++) {
            out[i] = operator.applyAsDouble(x[i], y[i]);
        }
    }
}
