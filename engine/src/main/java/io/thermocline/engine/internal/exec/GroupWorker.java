package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.group.Grouping;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.scan.ScanCounters;
import io.thermocline.engine.internal.exec.scan.TableScan;

import java.util.List;

/** Scans spans of a table into groups of its own. One thread at a time. */
final class GroupWorker implements AutoCloseable {
    private final Grouping grouping;
    private final TableScan scan;

    GroupWorker(Plan.Group plan, Plan.Scan input, QueryContext context) {
        this.grouping = new Grouping(plan, context);
        this.scan = new TableScan(input, context, !grouping.takesMasks(), grouping);
    }

    Grouping grouping() {
        return grouping;
    }

    ScanCounters counters() {
        return scan.counters();
    }

    /** Adds the rows of one span. */
    void add(List<Spans.Piece> span) {
        for (Spans.Piece piece : span) {
            scan.begin(piece.run(), piece.from(), piece.to());
            for (Batch batch = scan.next(); batch != null; batch = scan.next()) {
                grouping.add(batch);
            }
        }
        grouping.endSpan();
    }

    /** Gives up the open run, which only the thread that opened it may read. */
    @Override
    public void close() {
        scan.close();
    }
}
