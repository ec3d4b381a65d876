package io.thermocline.engine.internal.exec.kernel;

import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** Kernels in plain Java: what runs without the Vector API, and the oracle of its tests. */
public final class ScalarKernels implements Kernels {
    /** Lanes summed in one pass: their sums and errors stay in registers. */
    private static final int GROUP = 4;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void rangeF64(
            MemorySegment memory, long offset, int rows, double low, double high, long[] out) {
        for (int row = 0; row < rows; row += Long.SIZE) {
            long at = offset + (long) row * Double.BYTES;
            out[row >>> 6] = wordF64(memory, at, Math.min(Long.SIZE, rows - row), low, high);
        }
    }

    /** Returns the bits of up to 64 rows that lie in a range. */
    public static long wordF64(
            MemorySegment memory, long offset, int rows, double low, double high) {
        long word = 0;
        for (int i = 0; i < rows; i++) {
            double value = memory.get(ColumnVector.DOUBLE, offset + (long) i * Double.BYTES);
            word |= ((value >= low ? 1L : 0L) & (value <= high ? 1L : 0L)) << i;
        }
        return word;
    }

    @Override
    public void rangeF32(
            MemorySegment memory, long offset, int rows, float low, float high, long[] out) {
        for (int row = 0; row < rows; row += Long.SIZE) {
            long at = offset + (long) row * Float.BYTES;
            out[row >>> 6] = wordF32(memory, at, Math.min(Long.SIZE, rows - row), low, high);
        }
    }

    /** Returns the bits of up to 64 rows that lie in a range. */
    public static long wordF32(MemorySegment memory, long offset, int rows, float low, float high) {
        long word = 0;
        for (int i = 0; i < rows; i++) {
            float value = memory.get(ColumnVector.FLOAT, offset + (long) i * Float.BYTES);
            word |= ((value >= low ? 1L : 0L) & (value <= high ? 1L : 0L)) << i;
        }
        return word;
    }

    @Override
    public void rangeI64(
            MemorySegment memory, long offset, int rows, long low, long high, long[] out) {
        for (int row = 0; row < rows; row += Long.SIZE) {
            long at = offset + (long) row * Long.BYTES;
            out[row >>> 6] = wordI64(memory, at, Math.min(Long.SIZE, rows - row), low, high);
        }
    }

    /** Returns the bits of up to 64 rows that lie in a range. */
    public static long wordI64(MemorySegment memory, long offset, int rows, long low, long high) {
        long word = 0;
        for (int i = 0; i < rows; i++) {
            long value = memory.get(ColumnVector.LONG, offset + (long) i * Long.BYTES);
            word |= ((value >= low ? 1L : 0L) & (value <= high ? 1L : 0L)) << i;
        }
        return word;
    }

    @Override
    public void rangeI32(
            MemorySegment memory, long offset, int rows, int low, int high, long[] out) {
        for (int row = 0; row < rows; row += Long.SIZE) {
            long at = offset + (long) row * Integer.BYTES;
            out[row >>> 6] = wordI32(memory, at, Math.min(Long.SIZE, rows - row), low, high);
        }
    }

    /** Returns the bits of up to 64 rows that lie in a range. */
    public static long wordI32(MemorySegment memory, long offset, int rows, int low, int high) {
        long word = 0;
        for (int i = 0; i < rows; i++) {
            int value = memory.get(ColumnVector.INT, offset + (long) i * Integer.BYTES);
            word |= ((value >= low ? 1L : 0L) & (value <= high ? 1L : 0L)) << i;
        }
        return word;
    }

    @Override
    public void rangeF64(double[] values, int rows, double low, double high, long[] out) {
        for (int row = 0; row < rows; row += Long.SIZE) {
            out[row >>> 6] = wordF64(values, row, Math.min(Long.SIZE, rows - row), low, high);
        }
    }

    /** Returns the bits of up to 64 rows that lie in a range. */
    public static long wordF64(double[] values, int from, int rows, double low, double high) {
        long word = 0;
        for (int i = 0; i < rows; i++) {
            double value = values[from + i];
            word |= ((value >= low ? 1L : 0L) & (value <= high ? 1L : 0L)) << i;
        }
        return word;
    }

    @Override
    public void rangeI64(long[] values, int rows, long low, long high, long[] out) {
        for (int row = 0; row < rows; row += Long.SIZE) {
            out[row >>> 6] = wordI64(values, row, Math.min(Long.SIZE, rows - row), low, high);
        }
    }

