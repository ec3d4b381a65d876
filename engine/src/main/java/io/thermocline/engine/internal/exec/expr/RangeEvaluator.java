package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.kernel.Kernels;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;

/**
 * Whether numbers lie in a range. Stored columns of the common widths are read where they lie;
 * other values go through arrays.
 */
public final class RangeEvaluator extends Evaluator {
    private final Kernels kernels;
    private final Evaluator operand;
    private final boolean negated;
    private final BoolValues result = new BoolValues();

    /** May be narrowed between batches, by the thread that evaluates. */
    private NumberRange range;

    /**
     * Creates the evaluator.
     *
     * @param negated whether the values outside of the range are wanted
     */
    public RangeEvaluator(Kernels kernels, Evaluator operand, NumberRange range, boolean negated) {
        this.kernels = kernels;
        this.operand = operand;
        this.range = range;
        this.negated = negated;
    }

    /** Changes the range from the next batch on. */
    public void setRange(NumberRange next) {
        range = next;
    }

    /** Returns the range. */
    public NumberRange range() {
        return range;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        int rows = batch.rows();
        boolean complement =
                switch (range) {
                    case NumberRange.Longs longs -> longs(batch, longs);
                    case NumberRange.Doubles doubles -> doubles(batch, doubles);
                };
        if (complement != negated) {
            Bits.not(result.bits(), rows);
        }
        return result;
    }

    private boolean longs(Batch batch, NumberRange.Longs wanted) {
        if (!onStored(batch, wanted)) {
            LongValues values = (LongValues) operand.evaluate(batch);
            result.shareValidity(values.validity());
            kernels.rangeI64(
                    values.values(), batch.rows(), wanted.low(), wanted.high(), result.bits());
        }
        return false;
    }

    private boolean onStored(Batch batch, NumberRange.Longs wanted) {
        ColumnVector vector = stored(batch);
        if (vector == null || vector.type().kind() == ColumnType.Kind.VECTOR) {
            return false;
        }
        MemorySegment memory = vector.values();
        int rows = batch.rows();
        switch (vector.type().element()) {
            case INT64 ->
                    kernels.rangeI64(
                            memory,
                            vector.firstRow() * Long.BYTES,
                            rows,
                            wanted.low(),
                            wanted.high(),
                            result.bits());
            case INT32 -> {
                long low = Math.max(wanted.low(), Integer.MIN_VALUE);
                long high = Math.min(wanted.high(), Integer.MAX_VALUE);
                if (low > high) {
                    Bits.clear(result.bits(), rows);
                } else {
                    kernels.rangeI32(
                            memory,
                            vector.firstRow() * Integer.BYTES,
                            rows,
                            (int) low,
                            (int) high,
                            result.bits());
                }
            }
            default -> {
                return false;
            }
        }
        result.shareValidity(operand.validity(batch));
        return true;
    }

    /** Returns whether the bits are those of the complement. */
    private boolean doubles(Batch batch, NumberRange.Doubles wanted) {
        boolean complement = wanted.nan();
        double low = complement ? Double.NEGATIVE_INFINITY : wanted.low();
        double high = complement ? wanted.complementHigh() : wanted.high();
        if (!onStored(batch, low, high)) {
            DoubleValues values = (DoubleValues) operand.evaluate(batch);
            result.shareValidity(values.validity());
            kernels.rangeF64(values.values(), batch.rows(), low, high, result.bits());
        }
        return complement;
    }

    private boolean onStored(Batch batch, double low, double high) {
        ColumnVector vector = stored(batch);
        if (vector == null || vector.type().kind() != ColumnType.Kind.SCALAR) {
            return false;
        }
        MemorySegment memory = vector.values();
        int rows = batch.rows();
        long first = vector.firstRow();
        switch (vector.type().element()) {
            case FLOAT64 ->
                    kernels.rangeF64(memory, first * Double.BYTES, rows, low, high, result.bits());
            case FLOAT32 ->
                    kernels.rangeF32(
                            memory,
                            first * Float.BYTES,
                            rows,
                            floatAtLeast(low),
                            floatAtMost(high),
                            result.bits());
            default -> {
                return false;
            }
        }
        result.shareValidity(operand.validity(batch));
        return true;
    }

    private @org.jspecify.annotations.Nullable ColumnVector stored(Batch batch) {
        if (!(operand instanceof ColumnEvaluator column)) {
            return null;
        }
        ColumnVector vector = batch.stored(column.slot());
        return vector != null && vector.values().isNative() ? vector : null;
    }

    /** Returns the smallest float that is not below a bound. */
    private static float floatAtLeast(double bound) {
        float near = (float) bound;
        return near < bound ? Math.nextUp(near) : near;
    }

    /** Returns the largest float that is not above a bound. */
    private static float floatAtMost(double bound) {
        float near = (float) bound;
        return near > bound ? Math.nextDown(near) : near;
    }
}
