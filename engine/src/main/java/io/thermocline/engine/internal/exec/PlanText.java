package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.scan.ScanCounters;
import io.thermocline.engine.internal.exec.scan.ScanSurvey;
import io.thermocline.engine.internal.segment.RowRun;
import io.thermocline.engine.internal.segment.TableView;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Describes a plan for people: one step a line, the last step first. */
public final class PlanText {
    private final QueryContext context;
    private final List<String> lines = new ArrayList<>();

    private PlanText(QueryContext context) {
        this.context = context;
    }

    /** Returns the lines of a plan; asks the statistics of the table, but reads no rows. */
    public static List<String> describe(Plan.Project plan, QueryContext context) {
        PlanText text = new PlanText(context);
        text.step(plan, 0);
        return text.lines;
    }

    /** Returns the line that tells what running a plan took. */
    public static String ran(ScanCounters counters, long rows, long nanos) {
        return "ran %.3f ms: %d rows delivered; %d rows selected, %d read; blocks: %d read, %d skipped, %d answered by statistics; %d bytes read"
                .formatted(
                        nanos / 1e6,
                        rows,
                        counters.rowsSelected(),
                        counters.rowsRead(),
                        counters.blocksRead(),
                        counters.blocksSkipped(),
                        counters.blocksAnswered(),
                        counters.bytesRead());
    }

    private void line(int depth, String text) {
        lines.add("  ".repeat(depth) + text);
    }

    private void step(Plan plan, int depth) {
        switch (plan) {
            case Plan.Project project -> {
                line(depth, "project " + texts(project.outputs()));
                step(project.input(), depth + 1);
            }
            case Plan.Limit limit -> {
                String most = limit.limit() == Plan.UNLIMITED ? "" : "limit " + limit.limit() + " ";
                line(depth, most + (limit.offset() > 0 ? "offset " + limit.offset() : ""));
                step(limit.input(), depth + 1);
            }
            case Plan.Sort sort -> {
                String top =
                        sort.limit() == Plan.UNLIMITED
                                ? "sort by "
                                : "top " + sort.limit() + " by ";
                line(depth, top + keys(sort.keys()) + ": " + texts(sort.outputs()));
                step(sort.input(), depth + 1);
            }
            case Plan.Filter filter -> {
                line(depth, "filter " + filter.condition().text());
                step(filter.input(), depth + 1);
            }
            case Plan.Group group -> {
                String by =
                        group.keys().isEmpty() ? "aggregate " : "group by " + texts(group.keys());
                String aggregates = texts(group.aggregates());
                boolean both = !group.keys().isEmpty() && !aggregates.isEmpty();
                line(depth, by + (both ? ": " : "") + aggregates);
                step(group.input(), depth + 1);
            }
            case Plan.Scan scan -> scan(scan, depth);
        }
    }

    private void scan(Plan.Scan scan, int depth) {
        TableView table = scan.table();
        if (table == null) {
            line(depth, "one row without columns");
            return;
        }
        line(
                depth,
                "scan "
                        + table.name()
                        + ": "
                        + table.rowCount()
                        + " rows in "
                        + table.runs().size()
                        + " runs ("
                        + tiers(table)
                        + "), columns "
                        + scan.columns().stream()
                                .map(c -> c.name())
                                .collect(Collectors.joining(", ")));
        if (!scan.conditions().isEmpty()) {
            line(
                    depth + 1,
                    "where "
                            + scan.conditions().stream()
                                    .map(Expr::text)
                                    .collect(Collectors.joining(" AND ")));
        }
        ScanSurvey survey = ScanSurvey.of(scan, table.runs(), context);
        line(
                depth + 1,
                "%d blocks of 4096 rows: %d skipped, %d whole, %d to filter; kernels %s"
                        .formatted(
                                survey.blocks(),
                                survey.skipped(),
                                survey.whole(),
                                survey.blocks() - survey.skipped() - survey.whole(),
                                context.kernels().name()));
        survey.reasons()
                .forEach((reason, blocks) -> line(depth + 2, blocks + " skipped by " + reason));
    }

    private static String tiers(TableView table) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (RowRun run : table.runs()) {
            counts.merge(run.tier().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        }
        String text =
                counts.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .collect(Collectors.joining(", "));
        return text.isEmpty() ? "empty" : text;
    }

    private static String keys(List<Plan.SortKey> keys) {
        return keys.stream()
                .map(k ->
                        k.expression().text()
                                + (k.descending() ? " desc" : "")
                                + (k.nullsFirst() ? " nulls first" : ""))
                .collect(Collectors.joining(", "));
    }

    private static String texts(List<? extends Expr> expressions) {
        return expressions.stream().map(Expr::text).collect(Collectors.joining(", "));
    }
}
