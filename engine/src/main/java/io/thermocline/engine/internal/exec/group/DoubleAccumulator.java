package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.ColumnEvaluator;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.kernel.CompensatedSum;
import io.thermocline.engine.internal.exec.plan.AggregateFunction;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.scan.RunZones;
import io.thermocline.formats.column.BlockStatistics;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Count, compensated sum, smallest and largest of real numbers. NaN is larger than all numbers: a
 * largest value is NaN if one was met, a smallest only if nothing else was. Either zero counts as
 * 0.0.
 *
 * <p>Group 0 of a query without GROUP BY is summed in the lanes of the position grid, see {@link
 * DoubleBlocks}; groups are summed in the order of the table, span by span.
 */
final class DoubleAccumulator extends Accumulator {
    private static final int STATE_BYTES = 8 * Long.BYTES;

    private final Evaluator argument;
    private final boolean summed;
    private final boolean compared;
    private final QueryContext context;
    private final DoubleBlocks blocks;

    // One state a group. Sums and errors are of the current span, totals of the spans before.
    private long[] counts = {};
    private long[] nanCounts = {};
    private double[] sums = {};
    private double[] errors = {};
    private double[] totals = {};
    private double[] totalErrors = {};
    private double[] mins = {};
    private double[] maxs = {};

    /**
     * Creates the accumulator.
     *
     * @param summed whether a sum or average is wanted
     * @param compared whether the smallest or largest value is wanted
     */
    DoubleAccumulator(Evaluator argument, boolean summed, boolean compared, QueryContext context) {
        this.argument = argument;
        this.summed = summed;
        this.compared = compared;
        this.context = context;
        this.blocks = new DoubleBlocks(argument, context);
    }

    @Override
    void resize(int groups) {
        int before = counts.length;
        if (before < groups) {
            int larger = States.capacity(groups);
            context.reserve((long) (larger - before) * STATE_BYTES);
            counts = Arrays.copyOf(counts, larger);
            nanCounts = Arrays.copyOf(nanCounts, larger);
            sums = Arrays.copyOf(sums, larger);
            errors = Arrays.copyOf(errors, larger);
            totals = Arrays.copyOf(totals, larger);
            totalErrors = Arrays.copyOf(totalErrors, larger);
            mins = Arrays.copyOf(mins, larger);
            maxs = Arrays.copyOf(maxs, larger);
            Arrays.fill(mins, before, larger, Double.POSITIVE_INFINITY);
            Arrays.fill(maxs, before, larger, Double.NEGATIVE_INFINITY);
        }
    }

    @Override
    void addGroups(Batch batch, int[] groups) {
        add((DoubleValues) argument.evaluate(batch), groups, batch.rows());
    }

    /** Adds rows to their groups. */
    void add(DoubleValues values, int[] groups, int rows) {
        double[] x = values.values();
        long @Nullable [] valid = values.validity();
        if (valid == null && !compared) {
            addSums(x, groups, rows);
            return;
        }
        for (int i = 0; i < rows; i++) {
            if (valid == null || Bits.get(valid, i)) {
                int g = groups[i];
                double value = x[i];
                counts[g]++;
                double sum = sums[g] + value;
                double part = sum - sums[g];
                errors[g] += (sums[g] - (sum - part)) + (value - part);
                sums[g] = sum;
                nanCounts[g] += Double.isNaN(value) ? 1 : 0;
                mins[g] = value < mins[g] ? value : mins[g];
                maxs[g] = value > maxs[g] ? value : maxs[g];
            }
        }
    }

    private void addSums(double[] x, int[] groups, int rows) {
        for (int i = 0; i < rows; i++) {
            int g = groups[i];
            double value = x[i];
            double before = sums[g];
            double sum = before + value;
            double part = sum - before;
            errors[g] += (before - (sum - part)) + (value - part);
            sums[g] = sum;
            counts[g]++;
        }
    }

    @Override
    void addAll(Batch batch) {
        blocks.add(batch);
    }

