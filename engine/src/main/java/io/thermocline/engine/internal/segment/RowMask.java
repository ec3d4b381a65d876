package io.thermocline.engine.internal.segment;

/** The rows of a run that still count: deleted and superseded rows are left out. Immutable. */
public interface RowMask {
    /**
     * Clears the bits of rows that no longer count.
     *
     * @param bits one bit a row, least significant first, bit 0 = row {@code from}
     * @param from first row within the run
     * @param count rows covered by {@code bits}
     */
    void apply(long[] bits, int from, int count);
}
