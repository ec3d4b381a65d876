package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.catalog.CatalogState.FileKey;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecord.CleanClose;
import io.thermocline.formats.journal.CatalogRecord.CountersSet;
import io.thermocline.formats.journal.CatalogRecord.EpochStarted;
import io.thermocline.formats.journal.CatalogRecord.FilePublished;
import io.thermocline.formats.journal.CatalogRecord.FileRemoved;
import io.thermocline.formats.journal.CatalogRecord.RowsLost;
import io.thermocline.formats.journal.CatalogRecord.SchemaChanged;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.CatalogRecord.SnapshotEnded;
import io.thermocline.formats.journal.CatalogRecord.StoreCreated;
import io.thermocline.formats.journal.CatalogRecord.TableCreated;
import io.thermocline.formats.journal.CatalogRecord.TableDropped;
import io.thermocline.formats.journal.CatalogRecord.TableRenamed;
import io.thermocline.formats.journal.CatalogRecord.TailRecovered;
import io.thermocline.formats.journal.FileEntry;
import io.thermocline.formats.journal.SegmentEntry;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A state that records are being applied to. The only code that says what a record means.
 *
 * <p>A record that does not fit throws {@link IllegalArgumentException}; the draft is of no use
 * then. One thread only.
 */
final class CatalogDraft {
    private @Nullable UUID storeId;
    private long createdNanos;
    private long commits;
    private long epoch;
    private List<EpochStarted> openEpochs = List.of();
    private PersistentMap<Integer, TableEntry> tables = PersistentMap.empty();
    private PersistentMap<String, Integer> ordinals = PersistentMap.empty();
    private PersistentMap<Long, FileEntry> files = PersistentMap.empty();
    private PersistentMap<FileKey, Long> fileNumbers = PersistentMap.empty();
    private int nextTable = 1;
    private long nextSegment = 1;
    private long nextFile = 1;

    /** Paths of files that are no longer part of the store. */
    private final List<String> removedPaths = new ArrayList<>();

    private final List<Integer> droppedTables = new ArrayList<>();

    /** Begins with nothing. */
    CatalogDraft() {}

    /** Begins with a state. */
    CatalogDraft(CatalogState state) {
        storeId = state.storeId();
        createdNanos = state.createdNanos();
        commits = state.commits();
        epoch = state.epoch();
        openEpochs = state.openEpochs();
        tables = state.tableMap();
        ordinals = state.ordinalMap();
        files = state.fileMap();
        fileNumbers = state.fileNumberMap();
        nextTable = state.nextTable();
        nextSegment = state.nextSegment();
        nextFile = state.nextFile();
    }

    /** Applies the records of one commit. */
    void commit(List<? extends CatalogRecord> records) {
        records.forEach(this::apply);
        commits++;
    }

    /** Applies one record. */
    void apply(CatalogRecord record) {
        switch (record) {
            case StoreCreated r -> {
                require(
                        storeId == null,
                        () -> "store %s: expected to be created once".formatted(r.storeId()));
                storeId = r.storeId();
                createdNanos = r.createdNanos();
            }
            case EpochStarted r -> {
                require(
                        r.epoch() > epoch,
                        () -> "epoch %d: expected one above %d".formatted(r.epoch(), epoch));
                epoch = r.epoch();
                openEpochs = new ArrayList<>(openEpochs);
                openEpochs.add(r);
            }
            case TailRecovered r ->
                    openEpochs = openEpochs.stream().filter(e -> e.epoch() >= r.epoch()).toList();
            case CleanClose r -> {
                require(
                        r.epoch() == epoch,
                        () -> "close of epoch %d: expected %d".formatted(r.epoch(), epoch));
                openEpochs = List.of();
            }
            case TableCreated r -> create(r);
            case SchemaChanged r -> changeSchema(r);
            case TableRenamed r -> rename(r);
            case TableDropped r -> drop(r);
            case SegmentsReplaced r -> replaceSegments(r);
            case RowsLost r -> loseRows(r);
            case FilePublished r -> publish(r.entry());
            case FileRemoved r -> remove(r.file());
            case CountersSet r -> {
                commits = r.commits();
                nextTable = Math.max(nextTable, r.nextTable());
                nextSegment = Math.max(nextSegment, r.nextSegment());
                nextFile = Math.max(nextFile, r.nextFile());
            }
            case SnapshotEnded _ -> {
                // Counted by whoever reads the log.
            }
        }
    }

