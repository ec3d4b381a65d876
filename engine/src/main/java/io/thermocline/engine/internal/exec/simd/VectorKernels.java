package io.thermocline.engine.internal.exec.simd;

import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.kernel.DoubleLanes;
import io.thermocline.engine.internal.exec.kernel.Kernels;
import io.thermocline.engine.internal.exec.kernel.LongSummary;
import io.thermocline.engine.internal.exec.kernel.PositionGrid;
import io.thermocline.engine.internal.exec.kernel.ScalarKernels;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Kernels on SIMD vectors of 256 or 512 bits. Rows that fill no vector go to the scalar kernels.
 */
public final class VectorKernels implements Kernels {
    private static final VectorSpecies<Double> F64 = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F32 = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> I64 = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I32 = IntVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** Rows of one word of bits. */
    private static final int WORD = Long.SIZE;

    /** Lanes of one pass over a block: two chains of additions. */
    private static final int PASS = 2 * F64.length();

    /**
     * Creates the kernels.
     *
     * @throws UnsupportedOperationException if the machine's vectors are too short to help, or
     *     longer than the lanes of a sum
     */
    public VectorKernels() {
        if (F64.length() < 4 || F64.length() > 8) {
            throw new UnsupportedOperationException(
                    "SIMD kernels: expected vectors of 256 or 512 bits, found "
                            + F64.vectorBitSize());
        }
    }

    @Override
    public String name() {
        return "SIMD of " + F64.vectorBitSize() + " bits";
    }

    @Override
    public void rangeF64(
            MemorySegment memory, long offset, int rows, double low, double high, long[] out) {
        int whole = rows & -WORD;
        for (int row = 0; row < whole; row += WORD) {
            long word = 0;
            for (int i = 0; i < WORD; i += F64.length()) {
                long at = offset + (long) (row + i) * Double.BYTES;
                var values = DoubleVector.fromMemorySegment(F64, memory, at, ORDER);
                word |= within(values, low, high) << i;
            }
            out[row >>> 6] = word;
        }
        if (whole < rows) {
            long at = offset + (long) whole * Double.BYTES;
            out[whole >>> 6] = ScalarKernels.wordF64(memory, at, rows - whole, low, high);
        }
    }

    private static long within(DoubleVector values, double low, double high) {
        return values.compare(VectorOperators.GE, low)
                .and(values.compare(VectorOperators.LE, high))
                .toLong();
    }

    @Override
    public void rangeF64(double[] values, int rows, double low, double high, long[] out) {
        int whole = rows & -WORD;
        for (int row = 0; row < whole; row += WORD) {
            long word = 0;
            for (int i = 0; i < WORD; i += F64.length()) {
                word |= within(DoubleVector.fromArray(F64, values, row + i), low, high) << i;
            }
            out[row >>> 6] = word;
        }
        if (whole < rows) {
            out[whole >>> 6] = ScalarKernels.wordF64(values, whole, rows - whole, low, high);
        }
    }

    @Override
    public void rangeF32(
            MemorySegment memory, long offset, int rows, float low, float high, long[] out) {
        int whole = rows & -WORD;
        for (int row = 0; row < whole; row += WORD) {
            long word = 0;
            for (int i = 0; i < WORD; i += F32.length()) {
                long at = offset + (long) (row + i) * Float.BYTES;
                var values = FloatVector.fromMemorySegment(F32, memory, at, ORDER);
                word |= within(values, low, high) << i;
            }
            out[row >>> 6] = word;
        }
        if (whole < rows) {
            long at = offset + (long) whole * Float.BYTES;
            out[whole >>> 6] = ScalarKernels.wordF32(memory, at, rows - whole, low, high);
        }
    }

    private static long within(FloatVector values, float low, float high) {
        return values.compare(VectorOperators.GE, low)
                .and(values.compare(VectorOperators.LE, high))
                .toLong();
    }

    @Override
    public void rangeI64(
            MemorySegment memory, long offset, int rows, long low, long high, long[] out) {
        int whole = rows & -WORD;
        for (int row = 0; row < whole; row += WORD) {
            long word = 0;
            for (int i = 0; i < WORD; i += I64.length()) {
                long at = offset + (long) (row + i) * Long.BYTES;
                var values = LongVector.fromMemorySegment(I64, memory, at, ORDER);
                word |= within(values, low, high) << i;
            }
            out[row >>> 6] = word;
        }
        if (whole < rows) {
            long at = offset + (long) whole * Long.BYTES;
            out[whole >>> 6] = ScalarKernels.wordI64(memory, at, rows - whole, low, high);
        }
    }

    private static long within(LongVector values, long low, long high) {
        return values.compare(VectorOperators.GE, low)
                .and(values.compare(VectorOperators.LE, high))
                .toLong();
    }

