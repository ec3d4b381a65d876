package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;

/** {@code + - * / %} of f64, as IEEE 754 has it: division by zero gives an infinity or NaN. */
final class DoubleArithmeticEvaluator extends Evaluator {
    private final Operator operator;
    private final Evaluator left;
    private final Evaluator right;
    private final DoubleValues result = new DoubleValues();

    DoubleArithmeticEvaluator(Operator operator, Evaluator left, Evaluator right) {
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        DoubleValues a = (DoubleValues) left.evaluate(batch);
        DoubleValues b = (DoubleValues) right.evaluate(batch);
        int rows = batch.rows();
        double[] x = a.values();
        double[] y = b.values();
        double[] out = result.values(rows);
        result.intersectValidity(a.validity(), b.validity(), rows);
        switch (operator) {
            case ADD -> add(x, y, out, rows);
            case SUBTRACT -> subtract(x, y, out, rows);
            case MULTIPLY -> multiply(x, y, out, rows);
            case DIVIDE -> divide(x, y, out, rows);
            case MODULO -> modulo(x, y, out, rows);
            default -> throw new IllegalStateException(operator.text());
        }
        return result;
    }

    private static void add(double[] x, double[] y, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = x[i] + y[i];
        }
    }

    private static void subtract(double[] x, double[] y, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = x[i] - y[i];
        }
    }

    private static void multiply(double[] x, double[] y, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = x[i] * y[i];
        }
    }

    private static void divide(double[] x, double[] y, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = x[i] / y[i];
        }
    }

    private static void modulo(double[] x, double[] y, double[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            out[i] = x[i] % y[i];
        }
    }
}
