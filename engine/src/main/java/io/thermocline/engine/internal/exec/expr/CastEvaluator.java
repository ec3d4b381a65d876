package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.ColumnLoader;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.formats.array.ElementType;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * CAST. Reals become integers by rounding half to even, and a value outside of the range of the
 * target is an error. See {@link TextCasts} for casts from and to text.
 */
final class CastEvaluator extends Evaluator {
    private final Expr.Cast expr;
    private final Evaluator operand;
    private final BlockValues result;
    private final ScratchHeap heap;

    private CastEvaluator(Expr.Cast expr, Evaluator operand, QueryContext context) {
        this.expr = expr;
        this.operand = operand;
        this.result = ColumnLoader.newValues(expr.kind());
        this.heap = new ScratchHeap(context);
    }

    /** Returns the operand itself where the values are the same in both types. */
    static Evaluator of(Expr.Cast expr, Evaluator operand, QueryContext context) {
        boolean sameKind = expr.kind() == expr.operand().kind();
        boolean widens = expr.type().element().bytes() >= expr.operand().type().element().bytes();
        return sameKind && widens ? operand : new CastEvaluator(expr, operand, context);
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BlockValues values = operand.evaluate(batch);
        int rows = batch.rows();
        result.shareValidity(values.validity());
        switch (result) {
            case LongValues longs -> toLong(batch, values, longs.values(rows));
            case DoubleValues doubles -> toDouble(batch, values, doubles.values(rows));
            case BoolValues bools -> toBool(batch, values, bools.bits());
            case ComplexValues complex -> toComplex(values, complex, rows);
            case BytesValues bytes -> toText(values, bytes, rows);
        }
        return result;
    }

    private void toLong(Batch batch, BlockValues values, long[] out) {
        int unused = Long.SIZE - Byte.SIZE * expr.type().element().bytes();
        long least = Long.MIN_VALUE >> unused;
        long most = Long.MAX_VALUE >> unused;
        for (int i = 0; i < batch.rows(); i++) {
            switch (values) {
                case LongValues longs -> {
                    out[i] = longs.values()[i];
                    if ((out[i] < least || out[i] > most) && counts(batch, i)) {
                        throw outOfRange(batch, i, String.valueOf(out[i]));
                    }
                }
                case DoubleValues doubles -> {
                    double value = Math.rint(doubles.values()[i]);
                    out[i] = (long) value;
                    boolean inside = value >= least && value <= most && value < 0x1p63;
                    if (!inside && counts(batch, i)) {
                        throw outOfRange(batch, i, String.valueOf(doubles.values()[i]));
                    }
                }
                case BoolValues bools -> out[i] = bools.get(i) ? 1 : 0;
                case BytesValues bytes -> {
                    out[i] = 0;
                    if (counts(batch, i)) {
                        Long value = TextCasts.toLong(text(bytes, i), expr.type());
                        if (value == null || value < least || value > most) {
                            throw outOfRange(batch, i, "'" + text(bytes, i) + "'");
                        }
                        out[i] = value;
                    }
                }
                case ComplexValues complex -> throw new IllegalStateException(expr.text());
            }
        }
    }

    private void toDouble(Batch batch, BlockValues values, double[] out) {
        ElementType element = expr.type().element();
        for (int i = 0; i < batch.rows(); i++) {
            double value =
                    switch (values) {
                        case LongValues longs -> longs.values()[i];
                        case DoubleValues doubles -> doubles.values()[i];
                        case BoolValues bools -> bools.get(i) ? 1.0 : 0.0;
                        case BytesValues bytes -> parsed(batch, bytes, i);
                        case ComplexValues complex -> throw new IllegalStateException(expr.text());
                    };
            out[i] =
                    switch (element) {
                        case FLOAT32 -> (float) value;
                        case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
                        default -> value;
                    };
            if (Double.isInfinite(out[i]) && Double.isFinite(value) && counts(batch, i)) {
                throw outOfRange(batch, i, String.valueOf(value));
            }
        }
    }

    private double parsed(Batch batch, BytesValues bytes, int row) {
        if (!counts(batch, row)) {
            return 0.0;
        }
        Double value = TextCasts.toDouble(text(bytes, row));
        if (value == null) {
            throw outOfRange(batch, row, "'" + text(bytes, row) + "'");
        }
        return value;
    }

    private void toBool(Batch batch, BlockValues values, long[] out) {
        int rows = batch.rows();
        Bits.clear(out, rows);
        for (int i = 0; i < rows; i++) {
            boolean value =
                    switch (values) {
                        case LongValues longs -> longs.values()[i] != 0;
                        case DoubleValues doubles -> doubles.values()[i] != 0.0;
                        case BytesValues bytes -> truth(batch, bytes, i);
                        default -> throw new IllegalStateException(expr.text());
                    };
            if (value) {
                Bits.set(out, i);
            }
        }
    }

    private boolean truth(Batch batch, BytesValues bytes, int row) {
        if (!counts(batch, row)) {
            return false;
        }
        Boolean value = TextCasts.toBool(text(bytes, row));
        if (value == null) {
            throw outOfRange(batch, row, "'" + text(bytes, row) + "'");
        }
        return value;
    }

    private void toComplex(BlockValues values, ComplexValues out, int rows) {
        out.reserve(rows);
        boolean narrow = expr.type().element() == ElementType.COMPLEX64;
        for (int i = 0; i < rows; i++) {
            double re =
                    switch (values) {
                        case LongValues longs -> longs.values()[i];
                        case DoubleValues doubles -> doubles.values()[i];
                        case ComplexValues complex -> complex.re()[i];
                        default -> throw new IllegalStateException(expr.text());
                    };
            double im = values instanceof ComplexValues complex ? complex.im()[i] : 0.0;
            out.re()[i] = narrow ? (float) re : re;
            out.im()[i] = narrow ? (float) im : im;
        }
    }

    private void toText(BlockValues values, BytesValues out, int rows) {
        heap.reset();
        out.beginBytes(rows, MemorySegment.NULL);
        for (int i = 0; i < rows; i++) {
            if (out.isNull(i)) {
                out.set(i, 0, 0);
                continue;
            }
            String text =
                    switch (values) {
                        case LongValues longs ->
                                TextCasts.toText(longs.values()[i], expr.operand().type());
                        case DoubleValues doubles ->
                                TextCasts.toText(doubles.values()[i], expr.operand().type());
                        case BoolValues bools -> String.valueOf(bools.get(i));
                        case ComplexValues complex ->
                                TextCasts.toText(complex.re()[i], complex.im()[i]);
                        case BytesValues bytes -> text(bytes, i);
                    };
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.set(i, heap.append(utf8, utf8.length), utf8.length);
        }
        out.setHeap(heap.memory());
    }

    private boolean counts(Batch batch, int row) {
        return !result.isNull(row) && (batch.live() == null || Bits.get(batch.live(), row));
    }

    private static String text(BytesValues bytes, int row) {
        bytes.resolve();
        byte[] copy = new byte[bytes.length(row)];
        MemorySegment.copy(
                bytes.heap(),
                java.lang.foreign.ValueLayout.JAVA_BYTE,
                bytes.start(row),
                copy,
                0,
                copy.length);
        return new String(copy, StandardCharsets.UTF_8);
    }

    private QueryFault outOfRange(Batch batch, int row, String found) {
        return new QueryFault(
                QueryFault.Kind.VALUE,
                expr.span(),
                "CAST: expected a value of "
                        + expr.type().text()
                        + ", found "
                        + found
                        + ", in "
                        + expr.text()
                        + ", row "
                        + batch.position(row));
    }
}