    @Override
    public void rangeI64(long[] values, int rows, long low, long high, long[] out) {
        int whole = rows & -WORD;
        for (int row = 0; row < whole; row += WORD) {
            long word = 0;
            for (int i = 0; i < WORD; i += I64.length()) {
                word |= within(LongVector.fromArray(I64, values, row + i), low, high) << i;
            }
            out[row >>> 6] = word;
        }
        if (whole < rows) {
            out[whole >>> 6] = ScalarKernels.wordI64(values, whole, rows - whole, low, high);
        }
    }

    @Override
    public void rangeI32(
            MemorySegment memory, long offset, int rows, int low, int high, long[] out) {
        int whole = rows & -WORD;
        for (int row = 0; row < whole; row += WORD) {
            long word = 0;
            for (int i = 0; i < WORD; i += I32.length()) {
                long at = offset + (long) (row + i) * Integer.BYTES;
                var values = IntVector.fromMemorySegment(I32, memory, at, ORDER);
                word |= within(values, low, high) << i;
            }
            out[row >>> 6] = word;
        }
        if (whole < rows) {
            long at = offset + (long) whole * Integer.BYTES;
            out[whole >>> 6] = ScalarKernels.wordI32(memory, at, rows - whole, low, high);
        }
    }

    private static long within(IntVector values, int low, int high) {
        return values.compare(VectorOperators.GE, low)
                .and(values.compare(VectorOperators.LE, high))
                .toLong();
    }

    @Override
    public void sumF64(
            MemorySegment memory,
            long offset,
            int rows,
            long @Nullable [] mask,
            int maskFrom,
            DoubleLanes lanes) {
        if (mask == null) {
            sumAll(memory, offset, rows, lanes);
        } else {
            sumMasked(memory, offset, rows, mask, maskFrom, lanes);
        }
    }

    private static void sumAll(MemorySegment memory, long offset, int rows, DoubleLanes lanes) {
        for (int lane = 0; lane < PositionGrid.LANES; lane += PASS) {
            int second = lane + F64.length();
            DoubleVector sumA = DoubleVector.fromArray(F64, lanes.sums, lane);
            DoubleVector sumB = DoubleVector.fromArray(F64, lanes.sums, second);
            DoubleVector errorA = DoubleVector.fromArray(F64, lanes.errors, lane);
            DoubleVector errorB = DoubleVector.fromArray(F64, lanes.errors, second);
            DoubleVector minA = DoubleVector.fromArray(F64, lanes.mins, lane);
            DoubleVector minB = DoubleVector.fromArray(F64, lanes.mins, second);
            DoubleVector maxA = DoubleVector.fromArray(F64, lanes.maxs, lane);
            DoubleVector maxB = DoubleVector.fromArray(F64, lanes.maxs, second);
            for (int row = lane; row < rows; row += PositionGrid.LANES) {
                long at = offset + (long) row * Double.BYTES;
                var a = DoubleVector.fromMemorySegment(F64, memory, at, ORDER);
                var b =
                        DoubleVector.fromMemorySegment(
                                F64, memory, at + F64.vectorByteSize(), ORDER);
                DoubleVector nextA = sumA.add(a);
                DoubleVector nextB = sumB.add(b);
                DoubleVector partA = nextA.sub(sumA);
                DoubleVector partB = nextB.sub(sumB);
                errorA = errorA.add(sumA.sub(nextA.sub(partA)).add(a.sub(partA)));
                errorB = errorB.add(sumB.sub(nextB.sub(partB)).add(b.sub(partB)));
                sumA = nextA;
                sumB = nextB;
                minA = minA.blend(a, a.compare(VectorOperators.LT, minA));
                minB = minB.blend(b, b.compare(VectorOperators.LT, minB));
                maxA = maxA.blend(a, a.compare(VectorOperators.GT, maxA));
                maxB = maxB.blend(b, b.compare(VectorOperators.GT, maxB));
            }
            sumA.intoArray(lanes.sums, lane);
            sumB.intoArray(lanes.sums, second);
            errorA.intoArray(lanes.errors, lane);
            errorB.intoArray(lanes.errors, second);
            minA.intoArray(lanes.mins, lane);
            minB.intoArray(lanes.mins, second);
            maxA.intoArray(lanes.maxs, lane);
            maxB.intoArray(lanes.maxs, second);
        }
    }

