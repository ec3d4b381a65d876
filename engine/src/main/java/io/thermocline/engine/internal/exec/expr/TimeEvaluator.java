package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

/** date_part, date_trunc and time_bucket: a whole number and a timestamp, or a timestamp alone. */
final class TimeEvaluator extends Evaluator {
    private final Expr.Call expr;
    private final Evaluator left;
    private final Evaluator right;
    private final Step step;
    private final LongValues result = new LongValues();

    /** What is done with one row. */
    @FunctionalInterface
    interface Step {
        /**
         * Returns the result, as i64 or nanoseconds.
         *
         * @throws ArithmeticException if there is none; the message says why
         */
        long apply(long left, long right);
    }

    TimeEvaluator(Expr.Call expr, Evaluator left, Evaluator right, Step step) {
        this.expr = expr;
        this.left = left;
        this.right = right;
        this.step = step;
    }

    /**
     * Returns the start of the span of {@code width} nanoseconds that holds {@code nanos}. Spans
     * are counted from Monday, 2000-01-03, as in DuckDB.
     */
    static long bucket(long width, long nanos) {
        if (width <= 0) {
            throw new ArithmeticException("expected a width above 0, found " + width);
        }
        long past =
                Math.floorMod(
                        Math.floorMod(nanos, width) - Math.floorMod(BUCKET_ORIGIN, width), width);
        return Math.subtractExact(nanos, past);
    }

    /** 2000-01-03T00:00:00Z. */
    private static final long BUCKET_ORIGIN = 946_857_600_000_000_000L;

    @Override
    public BlockValues evaluate(Batch batch) {
        LongValues a = (LongValues) left.evaluate(batch);
        LongValues b = (LongValues) right.evaluate(batch);
        int rows = batch.rows();
        result.intersectValidity(a.validity(), b.validity(), rows);
        long[] out = result.values(rows);
        for (int i = 0; i < rows; i++) {
            boolean counts = batch.live() == null || Bits.get(batch.live(), i);
            out[i] = 0;
            if (counts && !result.isNull(i)) {
                out[i] = apply(batch, i, a.values()[i], b.values()[i]);
            }
        }
        return result;
    }

    private long apply(Batch batch, int row, long a, long b) {
        try {
            return step.apply(a, b);
        } catch (ArithmeticException e) {
            throw new QueryFault(
                    QueryFault.Kind.VALUE,
                    expr.span(),
                    expr.function().text()
                            + ": "
                            + e.getMessage()
                            + " (timestamps reach from 1677-09-21 to 2262-04-11), in "
                            + expr.text()
                            + ", row "
                            + batch.position(row));
        }
    }
}
