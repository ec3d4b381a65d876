package io.thermocline.engine.internal.exec.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * The loops that a scan spends its time in. Every provider gives the same bits.
 *
 * <p>A range kernel sets bit i of {@code out} where {@code low <= value i <= high}, clears it
 * elsewhere (NaN lies in no range), and leaves the bits behind the row count zero. Offsets count
 * bytes of little-endian memory, which must be native or mapped for speed. Thread rules: stateless.
 */
public interface Kernels {
    /** Returns the name for plans and reports. */
    String name();

    /** Range of stored f64. */
    void rangeF64(MemorySegment memory, long offset, int rows, double low, double high, long[] out);

    /** Range of stored f32. */
    void rangeF32(MemorySegment memory, long offset, int rows, float low, float high, long[] out);

    /** Range of stored i64. */
    void rangeI64(MemorySegment memory, long offset, int rows, long low, long high, long[] out);

    /** Range of stored i32, such as dictionary codes. */
    void rangeI32(MemorySegment memory, long offset, int rows, int low, int high, long[] out);

    /** Range of computed doubles. */
    void rangeF64(double[] values, int rows, double low, double high, long[] out);

    /** Range of computed longs. */
    void rangeI64(long[] values, int rows, long low, long high, long[] out);

    /**
     * Adds stored f64 to lanes.
     *
     * @param offset first row, which belongs to lane 0
     * @param rows a multiple of {@link PositionGrid#LANES}
     * @param mask rows that count, or null for all
     * @param maskFrom bit of {@code mask} that stands for the first row
     */
    void sumF64(
            MemorySegment memory,
            long offset,
            int rows,
            long @Nullable [] mask,
            int maskFrom,
            DoubleLanes lanes);

    /**
     * Adds computed doubles to lanes.
     *
     * @param from first row, which belongs to lane 0
     * @param rows a multiple of {@link PositionGrid#LANES}
     * @param mask rows that count, or null for all
     * @param maskFrom bit of {@code mask} that stands for the first row
     */
    void sumF64(
            double[] values,
            int from,
            int rows,
            long @Nullable [] mask,
            int maskFrom,
            DoubleLanes lanes);

    /**
     * Adds computed longs to a summary.
     *
     * @param mask rows that count, or null for all
     */
    void sumI64(long[] values, int rows, long @Nullable [] mask, LongSummary summary);
}
