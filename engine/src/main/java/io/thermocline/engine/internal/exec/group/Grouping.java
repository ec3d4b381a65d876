package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.expr.ExprCompiler;
import io.thermocline.engine.internal.exec.plan.AggregateFunction;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.plan.ValueKind;
import io.thermocline.engine.internal.exec.scan.RunZones;
import io.thermocline.engine.internal.exec.scan.TableScan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups of a query and the states of their aggregates. Aggregates of one argument share one
 * state, so that {@code sum(x), min(x), max(x)} read x once. One thread at a time.
 */
public final class Grouping implements TableScan.BlockAnswers {
    private final Plan.Group plan;
    private final QueryContext context;
    private final List<Evaluator> keyEvaluators;
    private final List<Accumulator> accumulators = new ArrayList<>();

    /** Accumulator of each aggregate of the plan. */
    private final List<Accumulator> byAggregate = new ArrayList<>();

    private final int[] groups = new int[Batch.ROWS];

    /** Keys met, or null if the query has none: then there is one group. */
    private @Nullable GroupKeys keys;

    /** Creates an empty table of groups. */
    public Grouping(Plan.Group plan, QueryContext context) {
        this.plan = plan;
        this.context = context;
        ExprCompiler compiler = new ExprCompiler(context);
        this.keyEvaluators = compiler.compile(plan.keys());
        Map<String, Accumulator> byArgument = new HashMap<>();
        for (Expr.Aggregate aggregate : plan.aggregates()) {
            byAggregate.add(
                    byArgument.computeIfAbsent(
                            argumentKey(aggregate),
                            key -> {
                                Accumulator made = accumulator(aggregate, compiler);
                                accumulators.add(made);
                                return made;
                            }));
        }
        reset();
    }

    private static String argumentKey(Expr.Aggregate aggregate) {
        String argument =
                aggregate.operands().isEmpty() ? "*" : aggregate.operands().getFirst().text();
        return aggregate.function().family()
                + (isDistinct(aggregate) ? " DISTINCT " : " ")
                + argument;
    }

    /** The smallest of distinct values is the smallest of all. */
    private static boolean isDistinct(Expr.Aggregate aggregate) {
        return aggregate.distinct()
                && aggregate.function() != AggregateFunction.MIN
                && aggregate.function() != AggregateFunction.MAX;
    }

    private Accumulator accumulator(Expr.Aggregate aggregate, ExprCompiler compiler) {
        if (aggregate.operands().isEmpty()) {
            return new CountAccumulator(null, context);
        }
        Expr argument = aggregate.operands().getFirst();
        Evaluator evaluator = compiler.compile(argument);
        if (isDistinct(aggregate)) {
            return new DistinctAccumulator(evaluator, argument.kind(), context);
        }
        switch (aggregate.function().family()) {
            case MOMENT -> {
                return new MomentAccumulator(evaluator, context);
            }
            case QUANTILE -> {
                return new QuantileAccumulator(evaluator, context);
            }
            case SUMMARY -> {}
        }
        String key = argumentKey(aggregate);
        boolean summed = uses(key, AggregateFunction.SUM) || uses(key, AggregateFunction.AVG);
        boolean compared = uses(key, AggregateFunction.MIN) || uses(key, AggregateFunction.MAX);
        if (!summed && !compared) {
            return new CountAccumulator(evaluator, context);
        }
        return switch (argument.kind()) {
            case LONG, BOOL -> new LongAccumulator(evaluator, summed, context);
            case DOUBLE -> new DoubleAccumulator(evaluator, summed, compared, context);
            case BYTES -> new BytesAccumulator(evaluator, context);
            case COMPLEX -> throw Accumulator.unexpected(aggregate);
        };
    }

    private boolean uses(String argumentKey, AggregateFunction function) {
        return plan.aggregates().stream()
                .anyMatch(a -> a.function() == function && argumentKey(a).equals(argumentKey));
    }

    /** Returns whether {@link #add} leaves out rows that are not live. */
    public boolean takesMasks() {
        return plan.keys().isEmpty() && accumulators.stream().allMatch(Accumulator::takesMasks);
    }

    /**
     * Returns whether the result depends on the order of rows, so that spans have to be kept apart.
     */
    public boolean dependsOnOrder() {
        return !plan.keys().isEmpty()
                || accumulators.stream().anyMatch(Accumulator::dependsOnOrder);
    }

    /** Adds the rows of a batch. */
    public void add(Batch batch) {
        GroupKeys table = keys;
        if (table == null) {
            for (Accumulator accumulator : accumulators) {
                accumulator.addAll(batch);
            }
            return;
        }
        int rows = batch.rows();
        table.begin(keyEvaluators.getFirst().evaluate(batch), rows, groups);
        for (int k = 1; k < keyEvaluators.size(); k++) {
            table.combine(k, keyEvaluators.get(k).evaluate(batch), rows, groups);
        }
        for (Accumulator accumulator : accumulators) {
            accumulator.resize(table.size());
            accumulator.addGroups(batch, groups);
        }
    }

    @Override
    public boolean answer(RunZones zones, int block) {
        if (keys != null || !accumulators.stream().allMatch(a -> a.answers(zones, block))) {
            return false;
        }
        for (Accumulator accumulator : accumulators) {
            accumulator.answer(zones, block);
        }
        return true;
    }

    /** Ends a span of the table; to be called before results are taken, too. */
    public void endSpan() {
        accumulators.forEach(Accumulator::endSpan);
    }

    /** Adds the groups of the span that follows, which has ended. */
    public void merge(Grouping other) {
        int[] map = {0};
        GroupKeys table = keys;
        if (table != null && other.keys != null) {
            map = table.take(other.keys);
            int size = table.size();
            accumulators.forEach(a -> a.resize(size));
        }
        for (int i = 0; i < accumulators.size(); i++) {
            accumulators.get(i).merge(other.accumulators.get(i), map);
        }
    }

    /** Forgets all rows. */
    public void reset() {
        accumulators.forEach(Accumulator::reset);
        if (plan.keys().isEmpty()) {
            accumulators.forEach(a -> a.resize(1));
        } else {
            List<ValueKind> kinds = plan.keys().stream().map(Expr::kind).toList();
            keys = new GroupKeys(kinds, context);
        }
    }

    /** Returns the number of groups. */
    public int size() {
        return keys == null ? 1 : keys.size();
    }

    /**
     * Returns a column of groups [from, from + rows).
     *
     * @param column a key, or behind them an aggregate
     */
    public BlockValues column(int column, int from, int rows) {
        int aggregate = column - plan.keys().size();
        if (keys != null && aggregate < 0) {
            return keys.values(column, from, rows);
        }
        return byAggregate.get(aggregate).result(plan.aggregates().get(aggregate), from, rows);
    }
}
