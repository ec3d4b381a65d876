package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

import org.agrona.collections.LongHashSet;

/** x IN (numbers). */
final class NumberSetEvaluator extends Evaluator {
    private final Evaluator operand;
    private final boolean hasNull;
    private final LongHashSet members = new LongHashSet();
    private final BoolValues result = new BoolValues();

    NumberSetEvaluator(Expr.InList in, Evaluator operand) {
        this.operand = operand;
        this.hasNull = in.hasNull();
        for (Expr.Literal literal : in.list()) {
            switch (literal.value()) {
                case Long number -> members.add(number.longValue());
                case Double number -> members.add(bits(number));
                case null, default -> throw new IllegalStateException(in.text());
            }
        }
    }

    /** Equal numbers have equal bits. */
    static long bits(double value) {
        return Double.doubleToLongBits(value + 0.0);
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BlockValues values = operand.evaluate(batch);
        int rows = batch.rows();
        Bits.clear(result.bits(), rows);
        if (values instanceof DoubleValues doubles) {
            for (int i = 0; i < rows; i++) {
                if (members.contains(bits(doubles.values()[i]))) {
                    Bits.set(result.bits(), i);
                }
            }
        } else {
            long[] longs = ((LongValues) values).values();
            for (int i = 0; i < rows; i++) {
                if (members.contains(longs[i])) {
                    Bits.set(result.bits(), i);
                }
            }
        }
        result.shareValidity(values.validity());
        withNull(result, hasNull, rows);
        return result;
    }

    /** With NULL in the list, whoever is not found may still be it. */
    static void withNull(BoolValues result, boolean hasNull, int rows) {
        if (hasNull) {
            result.trim(rows);
            Bits.and(result.editValidity(rows), result.bits(), rows);
        }
    }
}