    private void create(TableCreated r) {
        require(r.table() >= 1, () -> "table %d: expected an ordinal from 1".formatted(r.table()));
        require(
                tables.get(r.table()) == null,
                () -> "table %d: expected a free ordinal".formatted(r.table()));
        requireFree(r.name());
        require(
                r.schema().version() == 1,
                () -> "table '%s': expected schema version 1".formatted(r.name()));
        int nextColumnId = 1;
        for (Column column : r.schema().columns()) {
            nextColumnId = Math.max(nextColumnId, Math.addExact(column.id(), 1));
        }
        put(
                new TableEntry(
                        r.table(),
                        r.name(),
                        List.of(r.schema()),
                        nextColumnId,
                        r.policy(),
                        r.createdNanos(),
                        SegmentList.EMPTY,
                        List.of(),
                        0));
        ordinals = ordinals.with(r.name(), r.table());
        nextTable = Math.max(nextTable, Math.addExact(r.table(), 1));
    }

    private void changeSchema(SchemaChanged r) {
        TableEntry table = table(r.table());
        require(
                r.schema().version() == table.schema().version() + 1,
                () ->
                        "table '%s': expected schema version %d, found %d"
                                .formatted(
                                        table.name(),
                                        table.schema().version() + 1,
                                        r.schema().version()));
        require(
                r.nextColumnId() >= table.nextColumnId(),
                () ->
                        "table '%s': expected a next column id from %d, found %d"
                                .formatted(table.name(), table.nextColumnId(), r.nextColumnId()));
        List<Schema> schemas = new ArrayList<>(table.schemas());
        schemas.add(r.schema());
        put(table.withSchemas(schemas, r.nextColumnId()));
    }

    private void rename(TableRenamed r) {
        TableEntry table = table(r.table());
        requireFree(r.name());
        ordinals = ordinals.without(table.name()).with(r.name(), r.table());
        put(table.withName(r.name()));
    }

    private void drop(TableDropped r) {
        TableEntry table = table(r.table());
        ordinals = ordinals.without(table.name());
        tables = tables.without(r.table());
        droppedTables.add(r.table());
    }

    private void replaceSegments(SegmentsReplaced r) {
        TableEntry table = table(r.table());
        long rows = 0;
        long from = Long.MAX_VALUE;
        long to = 0;
        for (SegmentEntry entry : r.added()) {
            table.schema(entry.schemaVersion());
            rows += entry.rowCount();
            from = Math.min(from, entry.baseRow());
            to = Math.max(to, entry.endRow());
            nextSegment = Math.max(nextSegment, Math.addExact(entry.id(), 1));
        }
        if (r.added().isEmpty()) {
            from = 0;
            to = r.firstRow() == SegmentsReplaced.UNCHANGED ? Long.MAX_VALUE : r.firstRow();
        }
        List<SegmentEntry> dropped = new ArrayList<>();
        SegmentList segments = table.segments().replace(r.removed(), r.added(), from, to, dropped);
        if (!r.added().isEmpty() && !dropped.isEmpty()) {
            requireSameRows(table, dropped, new long[] {from, to, rows});
        }
        dropped.forEach(entry -> removedPaths.add(entry.path()));
        put(table.withSegments(segments, Math.max(table.firstRow(), r.firstRow())));
    }

