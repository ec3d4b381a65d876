package io.thermocline.formats.segment;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * Gathers the zone map of one column as its rows pass by, in order. One thread.
 *
 * <p>Doubles compare by {@link Double#compare}, so that −0.0 is below 0.0 and a bound holds for
 * either; NaN is left out. Only numbers and bools have min and max.
 */
final class StatisticsBuilder {
    private final boolean floating;
    private final boolean ordered;
    private final NumberRange range;

    /** The entries as the file keeps them, off-heap: sealing makes no garbage worth the name. */
    private final MemorySegment entries;

    private long row;

    /**
     * Starts with no rows.
     *
     * @param rows rows to come
     * @param allocator gives zeroed memory for the entries, and a few pages to work in
     */
    StatisticsBuilder(ColumnType type, int rows, SegmentAllocator allocator) {
        this.ordered = type.isNumber() || type.isBool();
        this.floating = type.isNumber() && type.element().isFloat();
        this.range = new NumberRange(type, allocator);
        long bytes = SegmentLayout.statisticsBytes(rows);
        entries = allocator.allocate(Math.max(1, bytes), SegmentLayout.ALIGNMENT).asSlice(0, bytes);
    }

    /** Takes the next rows. */
    void add(ColumnVector piece) {
        for (int from = 0; from < piece.rowCount(); ) {
            long block = row / StoredColumns.BLOCK_ROWS;
            int room = (int) ((block + 1) * StoredColumns.BLOCK_ROWS - row);
            int count = Math.min(room, piece.rowCount() - from);
            addToBlock(block * SegmentLayout.STATISTICS_ENTRY_BYTES, piece, from, count);
            from += count;
            row += count;
        }
    }

    private void addToBlock(long entry, ColumnVector piece, int from, int count) {
        MemorySegment validity = piece.validity();
        int values =
                validity == null ? count : Bits.count(validity, piece.firstRow() + from, count);
        int found = ordered && values > 0 ? range.find(piece, from, count, values) : 0;
        if (found > 0 && floating) {
            merge(entry, range.minDouble(), range.maxDouble());
        } else if (found > 0) {
            merge(entry, range.minLong(), range.maxLong());
        }
        count(entry, count - values, ordered ? found : values);
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

    /** Widens an entry; to be called before its rows are counted. */
    private void merge(long entry, double min, double max) {
        long minField = entry + SegmentLayout.MIN_OFFSET;
        long maxField = entry + SegmentLayout.MAX_OFFSET;
        boolean any = hasValues(entry);
        double low = any ? Math.min(min, entries.get(ColumnVector.DOUBLE, minField)) : min;
        double high = any ? Math.max(max, entries.get(ColumnVector.DOUBLE, maxField)) : max;
        entries.set(ColumnVector.DOUBLE, minField, low);
        entries.set(ColumnVector.DOUBLE, maxField, high);
    }

    private void merge(long entry, long min, long max) {
        long minField = entry + SegmentLayout.MIN_OFFSET;
        long maxField = entry + SegmentLayout.MAX_OFFSET;
        boolean any = hasValues(entry);
        long low = any ? Math.min(min, entries.get(ColumnVector.LONG, minField)) : min;
        long high = any ? Math.max(max, entries.get(ColumnVector.LONG, maxField)) : max;
        entries.set(ColumnVector.LONG, minField, low);
        entries.set(ColumnVector.LONG, maxField, high);
    }

    boolean isFloating() {
        return floating;
    }

    /** Returns the entries as the file keeps them. */
    MemorySegment entries() {
        return entries;
    }
}
