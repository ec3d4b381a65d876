package io.thermocline.formats.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Reads the statistics of a column and refuses those that no rows can have.
 *
 * @param file name for messages
 * @param place the chunk that holds them
 * @param where column, for messages
 * @param floating whether min and max are doubles
 */
record StatisticsReader(Path file, ChunkEntry place, String where, boolean floating) {
    /**
     * Reads entries.
     *
     * @param entries as many as {@code rows} rows have blocks
     * @param rows rows of the column
     */
    BlockStatistics read(MemorySegment entries, int rows) {
        int blocks = SegmentLayout.blockCount(rows);
        int[] nulls = new int[blocks];
        int[] values = new int[blocks];
        long[] mins = new long[blocks];
        long[] maxs = new long[blocks];
        for (int block = 0; block < blocks; block++) {
            long at = (long) block * SegmentLayout.STATISTICS_ENTRY_BYTES;
            nulls[block] = entries.get(ColumnVector.INT, at + SegmentLayout.NULL_COUNT_OFFSET);
            values[block] = entries.get(ColumnVector.INT, at + SegmentLayout.VALUE_COUNT_OFFSET);
            mins[block] = entries.get(ColumnVector.LONG, at + SegmentLayout.MIN_OFFSET);
            maxs[block] = entries.get(ColumnVector.LONG, at + SegmentLayout.MAX_OFFSET);
        }
        BlockStatistics read = new BlockStatistics(floating, nulls, values, mins, maxs);
        for (int block = 0; block < blocks; block++) {
            long first = (long) block * StoredColumns.BLOCK_ROWS;
            require(read, block, (int) Math.min(StoredColumns.BLOCK_ROWS, rows - first));
        }
        return read;
    }

    private void require(BlockStatistics read, int block, int rows) {
        int nulls = read.nullCount(block);
        int values = read.valueCount(block);
        // Only floats have a third kind of row: NaN.
        boolean isCounted =
                nulls >= 0
                        && values >= 0
                        && (long) nulls + values <= rows
                        && (floating || nulls + values == rows);
        boolean isOrdered =
                floating
                        ? read.minDouble(block) <= read.maxDouble(block)
                        : read.minBits(block) <= read.maxBits(block);
        if (!isCounted || (values > 0 && !isOrdered)) {
            throw new CorruptFileException(
                    file,
                    place.offset(),
                    where + ": block " + block,
                    "counts of " + rows + " rows, and min <= max",
                    text(read, block));
        }
    }

    /** Checks that statistics say what others, made of the rows themselves, say. */
    void requireSame(BlockStatistics found, BlockStatistics expected) {
        for (int block = 0; block < expected.blockCount(); block++) {
            boolean isSame =
                    found.nullCount(block) == expected.nullCount(block)
                            && found.valueCount(block) == expected.valueCount(block);
            if (isSame && expected.valueCount(block) > 0) {
                isSame =
                        found.minBits(block) == expected.minBits(block)
                                && found.maxBits(block) == expected.maxBits(block);
            }
            if (!isSame) {
                throw new CorruptFileException(
                        file,
                        place.offset(),
                        where + ": block " + block,
                        text(expected, block) + ", as its rows say",
                        text(found, block));
            }
        }
    }

    private String text(BlockStatistics statistics, int block) {
        Object min = floating ? statistics.minDouble(block) : (Object) statistics.minBits(block);
        Object max = floating ? statistics.maxDouble(block) : (Object) statistics.maxBits(block);
        return statistics.nullCount(block)
                + " nulls, "
                + statistics.valueCount(block)
                + " values in "
                + min
                + ".."
                + max;
    }
}
