package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.ColumnEvaluator;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.scan.RunZones;
import io.thermocline.formats.column.BlockStatistics;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** count(*) and count(x), which reads no values of stored columns. */
final class CountAccumulator extends Accumulator {
    private final @Nullable Evaluator argument;
    private final QueryContext context;
    private long[] counts = {};

    /**
     * Creates the accumulator.
     *
     * @param argument what must have a value to be counted, or null to count rows
     */
    CountAccumulator(@Nullable Evaluator argument, QueryContext context) {
        this.argument = argument;
        this.context = context;
    }

    @Override
    void resize(int groups) {
        if (counts.length < groups) {
            int larger = States.capacity(groups);
            context.reserve((long) (larger - counts.length) * Long.BYTES);
            counts = Arrays.copyOf(counts, larger);
        }
    }

    @Override
    void addGroups(Batch batch, int[] groups) {
        int rows = batch.rows();
        long @Nullable [] valid = argument == null ? null : argument.validity(batch);
        for (int i = 0; i < rows; i++) {
            if (valid == null || Bits.get(valid, i)) {
                counts[groups[i]]++;
            }
        }
    }

    @Override
    void addAll(Batch batch) {
        int rows = batch.rows();
        long @Nullable [] valid = argument == null ? null : argument.validity(batch);
        long @Nullable [] live = batch.live();
        if (valid == null || live == null) {
            long[] only = valid == null ? live : valid;
            counts[0] += only == null ? rows : Bits.count(only, rows);
        } else {
            counts[0] += Bits.countBoth(valid, live, rows);
        }
    }

    @Override
    boolean takesMasks() {
        return true;
    }

    @Override
    boolean answers(RunZones zones, int block) {
        if (argument == null) {
            return true;
        }
        return argument instanceof ColumnEvaluator column
                && (zones.isAbsent(column.slot())
                        || !zones.isNullable(column.slot())
                        || zones.statistics(column.slot(), block) != null);
    }

    @Override
    void answer(RunZones zones, int block) {
        int nulls = 0;
        if (argument instanceof ColumnEvaluator column) {
            BlockStatistics statistics = zones.statistics(column.slot(), block);
            nulls =
                    zones.isAbsent(column.slot())
                            ? RunZones.BLOCK_ROWS
                            : statistics == null ? 0 : statistics.nullCount(block);
        }
        counts[0] += RunZones.BLOCK_ROWS - nulls;
    }

    @Override
    void merge(Accumulator other, int[] map) {
        CountAccumulator from = (CountAccumulator) other;
        for (int g = 0; g < map.length; g++) {
            counts[map[g]] += from.counts[g];
        }
    }

    @Override
    void reset() {
        Arrays.fill(counts, 0);
    }

    @Override
    BlockValues result(Expr.Aggregate aggregate, int from, int rows) {
        return States.longs(counts, from, rows);
    }
}
