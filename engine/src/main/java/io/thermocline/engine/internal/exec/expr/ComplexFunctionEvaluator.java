package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.plan.ScalarFunction;

import java.util.List;

/** re, im, phase and conj of a complex number, and complex(re, im), which makes one. */
final class ComplexFunctionEvaluator extends Evaluator {
    private final ScalarFunction function;
    private final List<Evaluator> operands;
    private final DoubleValues parts = new DoubleValues();
    private final ComplexValues complex = new ComplexValues();

    ComplexFunctionEvaluator(ScalarFunction function, List<Evaluator> operands) {
        this.function = function;
        this.operands = List.copyOf(operands);
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        int rows = batch.rows();
        if (function == ScalarFunction.COMPLEX) {
            DoubleValues re = (DoubleValues) operands.get(0).evaluate(batch);
            DoubleValues im = (DoubleValues) operands.get(1).evaluate(batch);
            complex.reserve(rows);
            complex.intersectValidity(re.validity(), im.validity(), rows);
            System.arraycopy(re.values(), 0, complex.re(), 0, rows);
            System.arraycopy(im.values(), 0, complex.im(), 0, rows);
            return complex;
        }
        ComplexValues given = (ComplexValues) operands.getFirst().evaluate(batch);
        if (function == ScalarFunction.CONJ) {
            complex.reserve(rows);
            complex.shareValidity(given.validity());
            for (int i = 0; i < rows; i++) {
                complex.re()[i] = given.re()[i];
                complex.im()[i] = -given.im()[i];
            }
            return complex;
        }
        double[] out = parts.values(rows);
        parts.shareValidity(given.validity());
        for (int i = 0; i < rows; i++) {
            out[i] =
                    switch (function) {
                        case RE -> given.re()[i];
                        case IM -> given.im()[i];
                        default -> Math.atan2(given.im()[i], given.re()[i]);
                    };
        }
        return parts;
    }
}
