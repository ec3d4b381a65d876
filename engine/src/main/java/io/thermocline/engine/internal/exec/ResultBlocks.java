package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BatchSource;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.ColumnEvaluator;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.expr.ExprCompiler;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The result, block by block: batches of the last source, cut to offset and limit, as column
 * vectors. A column of a table that is taken as it is, is not copied. One thread at a time.
 */
final class ResultBlocks implements AutoCloseable {
    private final BatchSource source;
    private final List<Evaluator> evaluators;
    private final List<ColumnType> types;
    private final List<ResultColumn> writers = new ArrayList<>();
    private final @Nullable ColumnVector[] vectors;
    private final @Nullable BlockValues[] values;
    private final long[] wanted = new long[Batch.WORDS];

    /** Rows still to leave out, and to deliver. */
    private long offset;

    private long limit = Long.MAX_VALUE;

    /** The batch that is being delivered; rows [from, to) of it are left. */
    private @Nullable Batch batch;

    private int from;
    private int to;
    private int rows;

    ResultBlocks(Plan.Project plan, BatchSource source, QueryContext context) {
        this.source = source;
        this.evaluators = new ExprCompiler(context).compile(plan.outputs());
        this.types = plan.outputs().stream().map(e -> e.type()).toList();
        types.forEach(type -> writers.add(new ResultColumn(type, context)));
        this.vectors = new ColumnVector[types.size()];
        this.values = new BlockValues[types.size()];
        if (plan.input() instanceof Plan.Limit cut) {
            offset = cut.offset();
            limit = cut.limit() == Plan.UNLIMITED ? Long.MAX_VALUE : cut.limit();
        }
    }

    /** Turns to the next block; returns its rows, or 0 at the end. */
    int next() {
        Batch current = batch;
        if (current == null || from >= to) {
            current = nextBatch();
            batch = current;
            if (current == null) {
                rows = 0;
                return 0;
            }
            evaluate(current);
        }
        int count = to - from;
        for (BlockValues each : values) {
            if (each != null) {
                count = Math.min(count, ResultColumn.fitting(each, from, from + count));
            }
        }
        for (int c = 0; c < vectors.length; c++) {
            vectors[c] = vector(current, c, count);
        }
        from += count;
        limit -= count;
        rows = count;
        return count;
    }

    private @Nullable Batch nextBatch() {
        while (limit > 0) {
            Batch next = source.next();
            if (next == null) {
                return null;
            }
            from = (int) Math.min(offset, next.rows());
            offset -= from;
            to = (int) Math.min(next.rows(), from + Math.min(limit, Batch.ROWS));
            if (from < to) {
                return next;
            }
        }
        return null;
    }

    private void evaluate(Batch current) {
        if (to - from < current.rows()) {
            Bits.clear(wanted, current.rows());
            for (int row = from; row < to; row++) {
                Bits.set(wanted, row);
            }
            current.setLive(wanted);
        }
        for (int c = 0; c < values.length; c++) {
            boolean stored = stored(current, c) != null;
            values[c] = stored ? null : evaluators.get(c).evaluate(current);
        }
    }

    private @Nullable ColumnVector stored(Batch current, int column) {
        if (evaluators.get(column) instanceof ColumnEvaluator plain) {
            ColumnVector vector = current.stored(plain.slot());
            return vector != null && vector.type().equals(types.get(column)) ? vector : null;
        }
        return null;
    }

    private ColumnVector vector(Batch current, int column, int count) {
        BlockValues computed = values[column];
        if (computed != null) {
            return writers.get(column).write(computed, from, count);
        }
        ColumnVector vector = stored(current, column);
        if (vector == null) {
            throw new IllegalStateException("result column " + column + " has no values");
        }
        return vector.slice(from, count);
    }

    /** Returns the rows of the block. */
    int rows() {
        return rows;
    }

    /** Returns a column of the block. */
    ColumnVector column(int index) {
        ColumnVector vector = vectors[index];
        if (rows == 0 || vector == null) {
            throw new IllegalStateException("result: expected a call of next that found rows");
        }
        return vector;
    }

    @Override
    public void close() {
        source.close();
    }
}
