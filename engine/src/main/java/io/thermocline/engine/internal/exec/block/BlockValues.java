package io.thermocline.engine.internal.exec.block;

import io.thermocline.engine.internal.exec.kernel.Bits;

import org.jspecify.annotations.Nullable;

/**
 * The values of one expression in the rows of a batch.
 *
 * <p>Values of null rows are undefined, but never outside of what their kind allows. The arrays
 * belong to whoever computed them and hold until it computes again. Thread rules: one thread at a
 * time.
 */
public abstract sealed class BlockValues
        permits LongValues, DoubleValues, BoolValues, ComplexValues, BytesValues {
    private static final long[] NONE = {};

    /** Own memory of validity bits, used when somebody sets nulls here. */
    private long[] ownValidity = NONE;

    /** Bits of rows that have a value; may be the array of an operand. */
    private long @Nullable [] validity;

    BlockValues() {}

    /** Returns bits of the rows that have a value, or null if every row has one. */
    public final long @Nullable [] validity() {
        return validity;
    }

    /** Returns whether a row lacks a value. */
    public final boolean isNull(int row) {
        long[] bits = validity;
        return bits != null && !Bits.get(bits, row);
    }

    /** Gives every row a value. */
    public final void setAllValid() {
        validity = null;
    }

    /** Takes the validity of an operand, without copying. */
    public final void shareValidity(long @Nullable [] bits) {
        validity = bits;
    }

    /** Returns bits to be filled with the rows that have a value; all are set. */
    public final long[] ownValidity(int rows) {
        if (ownValidity.length < Bits.words(rows)) {
            ownValidity = new long[Batch.WORDS];
        }
        Bits.fill(ownValidity, rows);
        validity = ownValidity;
        return ownValidity;
    }

    /** Returns the validity as bits that may be changed. */
    public final long[] editValidity(int rows) {
        long[] before = validity;
        if (before != null && before == ownValidity) {
            return before;
        }
        long[] own = ownValidity(rows);
        if (before != null) {
            Bits.and(own, before, rows);
        }
        return own;
    }

    /** Gives a value to the rows that have one in both operands. */
    public final void intersectValidity(
            long @Nullable [] first, long @Nullable [] second, int rows) {
        if (first == null || second == null) {
            validity = first == null ? second : first;
            return;
        }
        Bits.and(first, second, ownValidity(rows), rows);
    }

    /** Takes the value away from every row. */
    public final void setAllNull(int rows) {
        Bits.clear(ownValidity(rows), rows);
    }

    /** Returns the length of an array for {@code rows} values: small tables take little memory. */
    static int capacity(int rows) {
        return Math.max(64, Integer.highestOneBit(Math.max(1, rows - 1)) << 1);
    }
}
