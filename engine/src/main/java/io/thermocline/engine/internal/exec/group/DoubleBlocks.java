package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.ColumnEvaluator;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.kernel.CompensatedSum;
import io.thermocline.engine.internal.exec.kernel.DoubleLanes;
import io.thermocline.engine.internal.exec.kernel.Kernels;
import io.thermocline.engine.internal.exec.kernel.PositionGrid;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * Sums real numbers on the position grid: row by row into the lane of its position, lanes into a
 * block of positions, blocks into the span. Batches may begin and end anywhere in a block: its
 * lanes go on with the next batch. One thread at a time.
 */
final class DoubleBlocks {
    private final Evaluator argument;
    private final Kernels kernels;
    private final DoubleLanes lanes = new DoubleLanes();
    private final long[] mask = new long[Batch.WORDS];

    /** Sum of the finished blocks of the span. */
    private final CompensatedSum span = new CompensatedSum();

    /** Block that the lanes belong to; meaningless while {@link #begun} is false. */
    private long block;

    private boolean begun;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long count;
    private long nanCount;

    DoubleBlocks(Evaluator argument, QueryContext context) {
        this.argument = argument;
        this.kernels = context.kernels();
    }

    /** Adds the live rows of a batch. */
    void add(Batch batch) {
        int rows = batch.rows();
        Source source = source(batch);
        long @Nullable [] counted = States.mask(source.valid, batch.live(), rows, mask);
        int countedRows = counted == null ? rows : Bits.count(counted, rows);
        if (countedRows == 0) {
            return;
        }
        count += countedRows;
        if (!batch.isContiguous()) {
            addScattered(batch, source, counted);
            return;
        }
        boolean nan = false;
        long first = batch.position(0);
        for (int from = 0; from < rows; ) {
            long position = first + from;
            long block = PositionGrid.block(position);
            turnTo(block);
            long left = (block + 1) * PositionGrid.BLOCK_ROWS - position;
            int to = (int) Math.min(rows, from + left);
            addStretch(source, from, to, position, counted);
            nan |= lanes.hasNaN();
            from = to;
        }
        if (nan) {
            nanCount += source.countNaN(rows, counted);
        }
    }

    /** Adds rows [from, to), which lie in one block of positions. */
    private void addStretch(
            Source source, int from, int to, long position, long @Nullable [] counted) {
        int head = Math.min(to - from, -PositionGrid.lane(position) & (PositionGrid.LANES - 1));
        int whole = (to - from - head) & -PositionGrid.LANES;
        int lane = PositionGrid.lane(position);
        for (int row = from; row < from + head; row++) {
            source.addOne(row, lane++, counted);
        }
        if (whole > 0) {
            source.addMany(from + head, whole, counted);
        }
        lane = 0;
        for (int row = from + head + whole; row < to; row++) {
            source.addOne(row, lane++, counted);
        }
    }

    private void addScattered(Batch batch, Source source, long @Nullable [] counted) {
        for (int row = 0; row < batch.rows(); row++) {
            if (counted == null || Bits.get(counted, row)) {
                long position = batch.position(row);
                turnTo(PositionGrid.block(position));
                double value = source.get(row);
                lanes.add(PositionGrid.lane(position), value);
                nanCount += Double.isNaN(value) ? 1 : 0;
            }
        }
    }

    private void turnTo(long next) {
        if (!begun || block != next) {
            endBlock();
            begun = true;
            block = next;
        }
    }

    private void endBlock() {
        if (begun) {
            lanes.addTo(span);
            min = Math.min(min, lanes.min());
            max = Math.max(max, lanes.max());
            lanes.reset();
            begun = false;
        }
    }

    // Results of a span -------------------------------------------------------------------------

    /** Ends the block that is open; the results are complete then. */
    void endSpan() {
        endBlock();
    }

    /** Starts the next span. */
    void reset() {
        span.reset();
        min = Double.POSITIVE_INFINITY;
        max = Double.NEGATIVE_INFINITY;
        count = 0;
        nanCount = 0;
    }

    CompensatedSum sum() {
        return span;
    }

    long count() {
        return count;
    }

    long nanCount() {
        return nanCount;
    }

    /** Returns the smallest number, or +infinity. */
    double min() {
        return min;
    }

    /** Returns the largest number, or −infinity. */
    double max() {
        return max;
    }

    // Values ------------------------------------------------------------------------------------

    private Source source(Batch batch) {
        if (argument instanceof ColumnEvaluator column) {
            ColumnVector vector = batch.stored(column.slot());
            if (vector != null
                    && vector.type().kind() == ColumnType.Kind.SCALAR
                    && vector.type().element() == ElementType.FLOAT64
                    && vector.values().isNative()) {
                return new Stored(vector, column.validity(batch));
            }
        }
        return new Computed((DoubleValues) argument.evaluate(batch));
    }

    /** Values of one batch, stored or computed. */
    private abstract class Source {
        final long @Nullable [] valid;

        Source(long @Nullable [] valid) {
            this.valid = valid;
        }

        abstract double get(int row);

        /** Adds rows from one that belongs to lane 0 on, a multiple of the lanes. */
        abstract void addMany(int row, int rows, long @Nullable [] counted);

        final void addOne(int row, int lane, long @Nullable [] counted) {
            if (counted == null || Bits.get(counted, row)) {
                lanes.add(lane, get(row));
            }
        }

        final int countNaN(int rows, long @Nullable [] counted) {
            int found = 0;
            for (int row = 0; row < rows; row++) {
                boolean nan = Double.isNaN(get(row));
                found += nan && (counted == null || Bits.get(counted, row)) ? 1 : 0;
            }
            return found;
        }
    }

    /** Values where they are stored. */
    private final class Stored extends Source {
        private final MemorySegment memory;
        private final long offset;

        Stored(ColumnVector vector, long @Nullable [] valid) {
            super(valid);
            this.memory = vector.values();
            this.offset = vector.firstRow() * Double.BYTES;
        }

        @Override
        double get(int row) {
            return memory.get(ColumnVector.DOUBLE, offset + (long) row * Double.BYTES);
        }

        @Override
        void addMany(int row, int rows, long @Nullable [] counted) {
            kernels.sumF64(memory, offset + (long) row * Double.BYTES, rows, counted, row, lanes);
        }
    }

    /** Values in an array. */
    private final class Computed extends Source {
        private final double[] values;

        Computed(DoubleValues values) {
            super(values.validity());
            this.values = values.values();
        }

        @Override
        double get(int row) {
            return values[row];
        }

        @Override
        void addMany(int row, int rows, long @Nullable [] counted) {
            kernels.sumF64(values, row, rows, counted, row, lanes);
        }
    }
}
