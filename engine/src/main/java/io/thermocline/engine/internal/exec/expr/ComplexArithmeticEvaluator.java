package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.ComplexValues;

/** {@code + - * /} of complex128. Division scales by the larger part (Smith), as NumPy does. */
final class ComplexArithmeticEvaluator extends Evaluator {
    private final Operator operator;
    private final Evaluator left;
    private final Evaluator right;
    private final ComplexValues result = new ComplexValues();

    ComplexArithmeticEvaluator(Operator operator, Evaluator left, Evaluator right) {
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        ComplexValues a = (ComplexValues) left.evaluate(batch);
        ComplexValues b = (ComplexValues) right.evaluate(batch);
        int rows = batch.rows();
        result.reserve(rows);
        result.intersectValidity(a.validity(), b.validity(), rows);
        switch (operator) {
            case ADD -> add(a, b, rows, 1.0);
            case SUBTRACT -> add(a, b, rows, -1.0);
            case MULTIPLY -> multiply(a, b, rows);
            case DIVIDE -> divide(a, b, rows);
            default -> throw new IllegalStateException(operator.text());
        }
        return result;
    }

    private void add(ComplexValues a, ComplexValues b, int rows, double sign) {
        for (int i = 0; i < rows; i++) {
            result.re()[i] = a.re()[i] + sign * b.re()[i];
            result.im()[i] = a.im()[i] + sign * b.im()[i];
        }
    }

    private void multiply(ComplexValues a, ComplexValues b, int rows) {
        for (int i = 0; i < rows; i++) {
            double re = a.re()[i] * b.re()[i] - a.im()[i] * b.im()[i];
            double im = a.re()[i] * b.im()[i] + a.im()[i] * b.re()[i];
            result.re()[i] = re;
            result.im()[i] = im;
        }
    }

    private void divide(ComplexValues a, ComplexValues b, int rows) {
        for (int i = 0; i < rows; i++) {
            double c = b.re()[i];
            double d = b.im()[i];
            double x = a.re()[i];
            double y = a.im()[i];
            if (Math.abs(c) >= Math.abs(d)) {
                double ratio = c == 0.0 && d == 0.0 ? 0.0 : d / c;
                double scale = c + d * ratio;
                result.re()[i] = (x + y * ratio) / scale;
                result.im()[i] = (y - x * ratio) / scale;
            } else {
                double ratio = c / d;
                double scale = d + c * ratio;
                result.re()[i] = (x * ratio + y) / scale;
                result.im()[i] = (y * ratio - x) / scale;
            }
        }
    }
}
