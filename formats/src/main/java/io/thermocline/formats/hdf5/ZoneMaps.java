package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Null count, value count, smallest and largest value of every 4096 rows of a column of numbers or
 * truth values. NaN counts as neither null nor value. One thread.
 */
final class ZoneMaps {
    private static final int BLOCK_ROWS = StoredColumns.BLOCK_ROWS;

    private final boolean isFloating;
    private final boolean isBool;
    private final int[] nullCounts;
    private final int[] valueCounts;
    private final long[] mins;
    private final long[] maxs;

    ZoneMaps(ColumnType type, int rows) {
        int blocks = Math.ceilDiv(rows, BLOCK_ROWS);
        this.isFloating = type.element().isFloat();
        this.isBool = type.isBool();
        this.nullCounts = new int[blocks];
        this.valueCounts = new int[blocks];
        this.mins = new long[blocks];
        this.maxs = new long[blocks];
    }

    /** Returns whether columns of a type have zone maps. */
    static boolean has(ColumnType type) {
        return type.isNumber() || type.isBool();
    }

    /** Returns whether zones of a type hold doubles. */
    static boolean isFloating(ColumnType type) {
        return type.element().isFloat();
    }

    int blockCount() {
        return nullCounts.length;
    }

    /** Adds rows. */
    void add(ColumnVector vector, long firstRow) {
        for (int row = 0; row < vector.rowCount(); row++) {
            int block = (int) ((firstRow + row) / BLOCK_ROWS);
            if (vector.isNull(row)) {
                nullCounts[block]++;
            } else if (isFloating) {
                addDouble(block, vector.getDouble(row));
            } else {
                addLong(block, isBool ? vector.getBool(row) ? 1 : 0 : vector.getLong(row));
            }
        }
    }

    private void addLong(int block, long value) {
        boolean isFirst = valueCounts[block]++ == 0;
        mins[block] = isFirst ? value : Math.min(mins[block], value);
        maxs[block] = isFirst ? value : Math.max(maxs[block], value);
    }

    private void addDouble(int block, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        boolean isFirst = valueCounts[block]++ == 0;
        double min = isFirst ? value : Math.min(Double.longBitsToDouble(mins[block]), value);
        double max = isFirst ? value : Math.max(Double.longBitsToDouble(maxs[block]), value);
        mins[block] = Double.doubleToRawLongBits(min);
        maxs[block] = Double.doubleToRawLongBits(max);
    }

    /** Returns the smallest value of all rows of an integer column that has one. */
    long min() {
        return Arrays.stream(mins).min().orElse(0);
    }

    /** Returns the largest value of all rows of an integer column that has one. */
    long max() {
        return Arrays.stream(maxs).max().orElse(0);
    }

    /** Stores entries [first, …) as {@link ColdLayout#zoneType} lays them out. */
    void fill(long first, MemorySegment target) {
        long at = 0;
        for (int block = (int) first; at < target.byteSize(); block++) {
            target.set(ColumnVector.INT, at, nullCounts[block]);
            target.set(ColumnVector.INT, at + 4, valueCounts[block]);
            target.set(ColumnVector.LONG, at + 8, mins[block]);
            target.set(ColumnVector.LONG, at + 16, maxs[block]);
            at += ColdLayout.ZONE_BYTES;
        }
    }

    /** Returns the statistics stored by {@link #fill}. */
    static BlockStatistics read(boolean isFloating, MemorySegment entries) {
        int blocks = (int) (entries.byteSize() / ColdLayout.ZONE_BYTES);
        int[] nullCounts = new int[blocks];
        int[] valueCounts = new int[blocks];
        long[] mins = new long[blocks];
        long[] maxs = new long[blocks];
        for (int block = 0; block < blocks; block++) {
            long at = (long) block * ColdLayout.ZONE_BYTES;
            nullCounts[block] = entries.get(ColumnVector.INT, at);
            valueCounts[block] = entries.get(ColumnVector.INT, at + 4);
            mins[block] = entries.get(ColumnVector.LONG, at + 8);
            maxs[block] = entries.get(ColumnVector.LONG, at + 16);
        }
        return new BlockStatistics(isFloating, nullCounts, valueCounts, mins, maxs);
    }

    /** Returns the first block in which stored statistics differ from these, or −1. */
    int mismatch(BlockStatistics stored) {
        for (int block = 0; block < nullCounts.length; block++) {
            if (block >= stored.blockCount()
                    || stored.nullCount(block) != nullCounts[block]
                    || stored.valueCount(block) != valueCounts[block]
                    || stored.minBits(block) != mins[block]
                    || stored.maxBits(block) != maxs[block]) {
                return block;
            }
        }
        return stored.blockCount() == nullCounts.length ? -1 : nullCounts.length;
    }
}
