package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/** {@code + - * %} of i64. Overflow is an error; the remainder of a division by zero is null. */
final class LongArithmeticEvaluator extends Evaluator {
    private final Expr.Arithmetic expr;
    private final Evaluator left;
    private final Evaluator right;
    private final LongValues result = new LongValues();

    LongArithmeticEvaluator(Expr.Arithmetic expr, Evaluator left, Evaluator right) {
        this.expr = expr;
        this.left = left;
        this.right = right;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        LongValues a = (LongValues) left.evaluate(batch);
        LongValues b = (LongValues) right.evaluate(batch);
        int rows = batch.rows();
        long[] x = a.values();
        long[] y = b.values();
        long[] out = result.values(rows);
        result.intersectValidity(a.validity(), b.validity(), rows);
        boolean overflow =
                switch (expr.operator()) {
                    case ADD -> add(x, y, out, rows);
                    case SUBTRACT -> subtract(x, y, out, rows);
                    case MULTIPLY -> multiply(x, y, out, rows);
                    case MODULO -> modulo(x, y, out, rows);
                    default -> throw new IllegalStateException(expr.text());
                };
        if (overflow) {
            checkRows(batch, x, y);
        }
        return result;
    }

    private static boolean add(long[] x, long[] y, long[] out, int rows) {
        long signs = 0;
        for (int i = 0; i < rows; i++) {
            long sum = x[i] + y[i];
            signs |= (x[i] ^ sum) & (y[i] ^ sum);
            out[i] = sum;
        }
        return signs < 0;
    }

    private static boolean subtract(long[] x, long[] y, long[] out, int rows) {
        long signs = 0;
        for (int i = 0; i < rows; i++) {
            long difference = x[i] - y[i];
            signs |= (x[i] ^ y[i]) & (x[i] ^ difference);
            out[i] = difference;
        }
        return signs < 0;
    }

    private static boolean multiply(long[] x, long[] y, long[] out, int rows) {
        long lost = 0;
        for (int i = 0; i < rows; i++) {
            long product = x[i] * y[i];
            lost |= Math.multiplyHigh(x[i], y[i]) ^ (product >> 63);
            out[i] = product;
        }
        return lost != 0;
    }

    private boolean modulo(long[] x, long[] y, long[] out, int rows) {
        for (int i = 0; i < rows; i++) {
            if (y[i] == 0) {
                Bits.unset(result.editValidity(rows), i);
            }
            out[i] = y[i] == 0 ? 0 : x[i] % y[i];
        }
        return false;
    }

    /** A row counts if it has a value and is live: only then its overflow is an error. */
    private void checkRows(Batch batch, long[] x, long[] y) {
        long @Nullable [] live = batch.live();
        for (int i = 0; i < batch.rows(); i++) {
            if (result.isNull(i) || (live != null && !Bits.get(live, i))) {
                continue;
            }
            BigInteger exact = exact(BigInteger.valueOf(x[i]), BigInteger.valueOf(y[i]));
            if (exact.bitLength() > 63) {
                throw new QueryFault(
                        QueryFault.Kind.VALUE,
                        expr.span(),
                        "integer overflow: "
                                + x[i]
                                + " "
                                + expr.operator().text()
                                + " "
                                + y[i]
                                + " is no i64, in "
                                + expr.text()
                                + ", row "
                                + batch.position(i)
                                + "; cast an operand to f64");
            }
        }
    }

    private BigInteger exact(BigInteger a, BigInteger b) {
        return expr.operator() == Operator.ADD
                ? a.add(b)
                : expr.operator() == Operator.SUBTRACT ? a.subtract(b) : a.multiply(b);
    }
}
