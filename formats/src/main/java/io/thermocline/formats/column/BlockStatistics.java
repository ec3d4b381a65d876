package io.thermocline.formats.column;

/**
 * Zone map of one column: facts about each block of {@link StoredColumns#BLOCK_ROWS} rows.
 *
 * <p>Min and max are raw bits: a long for integers and timestamps (bool: 0 or 1), {@link
 * Double#doubleToRawLongBits} for floats, which leave NaN out. A block without such values has a
 * value count of 0 and undefined min and max. Only numbers have statistics beyond the null count.
 *
 * <p>Thread rules: the arrays are handed over at construction and not changed afterwards.
 */
public final class BlockStatistics {
    private final boolean floating;
    private final int[] nullCounts;
    private final int[] valueCounts;
    private final long[] mins;
    private final long[] maxs;

    /**
     * Takes over four arrays of one entry a block.
     *
     * @param floating whether the bits of min and max are doubles
     * @param nullCounts rows without a value
     * @param valueCounts rows with a value that is not NaN
     * @param mins smallest value as bits
     * @param maxs largest value as bits
     */
    public BlockStatistics(
            boolean floating, int[] nullCounts, int[] valueCounts, long[] mins, long[] maxs) {
        int blocks = nullCounts.length;
        if (valueCounts.length != blocks || mins.length != blocks || maxs.length != blocks) {
            throw new IllegalArgumentException(
                    "block statistics: expected four arrays of " + blocks + " blocks");
        }
        this.floating = floating;
        this.nullCounts = nullCounts;
        this.valueCounts = valueCounts;
        this.mins = mins;
        this.maxs = maxs;
    }

    /** Returns whether min and max are doubles. */
    public boolean isFloating() {
        return floating;
    }

    /** Returns the number of blocks. */
    public int blockCount() {
        return nullCounts.length;
    }

    /** Returns the rows of a block that lack a value. */
    public int nullCount(int block) {
        return nullCounts[block];
    }

    /** Returns the rows of a block with a value that is not NaN. */
    public int valueCount(int block) {
        return valueCounts[block];
    }

    /** Returns the smallest value of a block as bits. */
    public long minBits(int block) {
        return mins[block];
    }

    /** Returns the largest value of a block as bits. */
    public long maxBits(int block) {
        return maxs[block];
    }

    /** Returns the smallest value of a block of a floating column. */
    public double minDouble(int block) {
        return Double.longBitsToDouble(mins[block]);
    }

    /** Returns the largest value of a block of a floating column. */
    public double maxDouble(int block) {
        return Double.longBitsToDouble(maxs[block]);
    }
}
