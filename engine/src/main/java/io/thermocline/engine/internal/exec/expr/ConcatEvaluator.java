package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;

import java.lang.foreign.MemorySegment;

/** text || text. */
final class ConcatEvaluator extends Evaluator {
    private final Evaluator left;
    private final Evaluator right;
    private final ScratchHeap heap;
    private final BytesValues result = new BytesValues();

    ConcatEvaluator(Evaluator left, Evaluator right, QueryContext context) {
        this.left = left;
        this.right = right;
        this.heap = new ScratchHeap(context);
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BytesValues a = (BytesValues) left.evaluate(batch);
        BytesValues b = (BytesValues) right.evaluate(batch);
        int rows = batch.rows();
        a.resolve();
        b.resolve();
        heap.reset();
        result.beginBytes(rows, MemorySegment.NULL);
        result.intersectValidity(a.validity(), b.validity(), rows);
        for (int row = 0; row < rows; row++) {
            if (result.isNull(row)) {
                result.set(row, 0, 0);
                continue;
            }
            int length = Math.addExact(a.length(row), b.length(row));
            long at = heap.append(a.heap(), a.start(row), a.length(row));
            heap.append(b.heap(), b.start(row), b.length(row));
            result.set(row, at, length);
        }
        result.setHeap(heap.memory());
        return result;
    }
}
