package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.ValueKind;

import org.jspecify.annotations.Nullable;

/**
 * Aggregates over the distinct values of each group, in the order in which they were met. Keeps
 * pairs of group and value; sums are made when results are taken.
 */
final class DistinctAccumulator extends Accumulator {
    private final Evaluator argument;
    private final ValueKind kind;
    private final QueryContext context;
    private KeyColumn values;
    private LongInterner pairs;
    private final int[] scratch = new int[Batch.ROWS];
    private int groupCount;

    /** Results, made when first asked for, after all rows. */
    private long @Nullable [] counts;

    private @Nullable Accumulator sums;

    DistinctAccumulator(Evaluator argument, ValueKind kind, QueryContext context) {
        this.argument = argument;
        this.kind = kind;
        this.context = context;
        this.values = KeyColumn.of(kind, context);
        this.pairs = new LongInterner(context);
    }

    @Override
    void resize(int groups) {
        groupCount = Math.max(groupCount, groups);
    }

    @Override
    void addGroups(Batch batch, int[] groups) {
        add(argument.evaluate(batch), groups, batch.rows());
    }

    private void add(BlockValues block, int[] groups, int rows) {
        values.numbers(block, rows, scratch);
        for (int i = 0; i < rows; i++) {
            if (!block.isNull(i)) {
                pairs.intern((long) groups[i] << 32 | scratch[i]);
            }
        }
    }

    @Override
    boolean dependsOnOrder() {
        return true;
    }

    @Override
    void merge(Accumulator other, int[] map) {
        DistinctAccumulator from = (DistinctAccumulator) other;
        int[] numbers = new int[Batch.ROWS];
        int[] groups = new int[Batch.ROWS];
        for (int first = 0; first < from.pairs.size(); first += Batch.ROWS) {
            int rows = from.unpack(first, groups, numbers);
            for (int i = 0; i < rows; i++) {
                groups[i] = map[groups[i]];
            }
            add(from.values.values(numbers, 0, rows), groups, rows);
        }
    }

    /** Takes pairs apart, from one on, as many as a batch holds; returns how many. */
    private int unpack(int first, int[] groups, int[] numbers) {
        int rows = Math.min(Batch.ROWS, pairs.size() - first);
        for (int i = 0; i < rows; i++) {
            long pair = pairs.key(first + i);
            groups[i] = (int) (pair >>> 32);
            numbers[i] = (int) pair;
        }
        return rows;
    }

    @Override
    void reset() {
        values = KeyColumn.of(kind, context);
        pairs = new LongInterner(context);
        counts = null;
        sums = null;
    }

    @Override
    BlockValues result(Expr.Aggregate aggregate, int from, int rows) {
        return switch (aggregate.function()) {
            case COUNT -> States.longs(counts(), from, rows);
            case SUM, AVG -> sums().result(aggregate, from, rows);
            default -> throw unexpected(aggregate);
        };
    }

    private long[] counts() {
        long[] made = counts;
        if (made == null) {
            made = new long[groupCount];
            for (int p = 0; p < pairs.size(); p++) {
                made[(int) (pairs.key(p) >>> 32)]++;
            }
            counts = made;
        }
        return made;
    }

    private Accumulator sums() {
        Accumulator made = sums;
        if (made != null) {
            return made;
        }
        boolean integers = kind == ValueKind.LONG;
        LongAccumulator longs = new LongAccumulator(argument, true, context);
        DoubleAccumulator doubles = new DoubleAccumulator(argument, true, false, context);
        made = integers ? longs : doubles;
        made.resize(groupCount);
        int[] groups = new int[Batch.ROWS];
        int[] numbers = new int[Batch.ROWS];
        for (int first = 0; first < pairs.size(); first += Batch.ROWS) {
            int rows = unpack(first, groups, numbers);
            BlockValues block = values.values(numbers, 0, rows);
            if (integers) {
                longs.add(block, groups, rows);
            } else {
                doubles.add((DoubleValues) block, groups, rows);
            }
        }
        made.endSpan();
        sums = made;
        return made;
    }
}
