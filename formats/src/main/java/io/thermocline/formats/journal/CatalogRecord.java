package io.thermocline.formats.journal;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;

import java.util.List;
import java.util.UUID;

/**
 * One change of a store's catalogue. Records are facts: whatever they need (times, ordinals, ids)
 * stands in them. {@link CatalogRecordCodec} has their bytes.
 */
public sealed interface CatalogRecord {
    /**
     * The store came into being.
     *
     * @param storeId its identity
     * @param createdNanos when, in nanoseconds since 1970-01-01T00:00:00Z
     */
    record StoreCreated(UUID storeId, long createdNanos) implements CatalogRecord {}

    /**
     * A writer opened the store.
     *
     * @param epoch number of the opening, from 1, raised by each
     * @param bootId boot of the operating system; a later opening under another one cannot trust
     *     what was never forced
     * @param pid process of the writer
     * @param host its machine
     * @param startedNanos when, in nanoseconds since 1970-01-01T00:00:00Z
     */
    record EpochStarted(long epoch, String bootId, long pid, String host, long startedNanos)
            implements CatalogRecord {}

    /**
     * Whatever earlier epochs left unsealed was sealed or reported lost.
     *
     * @param epoch the epoch that saw to it
     */
    record TailRecovered(long epoch) implements CatalogRecord {}

    /**
     * A writer closed the store with nothing left unsealed.
     *
     * @param epoch the epoch that ends
     */
    record CleanClose(long epoch) implements CatalogRecord {}

    /**
     * A table was created.
     *
     * @param table ordinal of the table, from 1, each used once
     * @param name 1 to 255 bytes of UTF-8, unique among the tables that exist
     * @param schema its columns
     * @param policy what it promises
     * @param createdNanos when, in nanoseconds since 1970-01-01T00:00:00Z
     */
    record TableCreated(
            int table, String name, Schema schema, TablePolicy policy, long createdNanos)
            implements CatalogRecord {
        /** Checks the name. */
        public TableCreated {
            Column.requireName("table", name);
        }
    }

    /**
     * A table's columns changed.
     *
     * @param table ordinal of the table
     * @param schema the new columns, of the next version
     * @param nextColumnId least column id that was never used
     */
    record SchemaChanged(int table, Schema schema, int nextColumnId) implements CatalogRecord {}

    /**
     * A table got another name.
     *
     * @param table ordinal of the table
     * @param name 1 to 255 bytes of UTF-8, unique among the tables that exist
     */
    record TableRenamed(int table, String name) implements CatalogRecord {
        /** Checks the name. */
        public TableRenamed {
            Column.requireName("table", name);
        }
    }

    /**
     * A table and all its rows are gone.
     *
     * @param table ordinal of the table
     */
    record TableDropped(int table) implements CatalogRecord {}

    /**
     * Segments of one table gave way to others: seal (none removed), compress and promote (the
     * added ones hold exactly the rows of the removed ones), retire (none added).
     *
     * @param table ordinal of the table
     * @param removed ids of segments that are no longer part of the table
     * @param added segments that are part of it now
     * @param firstRow rows below were retired for good; {@link #UNCHANGED} if none were
     */
    record SegmentsReplaced(int table, List<Long> removed, List<SegmentEntry> added, long firstRow)
            implements CatalogRecord {
        /** Nothing was retired. */
        public static final long UNCHANGED = -1;

        /** Copies the lists and checks the range. */
        public SegmentsReplaced {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
            if (firstRow < UNCHANGED) {
                throw new IllegalArgumentException(
                        "first row: expected a position or -1, found " + firstRow);
            }
        }

        /** Returns the record of a new segment. */
        public static SegmentsReplaced sealed(int table, SegmentEntry segment) {
            return new SegmentsReplaced(table, List.of(), List.of(segment), UNCHANGED);
        }

        /** Returns the record of a move of rows into other files. */
        public static SegmentsReplaced moved(
                int table, List<SegmentEntry> from, List<SegmentEntry> to) {
            return new SegmentsReplaced(
                    table, from.stream().map(SegmentEntry::id).toList(), to, UNCHANGED);
        }

        /** Returns the record of segments dropped by age, all of them below {@code firstRow}. */
        public static SegmentsReplaced retired(
                int table, List<SegmentEntry> segments, long firstRow) {
            return new SegmentsReplaced(
                    table, segments.stream().map(SegmentEntry::id).toList(), List.of(), firstRow);
        }
    }

    /**
     * Rows that were once visible could not be kept.
     *
     * @param table ordinal of the table
     * @param from first position lost
     * @param to position after the last one lost; {@code from} if the number is not known
     * @param foundNanos when it was found, in nanoseconds since 1970-01-01T00:00:00Z
     * @param why reason, for people
     */
    record RowsLost(int table, long from, long to, long foundNanos, String why)
            implements CatalogRecord {
        /** Checks the range. */
        public RowsLost {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException(
                        "lost rows: expected 0 <= from <= to, found " + from + " and " + to);
            }
        }
    }

    /**
     * A file that is no segment became part of the store.
     *
     * @param entry the file
     */
    record FilePublished(FileEntry entry) implements CatalogRecord {}

    /**
     * A published file is no longer part of the store.
     *
     * @param file number of the file
     */
    record FileRemoved(long file) implements CatalogRecord {}

    /**
     * Numbers that a snapshot carries on, each the least one never used. Only in snapshots.
     *
     * @param commits commits so far
     * @param nextTable ordinal of the next table
     * @param nextSegment id of the next segment
     * @param nextFile number of the next published file
     */
    record CountersSet(long commits, int nextTable, long nextSegment, long nextFile)
            implements CatalogRecord {}

    /**
     * The snapshot at the start of a log is whole.
     *
     * @param records records of the snapshot, this one not counted
     */
    record SnapshotEnded(long records) implements CatalogRecord {}
}
