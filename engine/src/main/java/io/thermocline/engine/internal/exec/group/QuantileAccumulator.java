package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.AggregateFunction;
import io.thermocline.engine.internal.exec.plan.Expr;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Exact quantiles: keeps every value, sorts each group when results are taken. NaN is larger than
 * all numbers. Between two values the quantile is interpolated.
 */
final class QuantileAccumulator extends Accumulator {
    private static final int VALUE_BYTES = Double.BYTES + Integer.BYTES;

    private final Evaluator argument;
    private final QueryContext context;
    private double[] values = {};

    /** Group of each value. */
    private int[] owners = {};

    private int size;
    private int groupCount;

    /** Values by group, each group sorted; made when first asked for, after all rows. */
    private double @Nullable [] sorted;

    /** Where each group begins in {@link #sorted}, and where the last one ends. */
    private int[] starts = {};

    QuantileAccumulator(Evaluator argument, QueryContext context) {
        this.argument = argument;
        this.context = context;
    }

    @Override
    void resize(int groups) {
        groupCount = Math.max(groupCount, groups);
    }

    @Override
    void addGroups(Batch batch, int[] groups) {
        DoubleValues block = (DoubleValues) argument.evaluate(batch);
        long @Nullable [] valid = block.validity();
        makeRoom(batch.rows());
        for (int i = 0; i < batch.rows(); i++) {
            if (valid == null || Bits.get(valid, i)) {
                values[size] = block.values()[i] + 0.0; // −0.0 is 0.0
                owners[size++] = groups[i];
            }
        }
    }

    private void makeRoom(int more) {
        int needed = Math.addExact(size, more);
        if (values.length < needed) {
            int larger = Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * size));
            // Once more for the sorted copy.
            context.reserve((long) (larger - values.length) * (VALUE_BYTES + Double.BYTES));
            values = Arrays.copyOf(values, larger);
            owners = Arrays.copyOf(owners, larger);
        }
    }

    @Override
    void merge(Accumulator other, int[] map) {
        QuantileAccumulator from = (QuantileAccumulator) other;
        makeRoom(from.size);
        System.arraycopy(from.values, 0, values, size, from.size);
        for (int i = 0; i < from.size; i++) {
            owners[size + i] = map[from.owners[i]];
        }
        size += from.size;
    }

    @Override
    void reset() {
        size = 0;
        sorted = null;
    }

    @Override
    BlockValues result(Expr.Aggregate aggregate, int from, int rows) {
        double[] all = sorted();
        double share = share(aggregate);
        DoubleValues results = new DoubleValues();
        double[] out = results.values(rows);
        for (int i = 0; i < rows; i++) {
            int start = starts[from + i];
            int count = starts[from + i + 1] - start;
            if (count == 0) {
                Bits.unset(results.editValidity(rows), i);
            } else {
                out[i] = interpolated(all, start, (count - 1) * share);
            }
        }
        return results;
    }

    private static double interpolated(double[] all, int start, double rank) {
        int low = (int) rank;
        double below = all[start + low];
        double part = rank - low;
        return part == 0.0 ? below : below + (all[start + low + 1] - below) * part;
    }

    private static double share(Expr.Aggregate aggregate) {
        if (aggregate.function() == AggregateFunction.MEDIAN) {
            return 0.5;
        }
        if (aggregate.operands().getLast() instanceof Expr.Literal literal
                && literal.value() instanceof Double share) {
            return share;
        }
        throw unexpected(aggregate);
    }

    /** Sorts by group, counting, and then each group. */
    private double[] sorted() {
        double[] made = sorted;
        if (made != null) {
            return made;
        }
        starts = new int[groupCount + 1];
        for (int i = 0; i < size; i++) {
            starts[owners[i] + 1]++;
        }
        for (int g = 0; g < groupCount; g++) {
            starts[g + 1] += starts[g];
        }
        int[] next = Arrays.copyOf(starts, groupCount);
        made = new double[size];
        for (int i = 0; i < size; i++) {
            made[next[owners[i]]++] = values[i];
        }
        for (int g = 0; g < groupCount; g++) {
            Arrays.sort(made, starts[g], starts[g + 1]);
        }
        sorted = made;
        return made;
    }
}
