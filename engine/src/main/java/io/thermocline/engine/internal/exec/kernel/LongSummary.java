package io.thermocline.engine.internal.exec.kernel;

/** Exact sum, smallest and largest of longs. One thread at a time; kernels write the fields. */
public final class LongSummary {
    /** Sum of all values. */
    public final IntegerSum sum = new IntegerSum();

    /** Smallest value, or the largest long. */
    public long min = Long.MAX_VALUE;

    /** Largest value, or the smallest long. */
    public long max = Long.MIN_VALUE;

    /** Forgets all values. */
    public void reset() {
        sum.reset();
        min = Long.MAX_VALUE;
        max = Long.MIN_VALUE;
    }

    /** Adds one value. */
    public void add(long value) {
        sum.add(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
    }
}
