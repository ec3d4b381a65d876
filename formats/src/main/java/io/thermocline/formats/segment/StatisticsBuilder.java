package io.thermocline.formats.segment;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

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

    /** The entries as the file keeps them, off-heap: sealing makes no garbage worth the name. */
    private final MemorySegment entries;

    private long row;

    /**
     * Starts with no rows.
     *
     * @param rows rows to come
     * @param allocator gives zeroed memory for the entries
     */
    StatisticsBuilder(ColumnType type, long rows, SegmentAllocator allocator) {
        this.type = type;
        this.ordered = type.isNumber() || type.isBool();
        this.floating = type.isNumber() && type.element().isFloat();
        long blocks = (rows + StoredColumns.BLOCK_ROWS - 1) / StoredColumns.BLOCK_ROWS;
        long bytes = blocks * SegmentLayout.STATISTICS_ENTRY_BYTES;
        entries =
                allocator
                        .allocate(Math.max(1, SegmentLayout.align(bytes)), SegmentLayout.ALIGNMENT)
                        .asSlice(0, bytes);
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
        long entry = (long) block * SegmentLayout.STATISTICS_ENTRY_BYTES;
        if (!ordered) {
            int absent = 0;
            for (int r = from; piece.validity() != null && r < from + count; r++) {
                absent += piece.isNull(r) ? 1 : 0;
            }
            count(entry, absent, count - absent);
        } else if (floating) {
            addDoubles(entry, piece, from, count);
        } else {
            addLongs(entry, piece, from, count);
        }
    }

    private void count(long entry, int nulls, int values) {
        add(entry + SegmentLayout.NULL_COUNT_OFFSET, nulls);
        add(entry + SegmentLayout.VALUE_COUNT_OFFSET, values);
    }

    private void add(long field, int more) {
        entries.set(ColumnVector.INT, field, entries.get(ColumnVector.INT, field) + more);
    }

    private boolean hasValues(long entry) {
        return entries.get(ColumnVector.INT, entry + SegmentLayout.VALUE_COUNT_OFFSET) > 0;
    }

    private void addDoubles(long entry, ColumnVector piece, int from, int count) {
        boolean any = hasValues(entry);
        long minField = entry + SegmentLayout.MIN_OFFSET;
        long maxField = entry + SegmentLayout.MAX_OFFSET;
        double min = any ? entries.get(ColumnVector.DOUBLE, minField) : Double.POSITIVE_INFINITY;
        double max = any ? entries.get(ColumnVector.DOUBLE, maxField) : Double.NEGATIVE_INFINITY;
        boolean sparse = piece.validity() != null;
        int found = 0;
        int absent = 0;
        for (int r = from; r < from + count; r++) {
            if (sparse && piece.isNull(r)) {
                absent++;
                continue;
            }
            double value = piece.getDouble(r);
            if (!Double.isNaN(value)) {
                found++;
                min = Math.min(min, value); // Math.min and max order the zeros
                max = Math.max(max, value);
            }
        }
        count(entry, absent, found);
        entries.set(ColumnVector.DOUBLE, minField, min);
        entries.set(ColumnVector.DOUBLE, maxField, max);
    }

    private void addLongs(long entry, ColumnVector piece, int from, int count) {
        boolean any = hasValues(entry);
        long minField = entry + SegmentLayout.MIN_OFFSET;
        long maxField = entry + SegmentLayout.MAX_OFFSET;
        long min = any ? entries.get(ColumnVector.LONG, minField) : Long.MAX_VALUE;
        long max = any ? entries.get(ColumnVector.LONG, maxField) : Long.MIN_VALUE;
        boolean sparse = piece.validity() != null;
        int found = 0;
        int absent = 0;
        for (int r = from; r < from + count; r++) {
            if (sparse && piece.isNull(r)) {
                absent++;
                continue;
            }
            long value = type.isBool() ? (piece.getBool(r) ? 1 : 0) : piece.getLong(r);
            found++;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        count(entry, absent, found);
        entries.set(ColumnVector.LONG, minField, min);
        entries.set(ColumnVector.LONG, maxField, max);
    }

    boolean isFloating() {
        return floating;
    }

    /** Returns the entries as the file keeps them. */
    MemorySegment entries() {
        return entries;
    }
}