    private static void sumMasked(
            MemorySegment memory,
            long offset,
            int rows,
            long[] mask,
            int maskFrom,
            DoubleLanes lanes) {
        DoubleVector zero = DoubleVector.zero(F64);
        for (int lane = 0; lane < PositionGrid.LANES; lane += PASS) {
            int second = lane + F64.length();
            DoubleVector sumA = DoubleVector.fromArray(F64, lanes.sums, lane);
            DoubleVector sumB = DoubleVector.fromArray(F64, lanes.sums, second);
            DoubleVector errorA = DoubleVector.fromArray(F64, lanes.errors, lane);
            DoubleVector errorB = DoubleVector.fromArray(F64, lanes.errors, second);
            DoubleVector minA = DoubleVector.fromArray(F64, lanes.mins, lane);
            DoubleVector minB = DoubleVector.fromArray(F64, lanes.mins, second);
            DoubleVector maxA = DoubleVector.fromArray(F64, lanes.maxs, lane);
            DoubleVector maxB = DoubleVector.fromArray(F64, lanes.maxs, second);
            for (int row = lane; row < rows; row += PositionGrid.LANES) {
                long at = offset + (long) row * Double.BYTES;
                int bits = Bits.sixteen(mask, maskFrom + row);
                var countA = VectorMask.fromLong(F64, bits);
                var countB = VectorMask.fromLong(F64, bits >>> F64.length());
                var allA = DoubleVector.fromMemorySegment(F64, memory, at, ORDER);
                var allB =
                        DoubleVector.fromMemorySegment(
                                F64, memory, at + F64.vectorByteSize(), ORDER);
                DoubleVector a = zero.blend(allA, countA);
                DoubleVector b = zero.blend(allB, countB);
                DoubleVector nextA = sumA.add(a);
                DoubleVector nextB = sumB.add(b);
                DoubleVector partA = nextA.sub(sumA);
                DoubleVector partB = nextB.sub(sumB);
                errorA = errorA.add(sumA.sub(nextA.sub(partA)).add(a.sub(partA)));
                errorB = errorB.add(sumB.sub(nextB.sub(partB)).add(b.sub(partB)));
                sumA = nextA;
                sumB = nextB;
                minA = minA.blend(a, a.compare(VectorOperators.LT, minA).and(countA));
                minB = minB.blend(b, b.compare(VectorOperators.LT, minB).and(countB));
                maxA = maxA.blend(a, a.compare(VectorOperators.GT, maxA).and(countA));
                maxB = maxB.blend(b, b.compare(VectorOperators.GT, maxB).and(countB));
            }
            sumA.intoArray(lanes.sums, lane);
            sumB.intoArray(lanes.sums, second);
            errorA.intoArray(lanes.errors, lane);
            errorB.intoArray(lanes.errors, second);
            minA.intoArray(lanes.mins, lane);
            minB.intoArray(lanes.mins, second);
            maxA.intoArray(lanes.maxs, lane);
            maxB.intoArray(lanes.maxs, second);
        }
    }

    @Override
    public void sumF64(
            double[] values,
            int from,
            int rows,
            long @Nullable [] mask,
            int maskFrom,
            DoubleLanes lanes) {
        if (mask == null) {
            sumAll(values, from, rows, lanes);
        } else {
            sumMasked(values, from, rows, mask, maskFrom, lanes);
        }
    }

    private static void sumAll(double[] values, int from, int rows, DoubleLanes lanes) {
        for (int lane = 0; lane < PositionGrid.LANES; lane += PASS) {
            int second = lane + F64.length();
            DoubleVector sumA = DoubleVector.fromArray(F64, lanes.sums, lane);
            DoubleVector sumB = DoubleVector.fromArray(F64, lanes.sums, second);
            DoubleVector errorA = DoubleVector.fromArray(F64, lanes.errors, lane);
            DoubleVector errorB = DoubleVector.fromArray(F64, lanes.errors, second);
            DoubleVector minA = DoubleVector.fromArray(F64, lanes.mins, lane);
            DoubleVector minB = DoubleVector.fromArray(F64, lanes.mins, second);
            DoubleVector maxA = DoubleVector.fromArray(F64, lanes.maxs, lane);
            DoubleVector maxB = DoubleVector.fromArray(F64, lanes.maxs, second);
            for (int row = lane; row < rows; row += PositionGrid.LANES) {
                DoubleVector a = DoubleVector.fromArray(F64, values, from + row);
                DoubleVector b = DoubleVector.fromArray(F64, values, from + row + F64.length());
                DoubleVector nextA = sumA.add(a);
                DoubleVector nextB = sumB.add(b);
                DoubleVector partA = nextA.sub(sumA);
                DoubleVector partB = nextB.sub(sumB);
                errorA = errorA.add(sumA.sub(nextA.sub(partA)).add(a.sub(partA)));
                errorB = errorB.add(sumB.sub(nextB.sub(partB)).add(b.sub(partB)));
                sumA = nextA;
                sumB = nextB;
                minA = minA.blend(a, a.compare(VectorOperators.LT, minA));
                minB = minB.blend(b, b.compare(VectorOperators.LT, minB));
                maxA = maxA.blend(a, a.compare(VectorOperators.GT, maxA));
                maxB = maxB.blend(b, b.compare(VectorOperators.GT, maxB));
            }
            sumA.intoArray(lanes.sums, lane);
            sumB.intoArray(lanes.sums, second);
            errorA.intoArray(lanes.errors, lane);
            errorB.intoArray(lanes.errors, second);
            minA.intoArray(lanes.mins, lane);
            minB.intoArray(lanes.mins, second);
            maxA.intoArray(lanes.maxs, lane);
            maxB.intoArray(lanes.maxs, second);
        }
    }

