package io.thermocline.engine.internal.exec.kernel;

/** An exact sum of longs in 128 bits. One thread at a time. */
public final class IntegerSum {
    private long high;
    private long low;

    /** Adds a value. */
    public void add(long value) {
        add(value >> 63, value);
    }

    /**
     * Adds the halves that a kernel summed apart: 32 high bits with sign, 32 low bits without.
     *
     * @param highs sum of {@code value >> 32}
     * @param lows sum of {@code value & 0xFFFFFFFF}
     */
    public void addHalves(long highs, long lows) {
        add(highs >> 32, highs << 32);
        add(0, lows);
    }

    /** Adds another sum. */
    public void add(IntegerSum other) {
        add(other.high, other.low);
    }

    /** Adds a number of 128 bits. */
    public void add(long otherHigh, long otherLow) {
        long sum = low + otherLow;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        high += otherHigh + carry;
        low = sum;
    }

    /** Starts again at zero. */
    public void reset() {
        high = 0;
        low = 0;
    }

    /** Returns the upper 64 bits. */
    public long high() {
        return high;
    }

    /** Returns the lower 64 bits. */
    public long low() {
        return low;
    }

    /** Returns whether a sum of 128 bits is an i64. */
    public static boolean fitsLong(long high, long low) {
        return high == low >> 63;
    }

    /** Returns a sum of 128 bits as the nearest double. */
    public static double toDouble(long high, long low) {
        if (fitsLong(high, low)) {
            return low;
        }
        return new java.math.BigInteger(1, bytesOf(low))
                .add(java.math.BigInteger.valueOf(high).shiftLeft(64))
                .doubleValue();
    }

    private static byte[] bytesOf(long value) {
        return java.nio.ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
