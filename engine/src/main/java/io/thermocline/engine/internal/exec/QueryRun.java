package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.engine.internal.exec.block.BatchSource;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.ConstantFolder;
import io.thermocline.engine.internal.exec.group.Grouping;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.scan.ScanCounters;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** One plan being run. One thread at a time, but for {@link #cancel}. */
public final class QueryRun implements AutoCloseable {
    private final QueryContext context;
    private final Threads threads;
    private final ResultBlocks blocks;

    /** What the scan has done; there is one scan in a plan. */
    private Supplier<ScanCounters> counters = ScanCounters::new;

    /**
     * Threads that a query may use.
     *
     * @param parallelism most threads, the calling one included
     * @param executor starts the others, or null for none
     */
    public record Threads(int parallelism, @Nullable Executor executor) {}

    /** Prepares a run; rows are read when blocks are asked for. */
    public QueryRun(Plan.Project plan, QueryContext context, Threads threads) {
        this.context = context;
        this.threads = threads;
        this.blocks = new ResultBlocks(plan, source(plan.input()), context);
    }

    private QueryRun(Plan.Project plan, BatchSource source, QueryContext context) {
        this.context = context;
        this.threads = new Threads(1, null);
        this.blocks = new ResultBlocks(plan, source, context);
    }

    /** Returns a run whose result is lines of text. */
    public static QueryRun ofText(String column, List<String> lines, QueryContext context) {
        Expr text = new Expr.Column(0, column, ColumnType.STRING, Span.NONE);
        Plan.Scan none = new Plan.Scan(null, List.of(), List.of());
        return new QueryRun(
                new Plan.Project(none, List.of(text), List.of(column)),
                new TextSource(lines, context),
                context);
    }

    /** Returns a plan with its constant expressions computed. */
    public static Plan.Project folded(Plan.Project plan, QueryContext context) {
        return (Plan.Project) plan.mapped(new ConstantFolder(context)::fold);
    }

    private BatchSource source(Plan plan) {
        return switch (plan) {
            case Plan.Scan scan -> scan(scan);
            case Plan.Group group -> group(group);
            case Plan.Filter filter ->
                    new FilterSource(source(filter.input()), filter.condition(), context);
            case Plan.Sort sort -> sort(sort);
            case Plan.Limit limit -> source(limit.input());
            case Plan.Project project ->
                    throw new IllegalStateException("a projection ends the plan");
        };
    }

    private BatchSource scan(Plan.Scan plan) {
        if (plan.table() == null) {
            return OneRowSource.of(plan, context);
        }
        ScanSource source = new ScanSource(plan, plan.table().runs(), context);
        counters = () -> source.scan().counters();
        return source;
    }

    private BatchSource group(Plan.Group plan) {
        if (plan.input() instanceof Plan.Scan scan && scan.table() != null) {
            GroupScan groups = new GroupScan(plan, scan, scan.table().runs(), context, threads);
            counters = groups::counters;
            return new GroupSource(plan, groups, groups);
        }
        BatchSource input = source(plan.input());
        Grouping grouping = new Grouping(plan, context);
        return new GroupSource(plan, GroupSource.filledFrom(input, grouping), input);
    }

    private BatchSource sort(Plan.Sort plan) {
        BatchSource input = source(plan.input());
        TopBound bound = null;
        if (input instanceof ScanSource scan) {
            bound = TopBound.of(plan, context);
            if (bound != null) {
                scan.scan().addFirst(bound, bound::outcomes);
            }
        }
        return new SortSource(plan, input, context, bound);
    }

    /** Turns to the next block of the result; returns its rows, or 0 at the end. */
    public int next() {
        context.check();
        return blocks.next();
    }

    /**
     * Returns a column of the block: a view that holds until {@link #next} or {@link #close}.
     *
     * @throws IllegalStateException if there is no block
     */
    public ColumnVector column(int index) {
        return blocks.column(index);
    }

    /** Returns what reading the table has taken so far. */
    public ScanCounters counters() {
        return counters.get();
    }

    /** Makes the query stop at its next block. Any thread. */
    public void cancel() {
        context.cancel();
    }

    /** Gives up the run that is being read. */
    @Override
    public void close() {
        blocks.close();
    }
}
