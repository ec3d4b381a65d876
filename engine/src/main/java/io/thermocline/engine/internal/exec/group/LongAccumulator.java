package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.ColumnEvaluator;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.kernel.IntegerSum;
import io.thermocline.engine.internal.exec.kernel.LongSummary;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.scan.RunZones;
import io.thermocline.formats.column.BlockStatistics;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Count, exact sum, smallest and largest of integers, timestamps and truth values. Sums take 128
 * bits: only a result that is no i64 is an error, never a step on the way.
 */
final class LongAccumulator extends Accumulator {
    private static final int STATE_BYTES = 5 * Long.BYTES;

    private final Evaluator argument;
    private final boolean summed;
    private final QueryContext context;
    private final LongSummary block = new LongSummary();
    private final long[] mask = new long[Batch.WORDS];
    private final long[] truths = new long[Batch.ROWS];

    // One state a group.
    private long[] counts = {};
    private long[] highs = {};
    private long[] lows = {};
    private long[] mins = {};
    private long[] maxs = {};

    /**
     * Creates the accumulator.
     *
     * @param summed whether a sum or average is wanted, which statistics do not have
     */
    LongAccumulator(Evaluator argument, boolean summed, QueryContext context) {
        this.argument = argument;
        this.summed = summed;
        this.context = context;
    }

    @Override
    void resize(int groups) {
        int before = counts.length;
        if (before < groups) {
            int larger = States.capacity(groups);
            context.reserve((long) (larger - before) * STATE_BYTES);
            counts = Arrays.copyOf(counts, larger);
            highs = Arrays.copyOf(highs, larger);
            lows = Arrays.copyOf(lows, larger);
            mins = Arrays.copyOf(mins, larger);
            maxs = Arrays.copyOf(maxs, larger);
            Arrays.fill(mins, before, larger, Long.MAX_VALUE);
            Arrays.fill(maxs, before, larger, Long.MIN_VALUE);
        }
    }

    private long[] longs(BlockValues values, int rows) {
        if (values instanceof LongValues longs) {
            return longs.values();
        }
        for (int i = 0; i < rows; i++) {
            truths[i] = ((BoolValues) values).get(i) ? 1 : 0;
        }
        return truths;
    }

    @Override
    void addGroups(Batch batch, int[] groups) {
        BlockValues values = argument.evaluate(batch);
        add(values, groups, batch.rows());
    }

    /** Adds rows to their groups. */
    void add(BlockValues values, int[] groups, int rows) {
        long[] x = longs(values, rows);
        long @Nullable [] valid = values.validity();
        for (int i = 0; i < rows; i++) {
            if (valid == null || Bits.get(valid, i)) {
                int g = groups[i];
                long value = x[i];
                counts[g]++;
                long low = lows[g] + value;
                long carry = Long.compareUnsigned(low, value) < 0 ? 1 : 0;
                highs[g] += (value >> 63) + carry;
                lows[g] = low;
                mins[g] = Math.min(mins[g], value);
                maxs[g] = Math.max(maxs[g], value);
            }
        }
    }

    @Override
    void addAll(Batch batch) {
        BlockValues values = argument.evaluate(batch);
        int rows = batch.rows();
        long @Nullable [] counted = States.mask(values.validity(), batch.live(), rows, mask);
        block.reset();
        context.kernels().sumI64(longs(values, rows), rows, counted, block);
        counts[0] += counted == null ? rows : Bits.count(counted, rows);
        addTo(0, block.sum.high(), block.sum.low());
        mins[0] = Math.min(mins[0], block.min);
        maxs[0] = Math.max(maxs[0], block.max);
    }

    private void addTo(int group, long high, long low) {
        long sum = lows[group] + low;
        highs[group] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        lows[group] = sum;
    }

    @Override
    boolean takesMasks() {
        return true;
    }

    @Override
    boolean answers(RunZones zones, int block) {
        if (summed || !(argument instanceof ColumnEvaluator column)) {
            return false;
        }
        BlockStatistics statistics = zones.statistics(column.slot(), block);
        return zones.isAbsent(column.slot()) || (statistics != null && !statistics.isFloating());
    }

    @Override
    void answer(RunZones zones, int block) {
        int slot = ((ColumnEvaluator) argument).slot();
        BlockStatistics statistics = zones.statistics(slot, block);
        if (statistics != null && statistics.valueCount(block) > 0) {
            counts[0] += RunZones.BLOCK_ROWS - statistics.nullCount(block);
            mins[0] = Math.min(mins[0], statistics.minBits(block));
            maxs[0] = Math.max(maxs[0], statistics.maxBits(block));
        }
    }

    @Override
    void merge(Accumulator other, int[] map) {
        LongAccumulator from = (LongAccumulator) other;
        for (int g = 0; g < map.length; g++) {
            int to = map[g];
            counts[to] += from.counts[g];
            addTo(to, from.highs[g], from.lows[g]);
            mins[to] = Math.min(mins[to], from.mins[g]);
            maxs[to] = Math.max(maxs[to], from.maxs[g]);
        }
    }

    @Override
    void reset() {
        Arrays.fill(counts, 0);
        Arrays.fill(highs, 0);
        Arrays.fill(lows, 0);
        Arrays.fill(mins, Long.MAX_VALUE);
        Arrays.fill(maxs, Long.MIN_VALUE);
    }

    @Override
    BlockValues result(Expr.Aggregate aggregate, int from, int rows) {
        return switch (aggregate.function()) {
            case COUNT -> States.longs(counts, from, rows);
            case SUM -> sums(aggregate, from, rows);
            case AVG -> averages(from, rows);
            case MIN -> extrema(aggregate, mins, from, rows);
            case MAX -> extrema(aggregate, maxs, from, rows);
            default -> throw unexpected(aggregate);
        };
    }

    private BlockValues sums(Expr.Aggregate aggregate, int from, int rows) {
        LongValues results = new LongValues();
        long[] out = results.values(rows);
        markEmpty(results, from, rows);
        for (int i = 0; i < rows; i++) {
            int g = from + i;
            if (!IntegerSum.fitsLong(highs[g], lows[g])) {
                throw new QueryFault(
                        QueryFault.Kind.VALUE,
                        aggregate.span(),
                        "integer overflow: "
                                + aggregate.text()
                                + " is about "
                                + IntegerSum.toDouble(highs[g], lows[g])
                                + ", which is no i64; cast the argument to f64");
            }
            out[i] = lows[g];
        }
        return results;
    }

    private BlockValues averages(int from, int rows) {
        DoubleValues results = new DoubleValues();
        double[] out = results.values(rows);
        markEmpty(results, from, rows);
        for (int i = 0; i < rows; i++) {
            int g = from + i;
            out[i] = IntegerSum.toDouble(highs[g], lows[g]) / counts[g];
        }
        return results;
    }

    private BlockValues extrema(Expr.Aggregate aggregate, long[] found, int from, int rows) {
        if (!aggregate.type().isBool()) {
            LongValues results = States.longs(found, from, rows);
            markEmpty(results, from, rows);
            return results;
        }
        BoolValues results = new BoolValues();
        for (int i = 0; i < rows; i++) {
            if (found[from + i] == 1) {
                Bits.set(results.bits(), i);
            }
        }
        markEmpty(results, from, rows);
        return results;
    }

    private void markEmpty(BlockValues values, int from, int rows) {
        for (int i = 0; i < rows; i++) {
            if (counts[from + i] == 0) {
                Bits.unset(values.editValidity(rows), i);
            }
        }
    }
}
