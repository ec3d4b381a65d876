package io.thermocline.engine.internal.exec.kernel;

/** A sum of doubles with the rounding errors of its additions. One thread at a time. */
public final class CompensatedSum {
    private double sum;
    private double error;

    /** Adds a value that has an error of its own. */
    public void add(double value, double valueError) {
        double next = sum + value;
        double part = next - sum;
        error += (sum - (next - part)) + (value - part);
        error += valueError;
        sum = next;
    }

    /** Adds another sum. */
    public void add(CompensatedSum other) {
        add(other.sum, other.error);
    }

    /** Returns the sum without the errors. */
    public double sum() {
        return sum;
    }

    /** Returns the sum of the errors. */
    public double error() {
        return error;
    }

    /** Starts again at zero. */
    public void reset() {
        sum = 0.0;
        error = 0.0;
    }

    /** Returns a sum with its error added; the error of a sum that is not finite is meaningless. */
    public static double valueOf(double sum, double error) {
        return Double.isFinite(sum) ? sum + error : sum;
    }
}
