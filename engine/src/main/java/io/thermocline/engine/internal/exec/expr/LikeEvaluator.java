package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.Utf8;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** LIKE with a pattern that differs from row to row. */
final class LikeEvaluator extends Evaluator {
    private final Expr.Like expr;
    private final Evaluator operand;
    private final Evaluator pattern;
    private final BoolValues result = new BoolValues();

    /** The pattern of the last row, and what it says. */
    private byte[] lastBytes = {};

    private @Nullable LikePattern last;

    LikeEvaluator(Expr.Like expr, Evaluator operand, Evaluator pattern) {
        this.expr = expr;
        this.operand = operand;
        this.pattern = pattern;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BytesValues texts = (BytesValues) operand.evaluate(batch);
        BytesValues patterns = (BytesValues) pattern.evaluate(batch);
        int rows = batch.rows();
        texts.resolve();
        patterns.resolve();
        result.intersectValidity(texts.validity(), patterns.validity(), rows);
        Bits.clear(result.bits(), rows);
        for (int i = 0; i < rows; i++) {
            boolean counts = batch.live() == null || Bits.get(batch.live(), i);
            if (counts
                    && !result.isNull(i)
                    && patternOf(patterns, i).test(texts.heap(), texts.start(i), texts.length(i))) {
                Bits.set(result.bits(), i);
            }
        }
        return result;
    }

    private LikePattern patternOf(BytesValues patterns, int row) {
        MemorySegment heap = patterns.heap();
        long start = patterns.start(row);
        int length = patterns.length(row);
        LikePattern known = last;
        if (known != null && Utf8.equal(heap, start, length, lastBytes)) {
            return known;
        }
        lastBytes = new byte[length];
        MemorySegment.copy(heap, ValueLayout.JAVA_BYTE, start, lastBytes, 0, length);
        LikePattern next = LikePattern.of(lastBytes, expr.escape(), expr.pattern().span());
        last = next;
        return next;
    }
}
