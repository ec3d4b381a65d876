package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.PlanText;
import io.thermocline.engine.internal.exec.QueryRun;
import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.engine.internal.exec.ast.Statement;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.kernel.KernelProvider;
import io.thermocline.engine.internal.exec.kernel.Kernels;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.plan.StatementBinder;
import io.thermocline.engine.internal.segment.TableSource;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs CQL over the tables of one snapshot: text → syntax → bound plan → sources of batches →
 * cursor. Thread rules: stateless; any thread.
 */
public final class QueryEngine {
    /** Longer timeouts are as good as none, and their nanoseconds would be no long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private QueryEngine() {}

    /**
     * Runs a query.
     *
     * @param source the tables, which must stay readable until the cursor is closed
     * @param cql one statement
     * @throws QueryException if the text is wrong
     */
    public static Cursor execute(TableSource source, String cql, QueryOptions options) {
        return execute(source, cql, options, null);
    }

    /**
     * Runs a query that holds a snapshot.
     *
     * @param release run once when the cursor is closed; not run if this method throws
     * @throws QueryException if the text is wrong
     */
    public static Cursor execute(
            TableSource source, String cql, QueryOptions options, @Nullable Runnable release) {
        return execute(source, cql, options, release, KernelProvider.best());
    }

    static Cursor execute(
            TableSource source,
            String cql,
            QueryOptions options,
            @Nullable Runnable release,
            Kernels kernels) {
        QueryContext context =
                new QueryContext(kernels, nanos(options.timeout()), options.memoryLimitBytes());
        try {
            Statement statement = StatementParser.parse(cql);
            requireParameters(statement, options.parameters().size());
            Plan.Project bound = StatementBinder.bind(statement, source, options.parameters());
            Plan.Project plan = QueryRun.folded(bound, context);
            QueryRun.Threads threads =
                    new QueryRun.Threads(options.parallelism(), options.executor());
            if (statement.explain() == Statement.Explain.NO) {
                QueryRun run = new QueryRun(plan, context, threads);
                List<ColumnType> types = bound.outputs().stream().map(Expr::type).toList();
                return new Cursor(run, cql, plan.names(), types, release);
            }
            List<String> lines = new ArrayList<>(PlanText.describe(plan, context));
            if (statement.explain() == Statement.Explain.ANALYZE) {
                lines.add(ran(plan, context, threads));
            }
            QueryRun run = QueryRun.ofText("plan", lines, context);
            return new Cursor(run, cql, List.of("plan"), List.of(ColumnType.STRING), release);
        } catch (QueryFault fault) {
            throw QueryException.of(fault, cql);
        }
    }

    private static long nanos(Duration timeout) {
        return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
    }

    private static void requireParameters(Statement statement, int given) {
        if (statement.parameterCount() != given) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    Span.NONE,
                    "parameters: expected "
                            + statement.parameterCount()
                            + " values, one for each ?, found "
                            + given);
        }
    }

    private static String ran(Plan.Project plan, QueryContext context, QueryRun.Threads threads) {
        long start = System.nanoTime();
        long rows = 0;
        try (QueryRun run = new QueryRun(plan, context, threads)) {
            for (int block = run.next(); block > 0; block = run.next()) {
                rows += block;
            }
            return PlanText.ran(run.counters(), rows, System.nanoTime() - start);
        }
    }
}
