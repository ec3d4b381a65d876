package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.TextListBytes;
import io.thermocline.engine.internal.exec.block.Utf8;
import io.thermocline.formats.column.ColumnType;

/** Characters of a text, bytes of a binary, elements of a vector or list; or bytes of any. */
final class LengthEvaluator extends Evaluator {
    private final Evaluator operand;
    private final ColumnType type;
    private final boolean bytes;
    private final LongValues result = new LongValues();

    LengthEvaluator(Evaluator operand, ColumnType type, boolean bytes) {
        this.operand = operand;
        this.type = type;
        this.bytes = bytes;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BlockValues values = operand.evaluate(batch);
        int rows = batch.rows();
        long[] out = result.values(rows);
        result.shareValidity(values.validity());
        if (values instanceof BytesValues given) {
            given.resolve();
            for (int i = 0; i < rows; i++) {
                out[i] = given.isNull(i) ? 0 : length(given, i);
            }
        }
        return result;
    }

    private long length(BytesValues values, int row) {
        return switch (type.kind()) {
            case STRING, JSON ->
                    bytes
                            ? values.length(row)
                            : Utf8.length(values.heap(), values.start(row), values.length(row));
            case LIST, VECTOR ->
                    bytes ? values.length(row) : values.length(row) / type.element().bytes();
            case STRING_LIST -> TextListBytes.count(values.heap(), values.start(row));
            case BINARY, SCALAR, TIMESTAMP -> values.length(row);
        };
    }
}
