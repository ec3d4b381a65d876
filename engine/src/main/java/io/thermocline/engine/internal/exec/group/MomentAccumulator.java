package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Variance and standard deviation, from the mean and the sum of squared deviations from it, which
 * loses no digits where the mean is large beside the deviation.
 *
 * <p>Rows of one span are added one by one (Welford 1962, doi 10.1080/00401706.1962.10490022),
 * spans are merged in the order of the table (Chan, Golub and LeVeque 1983, doi
 * 10.1080/00031305.1983.10483115), so that threads and tiers give the same bits.
 */
final class MomentAccumulator extends Accumulator {
    private static final int STATE_BYTES = 6 * Long.BYTES;

    private final Evaluator argument;
    private final QueryContext context;

    // One state a group, of the current span.
    private long[] counts = {};
    private double[] means = {};
    private double[] squares = {};

    // One state a group, of the spans before.
    private long[] totalCounts = {};
    private double[] totalMeans = {};
    private double[] totalSquares = {};

    MomentAccumulator(Evaluator argument, QueryContext context) {
        this.argument = argument;
        this.context = context;
    }

    @Override
    void resize(int groups) {
        int before = counts.length;
        if (before < groups) {
            int larger = States.capacity(groups);
            context.reserve((long) (larger - before) * STATE_BYTES);
            counts = Arrays.copyOf(counts, larger);
            means = Arrays.copyOf(means, larger);
            squares = Arrays.copyOf(squares, larger);
            totalCounts = Arrays.copyOf(totalCounts, larger);
            totalMeans = Arrays.copyOf(totalMeans, larger);
            totalSquares = Arrays.copyOf(totalSquares, larger);
        }
    }

    @Override
    void addGroups(Batch batch, int[] groups) {
        DoubleValues values = (DoubleValues) argument.evaluate(batch);
        double[] x = values.values();
        long @Nullable [] valid = values.validity();
        for (int i = 0; i < batch.rows(); i++) {
            if (valid == null || Bits.get(valid, i)) {
                int g = groups[i];
                long count = ++counts[g];
                double delta = x[i] - means[g];
                double mean = means[g] + delta / count;
                squares[g] += delta * (x[i] - mean);
                means[g] = mean;
            }
        }
    }

    @Override
    boolean dependsOnOrder() {
        return true;
    }

    @Override
    void endSpan() {
        for (int g = 0; g < counts.length; g++) {
            addTotal(g, counts[g], means[g], squares[g]);
        }
        Arrays.fill(counts, 0);
        Arrays.fill(means, 0.0);
        Arrays.fill(squares, 0.0);
    }

    private void addTotal(int group, long count, double mean, double square) {
        long before = totalCounts[group];
        if (count == 0) {
            return;
        }
        if (before == 0) {
            totalCounts[group] = count;
            totalMeans[group] = mean;
            totalSquares[group] = square;
            return;
        }
        long all = before + count;
        double delta = mean - totalMeans[group];
        double share = (double) count / all;
        totalSquares[group] += square + delta * delta * before * share;
        totalMeans[group] += delta * share;
        totalCounts[group] = all;
    }

    @Override
    void merge(Accumulator other, int[] map) {
        MomentAccumulator from = (MomentAccumulator) other;
        for (int g = 0; g < map.length; g++) {
            addTotal(map[g], from.totalCounts[g], from.totalMeans[g], from.totalSquares[g]);
        }
    }

    @Override
    void reset() {
        Arrays.fill(totalCounts, 0);
        Arrays.fill(totalMeans, 0.0);
        Arrays.fill(totalSquares, 0.0);
    }

    @Override
    BlockValues result(Expr.Aggregate aggregate, int from, int rows) {
        DoubleValues results = new DoubleValues();
        double[] out = results.values(rows);
        for (int i = 0; i < rows; i++) {
            long count = totalCounts[from + i];
            double square = totalSquares[from + i];
            boolean sample =
                    switch (aggregate.function()) {
                        case STDDEV, VARIANCE -> true;
                        case STDDEV_POP, VAR_POP -> false;
                        default -> throw unexpected(aggregate);
                    };
            long divisor = sample ? count - 1 : count;
            if (divisor <= 0) {
                Bits.unset(results.editValidity(rows), i);
                continue;
            }
            double variance = square / divisor;
            out[i] =
                    switch (aggregate.function()) {
                        case STDDEV, STDDEV_POP -> Math.sqrt(variance);
                        default -> variance;
                    };
        }
        return results;
    }
}
