package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.kernel.Bits;

import org.jspecify.annotations.Nullable;

/** Sizes of arrays that hold one state a group, and masks of rows that count. */
final class States {
    private States() {}

    /**
     * Returns a length for at least {@code groups} states: doubled, so that growing stays cheap.
     */
    static int capacity(int groups) {
        return groups <= 1 ? 1 : Math.max(16, Integer.highestOneBit(groups - 1) << 1);
    }

    /**
     * Returns the rows that have a value and are live, or null for all.
     *
     * @param scratch memory for the result if it is neither of both
     */
    static long @Nullable [] mask(
            long @Nullable [] valid, long @Nullable [] live, int rows, long[] scratch) {
        if (valid == null || live == null) {
            return valid == null ? live : valid;
        }
        Bits.and(valid, live, scratch, rows);
        return scratch;
    }

    /** Returns states of groups as values of a block. */
    static LongValues longs(long[] states, int from, int rows) {
        LongValues values = new LongValues();
        System.arraycopy(states, from, values.values(rows), 0, rows);
        return values;
    }
}
