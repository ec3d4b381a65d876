package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;
import io.thermocline.engine.internal.exec.block.Utf8;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Count, smallest and largest of texts and binaries, by their bytes. */
final class BytesAccumulator extends Accumulator {
    private static final int STATE_BYTES = 24;

    private final Evaluator argument;
    private final QueryContext context;
    private final ScratchHeap minHeap;
    private final ScratchHeap maxHeap;

    // One state a group.
    private long[] counts = {};
    private byte[] @Nullable [] mins = {};
    private byte[] @Nullable [] maxs = {};

    BytesAccumulator(Evaluator argument, QueryContext context) {
        this.argument = argument;
        this.context = context;
        this.minHeap = new ScratchHeap(context);
        this.maxHeap = new ScratchHeap(context);
    }

    @Override
    void resize(int groups) {
        if (counts.length < groups) {
            int larger = States.capacity(groups);
            context.reserve((long) (larger - counts.length) * STATE_BYTES);
            counts = Arrays.copyOf(counts, larger);
            mins = Arrays.copyOf(mins, larger);
            maxs = Arrays.copyOf(maxs, larger);
        }
    }

    @Override
    void addGroups(Batch batch, int[] groups) {
        BytesValues values = (BytesValues) argument.evaluate(batch);
        values.resolve();
        MemorySegment memory = values.heap();
        for (int i = 0; i < batch.rows(); i++) {
            if (values.isNull(i)) {
                continue;
            }
            int g = groups[i];
            counts[g]++;
            byte[] min = mins[g];
            if (min == null || Utf8.compare(memory, values.start(i), values.length(i), min) < 0) {
                mins[g] = copy(values, i, min);
            }
            byte[] max = maxs[g];
            if (max == null || Utf8.compare(memory, values.start(i), values.length(i), max) > 0) {
                maxs[g] = copy(values, i, max);
            }
        }
    }

    private byte[] copy(BytesValues values, int row, byte @Nullable [] replaced) {
        byte[] copy = new byte[values.length(row)];
        context.reserve(copy.length - (replaced == null ? 0 : replaced.length));
        MemorySegment.copy(
                values.heap(), ValueLayout.JAVA_BYTE, values.start(row), copy, 0, copy.length);
        return copy;
    }

    @Override
    void merge(Accumulator other, int[] map) {
        BytesAccumulator from = (BytesAccumulator) other;
        for (int g = 0; g < map.length; g++) {
            int to = map[g];
            counts[to] += from.counts[g];
            byte[] min = from.mins[g];
            byte[] max = from.maxs[g];
            byte[] oldMin = mins[to];
            byte[] oldMax = maxs[to];
            if (min != null && (oldMin == null || Arrays.compareUnsigned(min, oldMin) < 0)) {
                mins[to] = min;
            }
            if (max != null && (oldMax == null || Arrays.compareUnsigned(max, oldMax) > 0)) {
                maxs[to] = max;
            }
        }
    }

    @Override
    void reset() {
        Arrays.fill(counts, 0);
        Arrays.fill(mins, null);
        Arrays.fill(maxs, null);
    }

    @Override
    BlockValues result(Expr.Aggregate aggregate, int from, int rows) {
        return switch (aggregate.function()) {
            case COUNT -> States.longs(counts, from, rows);
            case MIN -> extrema(mins, minHeap, from, rows);
            case MAX -> extrema(maxs, maxHeap, from, rows);
            default -> throw unexpected(aggregate);
        };
    }

    private static BlockValues extrema(
            byte[] @Nullable [] found, ScratchHeap heap, int from, int rows) {
        BytesValues results = new BytesValues();
        heap.reset();
        results.beginBytes(rows, MemorySegment.NULL);
        for (int i = 0; i < rows; i++) {
            byte[] value = found[from + i];
            if (value == null) {
                results.set(i, 0, 0);
                Bits.unset(results.editValidity(rows), i);
            } else {
                results.set(i, heap.append(value, value.length), value.length);
            }
        }
        results.setHeap(heap.memory());
        return results;
    }
}
