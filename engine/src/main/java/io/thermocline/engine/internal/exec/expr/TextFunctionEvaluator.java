package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;
import io.thermocline.engine.internal.exec.plan.ScalarFunction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** lower, upper, trim and substr. Case is changed one character for one, without a locale. */
final class TextFunctionEvaluator extends Evaluator {
    private final ScalarFunction function;
    private final List<Evaluator> operands;
    private final ScratchHeap heap;
    private final BytesValues result = new BytesValues();
    private byte[] scratch = new byte[64];

    TextFunctionEvaluator(ScalarFunction function, List<Evaluator> operands, QueryContext context) {
        this.function = function;
        this.operands = List.copyOf(operands);
        this.heap = new ScratchHeap(context);
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BytesValues texts = (BytesValues) operands.getFirst().evaluate(batch);
        int rows = batch.rows();
        texts.resolve();
        heap.reset();
        result.beginBytes(rows, MemorySegment.NULL);
        result.shareValidity(texts.validity());
        LongValues[] numbers = new LongValues[operands.size() - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (LongValues) operands.get(i + 1).evaluate(batch);
            result.intersectValidity(result.validity(), numbers[i].validity(), rows);
        }
        for (int row = 0; row < rows; row++) {
            if (result.isNull(row)) {
                result.set(row, 0, 0);
            } else if (numbers.length > 0) {
                long count = numbers.length > 1 ? numbers[1].values()[row] : Long.MAX_VALUE;
                substring(texts, row, numbers[0].values()[row], count);
            } else {
                change(texts, row);
            }
        }
        result.setHeap(heap.memory());
        return result;
    }

    private void change(BytesValues texts, int row) {
        int length = texts.length(row);
        load(texts, row);
        switch (function) {
            case LOWER -> changeCase(row, length, Character::toLowerCase);
            case UPPER -> changeCase(row, length, Character::toUpperCase);
            default -> {
                int from = 0;
                int to = length;
                while (from < to && scratch[from] == ' ') {
                    from++;
                }
                while (to > from && scratch[to - 1] == ' ') {
                    to--;
                }
                put(row, texts, from, to);
            }
        }
    }

    private void load(BytesValues texts, int row) {
        int length = texts.length(row);
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, scratch.length * 2)];
        }
        MemorySegment.copy(
                texts.heap(), ValueLayout.JAVA_BYTE, texts.start(row), scratch, 0, length);
    }

    private void changeCase(int row, int length, IntUnaryOperator change) {
        boolean ascii = true;
        for (int i = 0; i < length; i++) {
            ascii &= scratch[i] >= 0;
        }
        byte[] changed = scratch;
        int changedLength = length;
        if (ascii) {
            for (int i = 0; i < length; i++) {
                scratch[i] = (byte) change.applyAsInt(scratch[i]);
            }
        } else {
            StringBuilder text = new StringBuilder();
            new String(scratch, 0, length, StandardCharsets.UTF_8)
                    .codePoints()
                    .map(change)
                    .forEach(text::appendCodePoint);
            changed = text.toString().getBytes(StandardCharsets.UTF_8);
            changedLength = changed.length;
        }
        result.set(row, heap.append(changed, changedLength), changedLength);
    }

    /**
     * As SQL has it: characters from, from + 1, … from + count − 1 of those that exist, counted
     * from 1; a negative {@code from} counts from the end.
     */
    private void substring(BytesValues texts, int row, long from, long count) {
        load(texts, row);
        int length = texts.length(row);
        int characters = 0;
        for (int i = 0; i < length; i++) {
            characters += isStart(i) ? 1 : 0;
        }
        long first = from > 0 ? from - 1 : from < 0 ? from + characters : -1;
        long end = count < 0 ? first : count > characters - first ? characters : first + count;
        long begin = Math.max(first, 0);
        int fromByte = byteOf(begin, length);
        int toByte = end <= begin ? fromByte : byteOf(end, length);
        put(row, texts, fromByte, toByte);
    }

    private boolean isStart(int at) {
        return (scratch[at] & 0xC0) != 0x80;
    }

    private int byteOf(long character, int length) {
        long seen = -1;
        for (int at = 0; at < length; at++) {
            if (isStart(at) && ++seen == character) {
                return at;
            }
        }
        return length;
    }

    private void put(int row, BytesValues texts, int from, int to) {
        long at = heap.append(texts.heap(), texts.start(row) + from, to - from);
        result.set(row, at, to - from);
    }
}