    /** Returns the bits of up to 64 rows that lie in a range. */
    public static long wordI64(long[] values, int from, int rows, long low, long high) {
        long word = 0;
        for (int i = 0; i < rows; i++) {
            long value = values[from + i];
            word |= ((value >= low ? 1L : 0L) & (value <= high ? 1L : 0L)) << i;
        }
        return word;
    }

    @Override
    public void sumF64(
            MemorySegment memory,
            long offset,
            int rows,
            long @Nullable [] mask,
            int maskFrom,
            DoubleLanes lanes) {
        if (mask != null) {
            for (int i = 0; i < rows; i++) {
                if (Bits.get(mask, maskFrom + i)) {
                    double value =
                            memory.get(ColumnVector.DOUBLE, offset + (long) i * Double.BYTES);
                    lanes.add(i & (PositionGrid.LANES - 1), value);
                }
            }
            return;
        }
        for (int lane = 0; lane < PositionGrid.LANES; lane += GROUP) {
            sumGroup(memory, offset, rows, lane, lanes);
        }
    }

    /** Adds the rows of four lanes; four independent chains. */
    private static void sumGroup(
            MemorySegment memory, long offset, int rows, int lane, DoubleLanes lanes) {
        double s0 = lanes.sums[lane];
        double s1 = lanes.sums[lane + 1];
        double s2 = lanes.sums[lane + 2];
        double s3 = lanes.sums[lane + 3];
        double e0 = lanes.errors[lane];
        double e1 = lanes.errors[lane + 1];
        double e2 = lanes.errors[lane + 2];
        double e3 = lanes.errors[lane + 3];
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int row = lane; row < rows; row += PositionGrid.LANES) {
            long at = offset + (long) row * Double.BYTES;
            double v0 = memory.get(ColumnVector.DOUBLE, at);
            double v1 = memory.get(ColumnVector.DOUBLE, at + 8);
            double v2 = memory.get(ColumnVector.DOUBLE, at + 16);
            double v3 = memory.get(ColumnVector.DOUBLE, at + 24);
            double t0 = s0 + v0;
            double t1 = s1 + v1;
            double t2 = s2 + v2;
            double t3 = s3 + v3;
            double p0 = t0 - s0;
            double p1 = t1 - s1;
            double p2 = t2 - s2;
            double p3 = t3 - s3;
            e0 += (s0 - (t0 - p0)) + (v0 - p0);
            e1 += (s1 - (t1 - p1)) + (v1 - p1);
            e2 += (s2 - (t2 - p2)) + (v2 - p2);
            e3 += (s3 - (t3 - p3)) + (v3 - p3);
            s0 = t0;
            s1 = t1;
            s2 = t2;
            s3 = t3;
            min = smaller(smaller(min, v0, v1), v2, v3);
            max = larger(larger(max, v0, v1), v2, v3);
        }
        store(lanes.sums, lane, s0, s1, s2, s3);
        store(lanes.errors, lane, e0, e1, e2, e3);
        lanes.mins[lane] = smaller(lanes.mins[lane], min, min);
        lanes.maxs[lane] = larger(lanes.maxs[lane], max, max);
    }

    private static void store(double[] to, int at, double a, double b, double c, double d) {
        to[at] = a;
        to[at + 1] = b;
        to[at + 2] = c;
        to[at + 3] = d;
    }

    /** NaN is smaller than nothing. */
    private static double smaller(double min, double a, double b) {
        double first = a < min ? a : min;
        return b < first ? b : first;
    }

    private static double larger(double max, double a, double b) {
        double first = a > max ? a : max;
        return b > first ? b : first;
    }

    @Override
    public void sumF64(
            double[] values,
            int from,
            int rows,
            long @Nullable [] mask,
            int maskFrom,
            DoubleLanes lanes) {
        for (int i = 0; i < rows; i++) {
            if (mask == null || Bits.get(mask, maskFrom + i)) {
                lanes.add(i & (PositionGrid.LANES - 1), values[from + i]);
            }
        }
    }

    @Override
    public void sumI64(long[] values, int rows, long @Nullable [] mask, LongSummary summary) {
        long highs = 0;
        long lows = 0;
        long min = summary.min;
        long max = summary.max;
        for (int i = 0; i < rows; i++) {
            if (mask == null || Bits.get(mask, i)) {
                long value = values[i];
                highs += value >> 32;
                lows += value & 0xFFFFFFFFL;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        summary.sum.addHalves(highs, lows);
        summary.min = min;
        summary.max = max;
    }
}
