package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.block.Utf8;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** A question about one text or binary, whose answer depends on nothing else. */
@FunctionalInterface
interface BytesTest {
    /** Returns the answer for bytes [start, start + length) of a heap. */
    boolean test(MemorySegment heap, long start, int length);

    /** Compares with a constant. */
    static BytesTest compare(Operator operator, byte[] constant) {
        return switch (operator) {
            case EQUAL -> (heap, start, length) -> Utf8.equal(heap, start, length, constant);
            case NOT_EQUAL -> (heap, start, length) -> !Utf8.equal(heap, start, length, constant);
            case LESS -> (heap, start, length) -> Utf8.compare(heap, start, length, constant) < 0;
            case LESS_OR_EQUAL ->
                    (heap, start, length) -> Utf8.compare(heap, start, length, constant) <= 0;
            case GREATER ->
                    (heap, start, length) -> Utf8.compare(heap, start, length, constant) > 0;
            case GREATER_OR_EQUAL ->
                    (heap, start, length) -> Utf8.compare(heap, start, length, constant) >= 0;
            default -> throw new IllegalStateException(operator.text());
        };
    }

    /** Looks for the bytes among constants. */
    static BytesTest in(List<byte[]> constants) {
        byte[][] sorted =
                constants.stream().sorted(java.util.Arrays::compareUnsigned).toArray(byte[][]::new);
        return (heap, start, length) -> {
            int low = 0;
            int high = sorted.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = Utf8.compare(heap, start, length, sorted[middle]);
                if (order == 0) {
                    return true;
                }
                if (order < 0) {
                    high = middle - 1;
                } else {
                    low = middle + 1;
                }
            }
            return false;
        };
    }
}