    @Override
    boolean takesMasks() {
        return true;
    }

    @Override
    boolean dependsOnOrder() {
        return summed;
    }

    @Override
    boolean answers(RunZones zones, int block) {
        return !summed
                && argument instanceof ColumnEvaluator column
                && (zones.isAbsent(column.slot())
                        || zones.statistics(column.slot(), block) != null);
    }

    @Override
    void answer(RunZones zones, int block) {
        int slot = ((ColumnEvaluator) argument).slot();
        BlockStatistics statistics = zones.statistics(slot, block);
        if (statistics == null) {
            return;
        }
        int values = statistics.valueCount(block);
        int nonNull = RunZones.BLOCK_ROWS - statistics.nullCount(block);
        counts[0] += nonNull;
        nanCounts[0] += statistics.isFloating() ? nonNull - values : 0;
        if (values > 0) {
            boolean floating = statistics.isFloating();
            double min =
                    floating ? statistics.minDouble(block) : (double) statistics.minBits(block);
            double max =
                    floating ? statistics.maxDouble(block) : (double) statistics.maxBits(block);
            mins[0] = Math.min(mins[0], min);
            maxs[0] = Math.max(maxs[0], max);
        }
    }

    @Override
    void endSpan() {
        blocks.endSpan();
        if (blocks.count() > 0) {
            counts[0] += blocks.count();
            nanCounts[0] += blocks.nanCount();
            sums[0] = blocks.sum().sum();
            errors[0] = blocks.sum().error();
            mins[0] = Math.min(mins[0], blocks.min());
            maxs[0] = Math.max(maxs[0], blocks.max());
            blocks.reset();
        }
        for (int g = 0; g < counts.length; g++) {
            addTotal(g, sums[g], errors[g]);
            sums[g] = 0.0;
            errors[g] = 0.0;
        }
    }

    private void addTotal(int group, double sum, double error) {
        double before = totals[group];
        double total = before + sum;
        double part = total - before;
        totalErrors[group] += (before - (total - part)) + (sum - part);
        totalErrors[group] += error;
        totals[group] = total;
    }

    @Override
    void merge(Accumulator other, int[] map) {
        DoubleAccumulator from = (DoubleAccumulator) other;
        for (int g = 0; g < map.length; g++) {
            int to = map[g];
            counts[to] += from.counts[g];
            nanCounts[to] += from.nanCounts[g];
            addTotal(to, from.totals[g], from.totalErrors[g]);
            mins[to] = Math.min(mins[to], from.mins[g]);
            maxs[to] = Math.max(maxs[to], from.maxs[g]);
        }
    }

    @Override
    void reset() {
        Arrays.fill(counts, 0);
        Arrays.fill(nanCounts, 0);
        Arrays.fill(totals, 0.0);
        Arrays.fill(totalErrors, 0.0);
        Arrays.fill(mins, Double.POSITIVE_INFINITY);
        Arrays.fill(maxs, Double.NEGATIVE_INFINITY);
    }

    @Override
    BlockValues result(Expr.Aggregate aggregate, int from, int rows) {
        if (aggregate.function() == AggregateFunction.COUNT) {
            return States.longs(counts, from, rows);
        }
        DoubleValues results = new DoubleValues();
        double[] out = results.values(rows);
        for (int i = 0; i < rows; i++) {
            int g = from + i;
            double sum = CompensatedSum.valueOf(totals[g], totalErrors[g]);
            out[i] =
                    switch (aggregate.function()) {
                        case SUM -> sum;
                        case AVG -> sum / counts[g];
                        case MIN -> counts[g] == nanCounts[g] ? Double.NaN : mins[g] + 0.0;
                        case MAX -> nanCounts[g] > 0 ? Double.NaN : maxs[g] + 0.0;
                        default -> throw unexpected(aggregate);
                    };
            if (counts[g] == 0) {
                Bits.unset(results.editValidity(rows), i);
            }
        }
        return results;
    }
}
