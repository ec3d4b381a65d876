package io.thermocline.engine.internal.catalog;

import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecord.CountersSet;
import io.thermocline.formats.journal.CatalogRecord.FilePublished;
import io.thermocline.formats.journal.CatalogRecord.SchemaChanged;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.CatalogRecord.SnapshotEnded;
import io.thermocline.formats.journal.CatalogRecord.StoreCreated;
import io.thermocline.formats.journal.CatalogRecord.TableCreated;
import io.thermocline.formats.journal.FileEntry;
import io.thermocline.formats.journal.SegmentEntry;

import java.io.IOException;
import java.util.List;

/** The records that rebuild a state, in an order in which they apply. */
final class CatalogSnapshot {
    /** Segments in one record: bounds the memory that a reader needs for it. */
    private static final int SEGMENTS = 1024;

    private final CatalogState state;
    private final Sink sink;
    private long records;

    /** Takes the records one by one. */
    interface Sink {
        void accept(CatalogRecord record) throws IOException;
    }

    private CatalogSnapshot(CatalogState state, Sink sink) {
        this.state = state;
        this.sink = sink;
    }

    /** Passes the records of a state, ending in {@link SnapshotEnded}. */
    static void write(CatalogState state, Sink sink) throws IOException {
        CatalogSnapshot snapshot = new CatalogSnapshot(state, sink);
        snapshot.writeAll();
        sink.accept(new SnapshotEnded(snapshot.records));
    }

    /** Returns how many things a state holds: the size of its snapshot. */
    static long weight(CatalogState state) {
        long weight = state.fileCount();
        for (TableEntry table : state.tables()) {
            weight += table.schemas().size() + table.segments().size() + table.losses().size();
        }
        return weight;
    }

    private void writeAll() throws IOException {
        put(new StoreCreated(state.storeId(), state.createdNanos()));
        for (CatalogRecord epoch : state.openEpochs()) {
            put(epoch);
        }
        for (TableEntry table : state.tables()) {
            write(table);
        }
        for (FileEntry file : state.files()) {
            put(new FilePublished(file));
        }
        put(
                new CountersSet(
                        state.commits(), state.nextTable(), state.nextSegment(), state.nextFile()));
    }

    private void write(TableEntry table) throws IOException {
        int ordinal = table.ordinal();
        List<Schema> schemas = table.schemas();
        put(
                new TableCreated(
                        ordinal,
                        table.name(),
                        schemas.getFirst(),
                        table.policy(),
                        table.createdNanos()));
        for (Schema schema : schemas.subList(1, schemas.size())) {
            put(new SchemaChanged(ordinal, schema, table.nextColumnId()));
        }
        List<SegmentEntry> segments = table.segments();
        for (int start = 0; start < segments.size(); start += SEGMENTS) {
            int end = Math.min(segments.size(), start + SEGMENTS);
            put(
                    new SegmentsReplaced(
                            ordinal,
                            List.of(),
                            segments.subList(start, end),
                            SegmentsReplaced.UNCHANGED));
        }
        if (table.firstRow() > 0) {
            put(new SegmentsReplaced(ordinal, List.of(), List.of(), table.firstRow()));
        }
        for (CatalogRecord loss : table.losses()) {
            put(loss);
        }
    }

    private void put(CatalogRecord record) throws IOException {
        records++;
        sink.accept(record);
    }
}
