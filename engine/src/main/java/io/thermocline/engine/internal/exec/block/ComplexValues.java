package io.thermocline.engine.internal.exec.block;

/** Complex numbers, real and imaginary parts apart. */
public final class ComplexValues extends BlockValues {
    private double[] re = {};
    private double[] im = {};

    /** Makes room for {@code rows} values. */
    public void reserve(int rows) {
        if (re.length < rows) {
            re = new double[capacity(rows)];
            im = new double[capacity(rows)];
        }
    }

    /** Returns the real parts. */
    public double[] re() {
        return re;
    }

    /** Returns the imaginary parts. */
    public double[] im() {
        return im;
    }
}