    private static void sumMasked(
            double[] values, int from, int rows, long[] mask, int maskFrom, DoubleLanes lanes) {
        DoubleVector zero = DoubleVector.zero(F64);
        for (int lane = 0; lane < PositionGrid.LANES; lane += PASS) {
            int second = lane + F64.length();
            DoubleVector sumA = DoubleVector.fromArray(F64, lanes.sums, lane);
            DoubleVector sumB = DoubleVector.fromArray(F64, lanes.sums, second);
            DoubleVector errorA = DoubleVector.fromArray(F64, lanes.errors, lane);
            DoubleVector errorB = DoubleVector.fromArray(F64, lanes.errors, second);
            DoubleVector minA = DoubleVector.fromArray(F64, lanes.mins, lane);
            DoubleVector minB = DoubleVector.fromArray(F64, lanes.mins, second);
            DoubleVector maxA = DoubleVector.fromArray(F64, lanes.maxs, lane);
            DoubleVector maxB = DoubleVector.fromArray(F64, lanes.maxs, second);
            for (int row = lane; row < rows; row += PositionGrid.LANES) {
                int bits = Bits.sixteen(mask, maskFrom + row);
                var countA = VectorMask.fromLong(F64, bits);
                var countB = VectorMask.fromLong(F64, bits >>> F64.length());
                var allA = DoubleVector.fromArray(F64, values, from + row);
                var allB = DoubleVector.fromArray(F64, values, from + row + F64.length());
                DoubleVector a = zero.blend(allA, countA);
                DoubleVector b = zero.blend(allB, countB);
                DoubleVector nextA = sumA.add(a);
                DoubleVector nextB = sumB.add(b);
                DoubleVector partA = nextA.sub(sumA);
                DoubleVector partB = nextB.sub(sumB);
                errorA = errorA.add(sumA.sub(nextA.sub(partA)).add(a.sub(partA)));
                errorB = errorB.add(sumB.sub(nextB.sub(partB)).add(b.sub(partB)));
                sumA = nextA;
                sumB = nextB;
                minA = minA.blend(a, a.compare(VectorOperators.LT, minA).and(countA));
                minB = minB.blend(b, b.compare(VectorOperators.LT, minB).and(countB));
                maxA = maxA.blend(a, a.compare(VectorOperators.GT, maxA).and(countA));
                maxB = maxB.blend(b, b.compare(VectorOperators.GT, maxB).and(countB));
            }
            sumA.intoArray(lanes.sums, lane);
            sumB.intoArray(lanes.sums, second);
            errorA.intoArray(lanes.errors, lane);
            errorB.intoArray(lanes.errors, second);
            minA.intoArray(lanes.mins, lane);
            minB.intoArray(lanes.mins, second);
            maxA.intoArray(lanes.maxs, lane);
            maxB.intoArray(lanes.maxs, second);
        }
    }

    @Override
    public void sumI64(long[] values, int rows, long @Nullable [] mask, LongSummary summary) {
        LongVector highs = LongVector.zero(I64);
        LongVector lows = LongVector.zero(I64);
        LongVector min = LongVector.broadcast(I64, summary.min);
        LongVector max = LongVector.broadcast(I64, summary.max);
        int whole = rows & -I64.length();
        for (int row = 0; row < whole; row += I64.length()) {
            LongVector v = LongVector.fromArray(I64, values, row);
            if (mask != null) {
                var counts = VectorMask.fromLong(I64, mask[row >>> 6] >>> row);
                min = min.blend(v, v.compare(VectorOperators.LT, min).and(counts));
                max = max.blend(v, v.compare(VectorOperators.GT, max).and(counts));
                v = LongVector.zero(I64).blend(v, counts);
            } else {
                min = min.min(v);
                max = max.max(v);
            }
            highs = highs.add(v.lanewise(VectorOperators.ASHR, 32));
            lows = lows.add(v.and(0xFFFFFFFFL));
        }
        summary.sum.addHalves(
                highs.reduceLanes(VectorOperators.ADD), lows.reduceLanes(VectorOperators.ADD));
        summary.min = min.reduceLanes(VectorOperators.MIN);
        summary.max = max.reduceLanes(VectorOperators.MAX);
        for (int row = whole; row < rows; row++) {
            if (mask == null || Bits.get(mask, row)) {
                summary.add(values[row]);
            }
        }
    }
}
