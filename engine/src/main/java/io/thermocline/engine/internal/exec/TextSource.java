package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BatchSource;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines of text as rows of one column: the result of EXPLAIN. */
final class TextSource implements BatchSource {
    private final List<String> lines;
    private final ScratchHeap heap;
    private final BytesValues values = new BytesValues();
    private final ComputedBatch batch = new ComputedBatch(1, this::column);
    private int next;

    TextSource(List<String> lines, QueryContext context) {
        this.lines = List.copyOf(lines);
        this.heap = new ScratchHeap(context);
    }

    private BlockValues column(int slot, int from, int rows) {
        heap.reset();
        values.beginBytes(rows, MemorySegment.NULL);
        for (int i = 0; i < rows; i++) {
            byte[] utf8 = lines.get(from + i).getBytes(StandardCharsets.UTF_8);
            values.set(i, heap.append(utf8, utf8.length), utf8.length);
        }
        values.setHeap(heap.memory());
        return values;
    }

    @Override
    public @Nullable Batch next() {
        int count = Math.min(Batch.ROWS, lines.size() - next);
        if (count == 0) {
            return null;
        }
        batch.turnTo(next, count);
        next += count;
        return batch;
    }

    @Override
    public void close() {}
}