    private static void requireSameRows(
            TableEntry table, List<SegmentEntry> dropped, long[] added) {
        long[] gone = {Long.MAX_VALUE, 0, 0};
        for (SegmentEntry entry : dropped) {
            gone[0] = Math.min(gone[0], entry.baseRow());
            gone[1] = Math.max(gone[1], entry.endRow());
            gone[2] += entry.rowCount();
        }
        require(
                java.util.Arrays.equals(gone, added),
                () ->
                        "table '%s': expected the %d rows of %d..%d again, found %d rows of %d..%d"
                                .formatted(
                                        table.name(),
                                        gone[2],
                                        gone[0],
                                        gone[1],
                                        added[2],
                                        added[0],
                                        added[1]));
    }

    private void loseRows(RowsLost r) {
        TableEntry table = table(r.table());
        int next = table.segments().indexAtOrAfter(r.from());
        require(
                r.from() == r.to()
                        || next == table.segments().size()
                        || table.segments().get(next).baseRow() >= r.to(),
                () ->
                        "table '%s': expected lost rows in no segment, found %d..%d"
                                .formatted(table.name(), r.from(), r.to()));
        List<RowsLost> losses = new ArrayList<>(table.losses());
        losses.add(r);
        put(table.withLosses(losses));
    }

    private void publish(FileEntry entry) {
        FileKey key = new FileKey(entry.kind(), entry.id());
        require(
                files.get(entry.file()) == null,
                () -> "file %d: expected a free number".formatted(entry.file()));
        require(
                fileNumbers.get(key) == null,
                () ->
                        "%s '%s': expected no file of this name, found one"
                                .formatted(entry.kind(), entry.id()));
        files = files.with(entry.file(), entry);
        fileNumbers = fileNumbers.with(key, entry.file());
        nextFile = Math.max(nextFile, Math.addExact(entry.file(), 1));
    }

    private void remove(long number) {
        FileEntry entry = files.get(number);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "file " + number + ": expected a published file, found none");
        }
        files = files.without(number);
        fileNumbers = fileNumbers.without(new FileKey(entry.kind(), entry.id()));
        removedPaths.add(entry.path());
    }

    private void put(TableEntry table) {
        tables = tables.with(table.ordinal(), table);
    }

    private TableEntry table(int ordinal) {
        TableEntry table = tables.get(ordinal);
        if (table == null) {
            throw new IllegalArgumentException(
                    "table " + ordinal + ": expected a table of this ordinal, found none");
        }
        return table;
    }

    private void requireFree(String name) {
        require(
                ordinals.get(name) == null,
                () -> "table '%s': expected a new name, found one".formatted(name));
    }

    private static void require(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new IllegalArgumentException(message.get());
        }
    }

    /** Returns the state so far. */
    CatalogState freeze() {
        return new CatalogState(this);
    }

    UUID storeId() {
        if (storeId == null) {
            throw new IllegalArgumentException("store: expected its creation first, found none");
        }
        return storeId;
    }

    long createdNanos() {
        return createdNanos;
    }

    long commits() {
        return commits;
    }

    long epoch() {
        return epoch;
    }

    List<EpochStarted> openEpochs() {
        return openEpochs;
    }

    PersistentMap<Integer, TableEntry> tables() {
        return tables;
    }

    PersistentMap<String, Integer> ordinals() {
        return ordinals;
    }

    PersistentMap<Long, FileEntry> files() {
        return files;
    }

    PersistentMap<FileKey, Long> fileNumbers() {
        return fileNumbers;
    }

    int nextTable() {
        return nextTable;
    }

    long nextSegment() {
        return nextSegment;
    }

    long nextFile() {
        return nextFile;
    }

    /** Returns the paths of files that are no longer part of the store. */
    List<String> removedPaths() {
        return removedPaths;
    }

    /** Returns the tables that were dropped. */
    List<Integer> droppedTables() {
        return droppedTables;
    }
}
