package io.thermocline.formats.segment;

import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

/**
 * Gathers the zone map of one column as its rows pass by, in order.
 *
 * <p>Doubles compare by {@link Double#compare}, so that −0.0 is below 0.0 and a bound holds for
 * either; NaN is left out. Only numbers and bools have min and max.
 */
final class StatisticsBuilder {
    private final ColumnType type;
    private final boolean floating;
    private final boolean ordered;
    private final int[] nulls;
    private final int[] values;
    private final long[] mins;
    private final long[] maxs;
    private long row;

    StatisticsBuilder(ColumnType type, long rows) {
        int blocks =
                Math.toIntExact((rows + StoredColumns.BLOCK_ROWS - 1) / StoredColumns.BLOCK_ROWS);
        this.type = type;
        this.ordered = type.isNumber() || type.isBool();
        this.floating = type.isNumber() && type.element().isFloat();
        nulls = new int[blocks];
        values = new int[blocks];
        mins = new long[blocks];
        maxs = new long[blocks];
    }

    /** Takes the next rows. */
    void add(ColumnVector piece) {
        for (int from = 0; from < piece.rowCount(); ) {
            int block = (int) (row / StoredColumns.BLOCK_ROWS);
            int room = (int) ((block + 1L) * StoredColumns.BLOCK_ROWS - row);
            int count = Math.min(room, piece.rowCount() - from);
            addToBlock(block, piece, from, count);
            from += count;
            row += count;
        }
    }

    private void addToBlock(int block, ColumnVector piece, int from, int count) {
        if (!ordered) {
            int absent = 0;
            for (int r = from; piece.validity() != null && r < from + count; r++) {
                absent += piece.isNull(r) ? 1 : 0;
            }
            nulls[block] += absent;
            values[block] += count - absent;
        } else if (floating) {
            addDoubles(block, piece, from, count);
        } else {
            addLongs(block, piece, from, count);
        }
    }

    private void addDoubles(int block, ColumnVector piece, int from, int count) {
        boolean any = values[block] > 0;
        double min = any ? Double.longBitsToDouble(mins[block]) : Double.POSITIVE_INFINITY;
        double max = any ? Double.longBitsToDouble(maxs[block]) : Double.NEGATIVE_INFINITY;
        boolean sparse = piece.validity() != null;
        int found = 0;
        for (int r = from; r < from + count; r++) {
            if (sparse && piece.isNull(r)) {
                nulls[block]++;
                continue;
            }
            double value = piece.getDouble(r);
            if (!Double.isNaN(value)) {
                found++;
                min = Math.min(min, value); // Math.min and max order the zeros
                max = Math.max(max, value);
            }
        }
        values[block] += found;
        mins[block] = Double.doubleToRawLongBits(min);
        maxs[block] = Double.doubleToRawLongBits(max);
    }

    private void addLongs(int block, ColumnVector piece, int from, int count) {
        boolean any = values[block] > 0;
        long min = any ? mins[block] : Long.MAX_VALUE;
        long max = any ? maxs[block] : Long.MIN_VALUE;
        boolean sparse = piece.validity() != null;
        int found = 0;
        for (int r = from; r < from + count; r++) {
            if (sparse && piece.isNull(r)) {
                nulls[block]++;
                continue;
            }
            long value = type.isBool() ? (piece.getBool(r) ? 1 : 0) : piece.getLong(r);
            found++;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        values[block] += found;
        mins[block] = min;
        maxs[block] = max;
    }

    BlockStatistics build() {
        return new BlockStatistics(floating, nulls, values, mins, maxs);
    }
}
