package io.thermocline.bench.append;

/**
 * The narrow row of every append question: timestamp i64, id i64, three f64, one i32; 44 bytes of
 * values.
 *
 * <p>Values are functions of the row number, so that a reader can check any row.
 */
public final class NarrowRow {
    /** Bytes of values in a row. */
    public static final int BYTES = 44;

    private NarrowRow() {}

    /** Returns the timestamp of row {@code n}, ns. */
    public static long timestamp(long n) {
        return 1_700_000_000_000_000_000L + n * 1_000;
    }

    /** Returns the id of row {@code n}. */
    public static long id(long n) {
        return n * 0x9E37_79B9_7F4A_7C15L;
    }

    /** Returns one of the three doubles of row {@code n}. */
    public static double value(long n, int which) {
        return n * 0.25 + which;
    }

    /** Returns the i32 of row {@code n}. */
    public static int number(long n) {
        return (int) n;
    }
}
