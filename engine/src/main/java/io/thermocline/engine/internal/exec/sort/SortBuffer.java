package io.thermocline.engine.internal.exec.sort;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.expr.ExprCompiler;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.Plan;

import java.util.List;

/**
 * Rows to be put in order. With a limit of n rows, the best n are picked whenever there are twice
 * as many and some: each row is moved a few times at most, and memory stays bounded. One thread at
 * a time.
 */
public final class SortBuffer {
    /** Rows beyond twice the limit that are gathered before the best are picked. */
    private static final int SLACK = Batch.ROWS;

    /** Bytes a row while rows are being ordered: two row numbers and a packed key. */
    private static final int ORDER_BYTES = 16;

    private final Plan.Sort plan;
    private final QueryContext context;
    private final List<Evaluator> outputEvaluators;
    private final List<Evaluator> keyEvaluators;
    private final long limit;
    private final RowColumn[] outputs;
    private final RowColumn[] keys;
    private int size;

    /** Whether the first {@code limit} rows are the best so far, in order. */
    private boolean picked;

    private int[] order = {};

    /** Creates an empty buffer. */
    public SortBuffer(Plan.Sort plan, QueryContext context) {
        this.plan = plan;
        this.context = context;
        boolean limited = plan.limit() != Plan.UNLIMITED && plan.limit() < Integer.MAX_VALUE / 4;
        this.limit = limited ? plan.limit() : Integer.MAX_VALUE;
        ExprCompiler compiler = new ExprCompiler(context);
        this.outputEvaluators = compiler.compile(plan.outputs());
        List<Expr> keyExpressions = plan.keys().stream().map(Plan.SortKey::expression).toList();
        this.keyEvaluators = compiler.compile(keyExpressions);
        this.outputs = columns(plan.outputs());
        this.keys = columns(keyExpressions);
    }

    private RowColumn[] columns(List<Expr> expressions) {
        return expressions.stream()
                .map(e -> new RowColumn(e.kind(), context))
                .toArray(RowColumn[]::new);
    }

    /** Adds the rows of a batch. */
    public void add(Batch batch) {
        int rows = batch.rows();
        for (int k = 0; k < keys.length; k++) {
            keys[k].append(keyEvaluators.get(k).evaluate(batch), rows);
        }
        for (int c = 0; c < outputs.length; c++) {
            outputs[c].append(outputEvaluators.get(c).evaluate(batch), rows);
        }
        size = Math.addExact(size, rows);
        if (size - SLACK > 2 * limit) {
            pick((int) limit);
        }
    }

    private void pick(int limit) {
        int[] best = new RowOrder(plan.keys(), keys, size).sorted();
        replace(keys, best, limit);
        replace(outputs, best, limit);
        size = limit;
        picked = true;
    }

    private void replace(RowColumn[] columns, int[] rows, int count) {
        for (int c = 0; c < columns.length; c++) {
            RowColumn all = columns[c];
            columns[c] = all.select(rows, count);
            context.reserve(-all.countedBytes());
        }
    }

    /**
     * Returns whether {@link #lastFirstKey} is known: then a row whose first key comes behind it is
     * not among the first {@code limit} rows.
     */
    public boolean isFull() {
        return picked && limit > 0 && !keys[0].isNull((int) limit - 1);
    }

    /** Returns the bits of the first key of the last row that is wanted, as it is known now. */
    public long lastFirstKey() {
        return keys[0].bits((int) limit - 1);
    }

    /** Puts the rows in order; to be called once, after all rows. */
    public void finish() {
        context.reserve((long) size * ORDER_BYTES);
        order = new RowOrder(plan.keys(), keys, size).sorted();
        size = (int) Math.min(size, limit);
    }

    /** Returns the rows that are wanted. */
    public int size() {
        return size;
    }

    /** Returns an output of rows [from, from + rows) in order. */
    public BlockValues output(int column, int from, int rows) {
        return outputs[column].values(order, from, rows);
    }
}
