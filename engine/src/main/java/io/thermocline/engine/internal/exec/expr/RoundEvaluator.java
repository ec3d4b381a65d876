package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** round(x, digits): half away from zero. Negative digits round to tens, hundreds and so on. */
final class RoundEvaluator extends Evaluator {
    /** Powers of ten that a double holds exactly. */
    private static final int EXACT_POWERS = 22;

    private final Evaluator operand;
    private final Evaluator digits;
    private final LongValues longs = new LongValues();
    private final DoubleValues doubles = new DoubleValues();

    RoundEvaluator(Evaluator operand, Evaluator digits) {
        this.operand = operand;
        this.digits = digits;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BlockValues values = operand.evaluate(batch);
        LongValues places = (LongValues) digits.evaluate(batch);
        int rows = batch.rows();
        if (values instanceof LongValues given) {
            longs.intersectValidity(given.validity(), places.validity(), rows);
            long[] out = longs.values(rows);
            for (int i = 0; i < rows; i++) {
                out[i] = round(given.values()[i], places.values()[i]);
            }
            return longs;
        }
        doubles.intersectValidity(values.validity(), places.validity(), rows);
        double[] x = ((DoubleValues) values).values();
        double[] out = doubles.values(rows);
        for (int i = 0; i < rows; i++) {
            out[i] = round(x[i], places.values()[i]);
        }
        return doubles;
    }

    static double round(double value, long places) {
        if (places == 0 || !Double.isFinite(value)) {
            return round(value);
        }
        if (Math.abs(places) > EXACT_POWERS) {
            return places > 0 ? value : Math.copySign(0.0, value);
        }
        double power = Math.pow(10, (double) Math.abs(places));
        double scaled = places > 0 ? value * power : value / power;
        double rounded = round(scaled);
        double result = places > 0 ? rounded / power : rounded * power;
        return Double.isFinite(result) ? result : value;
    }

    private static double round(double value) {
        double whole = Math.floor(Math.abs(value));
        double rounded = Math.abs(value) - whole >= 0.5 ? whole + 1 : whole;
        return Math.copySign(rounded, value);
    }

    private static long round(long value, long places) {
        if (places >= 0) {
            return value;
        }
        if (places < -18) {
            return 0;
        }
        // The result may leave the range of i64 by half a power of ten: then it is cut.
        BigDecimal rounded = BigDecimal.valueOf(value).setScale((int) places, RoundingMode.HALF_UP);
        long cut = rounded.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        return rounded.toBigInteger().bitLength() > 63 ? cut : rounded.longValue();
    }
}
