package io.thermocline.engine.internal.exec.block;

/** Real numbers. */
public final class DoubleValues extends BlockValues {
    private double[] values = {};

    /** Returns the values, at least {@code rows} of them. */
    public double[] values(int rows) {
        if (values.length < rows) {
            values = new double[capacity(rows)];
        }
        return values;
    }

    /** Returns the values. */
    public double[] values() {
        return values;
    }
}
