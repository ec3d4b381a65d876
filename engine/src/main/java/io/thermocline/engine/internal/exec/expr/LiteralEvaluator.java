package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.ColumnLoader;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A constant, filled into arrays once for as many rows as a batch had. */
final class LiteralEvaluator extends Evaluator {
    private final @Nullable Object value;
    private final BlockValues values;

    /** Rows that are filled. */
    private int filled;

    LiteralEvaluator(Expr.Literal literal) {
        this.value = literal.value();
        this.values = ColumnLoader.newValues(literal.kind());
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        int rows = batch.rows();
        if (rows > filled) {
            fill(rows);
            filled = rows;
        }
        if (value == null) {
            values.setAllNull(rows);
        }
        return values;
    }

    private void fill(int rows) {
        switch (values) {
            case LongValues longs ->
                    Arrays.fill(longs.values(rows), value instanceof Long l ? l : 0L);
            case DoubleValues doubles ->
                    Arrays.fill(doubles.values(rows), value instanceof Double d ? d : 0.0);
            case BoolValues bools -> {
                if (Boolean.TRUE.equals(value)) {
                    Bits.fill(bools.bits(), Batch.ROWS);
                }
            }
            case ComplexValues complex -> complex.reserve(rows);
            case BytesValues texts -> fill(texts, rows);
        }
    }

    private void fill(BytesValues texts, int rows) {
        byte[] bytes = value instanceof byte[] given ? given : new byte[0];
        MemorySegment heap = Arena.ofAuto().allocate(Math.max(1, bytes.length));
        MemorySegment.copy(bytes, 0, heap, ValueLayout.JAVA_BYTE, 0, bytes.length);
        texts.beginBytes(rows, heap);
        for (int row = 0; row < rows; row++) {
            texts.set(row, 0, bytes.length);
        }
    }
}
