package io.thermocline.engine.internal.exec.block;

/** Integers and timestamps. */
public final class LongValues extends BlockValues {
    private long[] values = {};

    /** Returns the values, at least {@code rows} of them. */
    public long[] values(int rows) {
        if (values.length < rows) {
            values = new long[capacity(rows)];
        }
        return values;
    }

    /** Returns the values. */
    public long[] values() {
        return values;
    }
}
