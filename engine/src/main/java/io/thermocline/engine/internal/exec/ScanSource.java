package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BatchSource;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.scan.TableScan;
import io.thermocline.engine.internal.segment.RowRun;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The rows of a table that fulfil the conditions, in the order of the table. */
final class ScanSource implements BatchSource {
    private final List<RowRun> runs;
    private final TableScan scan;
    private int nextRun;

    ScanSource(Plan.Scan plan, List<RowRun> runs, QueryContext context) {
        this.runs = runs;
        this.scan = new TableScan(plan, context, true, null);
    }

    TableScan scan() {
        return scan;
    }

    @Override
    public @Nullable Batch next() {
        while (true) {
            Batch batch = scan.next();
            if (batch != null || nextRun == runs.size()) {
                return batch;
            }
            RowRun run = runs.get(nextRun++);
            scan.begin(run, 0, run.rowCount());
        }
    }

    @Override
    public void close() {
        scan.close();
    }
}
