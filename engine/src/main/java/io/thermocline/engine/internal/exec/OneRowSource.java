package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BatchSource;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.OneRowBatch;
import io.thermocline.engine.internal.exec.plan.Plan;

import org.jspecify.annotations.Nullable;

/** The single row of a SELECT without FROM, if it fulfils the conditions. */
final class OneRowSource implements BatchSource {
    private @Nullable Batch row;

    private OneRowSource(Batch row) {
        this.row = row;
    }

    static BatchSource of(Plan.Scan plan, QueryContext context) {
        BatchSource source = new OneRowSource(new OneRowBatch());
        for (var condition : plan.conditions()) {
            source = new FilterSource(source, condition, context);
        }
        return source;
    }

    @Override
    public @Nullable Batch next() {
        Batch next = row;
        row = null;
        return next;
    }

    @Override
    public void close() {
        row = null;
    }
}
