package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BatchSource;
import io.thermocline.engine.internal.exec.group.Grouping;
import io.thermocline.engine.internal.exec.plan.Plan;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** Groups, once all rows are read. */
final class GroupSource implements BatchSource {
    private final Supplier<Grouping> filled;
    private final AutoCloseable input;
    private final int columnCount;
    private @Nullable Grouping grouping;
    private @Nullable ComputedBatch batch;
    private int next;

    /**
     * Creates the source.
     *
     * @param filled reads all rows, at the first call of {@link #next}
     * @param input what to close with this source
     */
    GroupSource(Plan.Group plan, Supplier<Grouping> filled, AutoCloseable input) {
        this.filled = filled;
        this.input = input;
        this.columnCount = plan.keys().size() + plan.aggregates().size();
    }

    /** Returns a reader of all rows of a source. */
    static Supplier<Grouping> filledFrom(BatchSource source, Grouping grouping) {
        return () -> {
            for (Batch rows = source.next(); rows != null; rows = source.next()) {
                grouping.add(rows);
            }
            grouping.endSpan();
            return grouping;
        };
    }

    @Override
    public @Nullable Batch next() {
        Grouping groups = grouping;
        ComputedBatch rows = batch;
        if (groups == null || rows == null) {
            groups = filled.get();
            grouping = groups;
            rows = new ComputedBatch(columnCount, groups::column);
            batch = rows;
        }
        if (next >= groups.size()) {
            return null;
        }
        int count = Math.min(Batch.ROWS, groups.size() - next);
        rows.turnTo(next, count);
        next += count;
        return rows;
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
