package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BatchSource;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.sort.SortBuffer;

import org.jspecify.annotations.Nullable;

/** Rows in order, once all rows are read. */
final class SortSource implements BatchSource {
    private final Plan.Sort plan;
    private final BatchSource input;
    private final QueryContext context;
    private final @Nullable TopBound bound;
    private @Nullable SortBuffer buffer;
    private @Nullable ComputedBatch batch;
    private int next;

    /**
     * Creates the source.
     *
     * @param bound tells the scan which rows can no longer be among the first, or null
     */
    SortSource(Plan.Sort plan, BatchSource input, QueryContext context, @Nullable TopBound bound) {
        this.plan = plan;
        this.input = input;
        this.context = context;
        this.bound = bound;
    }

    private SortBuffer filled() {
        SortBuffer rows = new SortBuffer(plan, context);
        if (plan.limit() == 0) {
            return rows;
        }
        for (Batch each = input.next(); each != null; each = input.next()) {
            rows.add(each);
            if (bound != null && rows.isFull()) {
                bound.narrow(rows.lastFirstKey());
            }
        }
        rows.finish();
        return rows;
    }

    @Override
    public @Nullable Batch next() {
        SortBuffer rows = buffer;
        ComputedBatch view = batch;
        if (rows == null || view == null) {
            rows = filled();
            buffer = rows;
            view = new ComputedBatch(plan.outputs().size(), rows::output);
            batch = view;
        }
        if (next >= rows.size()) {
            return null;
        }
        int count = Math.min(Batch.ROWS, rows.size() - next);
        view.turnTo(next, count);
        next += count;
        return view;
    }

    @Override
    public void close() {
        input.close();
    }
}
