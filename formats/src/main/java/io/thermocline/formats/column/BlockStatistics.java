package io.thermocline.formats.column;

/**
 * Zone map of one column: facts about each block of {@link StoredColumns#BLOCK_ROWS} rows.
 *
 * <p>Min and max are raw bits: a long for integers and timestamps (bool: 0 or 1), {@link
 * Double#doubleToRawLongBits} for floats, which leave NaN out. A block without such values has
 * {@code valueCount == 0} and undefined min and max. Only numbers have statistics beyond the null
 * count.
 *
 * @param nullCounts rows without a value, a block
 * @param valueCounts rows with a value that is not NaN, a block
 * @param mins smallest value as bits, a block
 * @param maxs largest value as bits, a block
 * @param floating whether the bits are doubles
 */
public record BlockStatistics(
        int[] nullCounts, int[] valueCounts, long[] mins, long[] maxs, boolean floating) {

    /** Returns the number of blocks. */
    public int blockCount() {
        return nullCounts.length;
    }

    /** Returns the smallest value of a block of a floating column. */
    public double minDouble(int block) {
        return Double.longBitsToDouble(mins[block]);
    }

    /** Returns the largest value of a block of a floating column. */
    public double maxDouble(int block) {
        return Double.longBitsToDouble(maxs[block]);
    }

    /** Returns the rows of a block that hold NaN, given how many rows the block has. */
    public int nanCount(int block, int rows) {
        return rows - nullCounts[block] - valueCounts[block];
    }
}
