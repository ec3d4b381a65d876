package io.thermocline.engine.internal.exec.block;

import io.thermocline.engine.internal.exec.kernel.Bits;

import org.jspecify.annotations.Nullable;

/** Truth values, one bit a row; bits of null rows and behind the row count are undefined. */
public final class BoolValues extends BlockValues {
    private final long[] bits = new long[Batch.WORDS];

    /** Returns the truth bits. */
    public long[] bits() {
        return bits;
    }

    /** Returns whether a row is true; undefined for null rows. */
    public boolean get(int row) {
        return Bits.get(bits, row);
    }

    /** Clears the bits of rows that are null, and those behind the row count. */
    public void trim(int rows) {
        long @Nullable [] valid = validity();
        if (valid != null) {
            Bits.and(bits, valid, rows);
        }
        Bits.trim(bits, rows);
    }
}
