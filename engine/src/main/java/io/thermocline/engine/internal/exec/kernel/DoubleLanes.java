package io.thermocline.engine.internal.exec.kernel;

import java.util.Arrays;

/**
 * Sum, smallest and largest value of one block of doubles, kept apart for each of {@link
 * PositionGrid#LANES} lanes.
 *
 * <p>Sums carry the error of every addition along (Knuth's two-sum, which is Neumaier's summation
 * without its branch). Adding 0.0 changes no bit, so a kernel may add 0.0 for rows that do not
 * count. NaN is added to the sum and left out of smallest and largest.
 *
 * <p>Thread rules: one thread at a time. Kernels write the arrays.
 */
public final class DoubleLanes {
    /** Sum of each lane. */
    public final double[] sums = new double[PositionGrid.LANES];

    /** Sum of the rounding errors of each lane. */
    public final double[] errors = new double[PositionGrid.LANES];

    /** Smallest value of each lane, or +infinity. */
    public final double[] mins = new double[PositionGrid.LANES];

    /** Largest value of each lane, or −infinity. */
    public final double[] maxs = new double[PositionGrid.LANES];

    /** Creates empty lanes. */
    public DoubleLanes() {
        reset();
    }

    /** Forgets all values. */
    public void reset() {
        Arrays.fill(sums, 0.0);
        Arrays.fill(errors, 0.0);
        Arrays.fill(mins, Double.POSITIVE_INFINITY);
        Arrays.fill(maxs, Double.NEGATIVE_INFINITY);
    }

    /** Adds one value to a lane. */
    public void add(int lane, double value) {
        double sum = sums[lane] + value;
        double part = sum - sums[lane];
        errors[lane] += (sums[lane] - (sum - part)) + (value - part);
        sums[lane] = sum;
        if (value < mins[lane]) {
            mins[lane] = value;
        }
        if (value > maxs[lane]) {
            maxs[lane] = value;
        }
    }

    /** Returns whether a sum is NaN: then a value was NaN, or infinities met. */
    public boolean hasNaN() {
        for (double sum : sums) {
            if (Double.isNaN(sum)) {
                return true;
            }
        }
        return false;
    }

    /** Adds the lanes, in order, to a total. */
    public void addTo(CompensatedSum total) {
        CompensatedSum block = new CompensatedSum();
        for (int lane = 0; lane < PositionGrid.LANES; lane++) {
            block.add(sums[lane], errors[lane]);
        }
        total.add(block);
    }

    /** Returns the smallest value, or +infinity. */
    public double min() {
        double min = Double.POSITIVE_INFINITY;
        for (double each : mins) {
            min = Math.min(min, each);
        }
        return min;
    }

    /** Returns the largest value, or −infinity. */
    public double max() {
        double max = Double.NEGATIVE_INFINITY;
        for (double each : maxs) {
            max = Math.max(max, each);
        }
        return max;
    }
}
