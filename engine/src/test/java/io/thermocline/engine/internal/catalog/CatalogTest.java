package io.thermocline.engine.internal.catalog;

import static io.thermocline.engine.internal.catalog.Records.hot;
import static io.thermocline.engine.internal.catalog.Records.segment;
import static io.thermocline.engine.internal.catalog.Records.state;
import static io.thermocline.engine.internal.catalog.Records.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.HostProcess;
import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.engine.schema.SchemaEvolution;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecord.EpochStarted;
import io.thermocline.formats.journal.CatalogRecord.FilePublished;
import io.thermocline.formats.journal.CatalogRecord.FileRemoved;
import io.thermocline.formats.journal.CatalogRecord.RowsLost;
import io.thermocline.formats.journal.CatalogRecord.SchemaChanged;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.CatalogRecord.TableDropped;
import io.thermocline.formats.journal.CatalogRecord.TableRenamed;
import io.thermocline.formats.journal.CatalogRecord.TailRecovered;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

class CatalogTest {
    @TempDir Path directory;
    private StoreDirectoryFixture store;

    @BeforeEach
    void create() throws IOException {
        store = new StoreDirectoryFixture(directory.resolve("store"));
    }

    @AfterEach
    void release() throws IOException {
        store.close();
    }

    /** Describes everything that a state knows, for comparison. */
    static String describe(CatalogState state) {
        return state.storeId()
                + " "
                + state.createdNanos()
                + " "
                + state.tables()
                + " "
                + state.tableNames()
                + " "
                + state.files()
                + " next "
                + state.nextTable()
                + " "
                + state.nextSegment()
                + " "
                + state.nextFile();
    }

    private static TableEntry tableOf(CatalogState state, String name) {
        TableEntry table = state.table(name);
        assertNotNull(table);
        return table;
    }

    /** Commits a bit of everything. */
    private static void fill(Catalog catalog) {
        catalog.commit(table(1, "a"));
        catalog.commit(table(2, "../x"), table(3, "gone"));
        Schema wider =
                SchemaEvolution.addColumn(
                        Records.SCHEMA, Column.of(1, "more", ColumnType.STRING, true), 3);
        catalog.commit(new SchemaChanged(1, wider, 4));
        Schema narrower = SchemaEvolution.dropColumn(wider, "more");
        catalog.commit(new SchemaChanged(1, narrower, 4), new TableRenamed(1, "b"));
        for (int i = 0; i < 10; i++) {
            catalog.commit(SegmentsReplaced.sealed(1, hot(i + 1, 10L * i, 10)));
        }
        List<SegmentEntry> segments = tableOf(catalog.state(), "b").segments();
        catalog.commit(
                SegmentsReplaced.moved(
                        1,
                        segments.subList(2, 6),
                        List.of(segment(11, SegmentFormat.SEGZ, 20, 40))));
        catalog.commit(SegmentsReplaced.retired(1, segments.subList(0, 2), 20));
        catalog.commit(new RowsLost(1, 100, 150, 9, "power cut"));
        catalog.commit(new TableDropped(3));
        catalog.commit(new FilePublished(state(1, "s")), new FilePublished(state(2, "t")));
        catalog.commit(new FileRemoved(1), new FilePublished(state(3, "s")));
    }

    @Test
    void everythingCommittedIsThereAfterReopening() throws IOException {
        String expected;
        try (Catalog catalog = store.open()) {
            fill(catalog);
            expected = describe(catalog.state());
            assertEquals(1, catalog.state().epoch());
        }
        for (int epoch = 2; epoch < 5; epoch++) {
            try (Catalog catalog = store.open()) {
                assertEquals(expected, describe(catalog.state()));
                assertEquals(epoch, catalog.state().epoch());
            }
        }
        try (ReadOnlyCatalog catalog = store.openReadOnly()) {
            assertEquals(expected, describe(catalog.state()));
        }
    }

    @Test
    void aStateSaysWhatTheRecordsSaid() throws IOException {
        try (Catalog catalog = store.open()) {
            fill(catalog);
            CatalogState state = catalog.state();
            assertEquals(List.of("../x", "b"), state.tableNames());
            TableEntry table = tableOf(state, "b");
            assertEquals(3, table.schema().version());
            assertEquals(2, table.schema().size());
            assertEquals(4, table.nextColumnId());
            assertEquals(3, table.schema(2).size());
            assertEquals(
                    List.of(11L, 7L, 8L, 9L, 10L),
                    table.segments().stream().map(SegmentEntry::id).toList());
            assertEquals(20, table.firstRow());
            assertEquals(150, table.endRow());
            assertNull(state.table(3));
            assertNull(state.table("a"));
            assertEquals(3, java.util.Objects.requireNonNull(state.file("qms", "s")).file());
            assertNull(state.file(1));
            assertEquals(4, state.nextTable());
            assertEquals(12, state.nextSegment());
            assertEquals(4, state.nextFile());
        }
    }

    @Test
    void recordsThatDoNotFitChangeNothing() throws IOException {
        try (Catalog catalog = store.open()) {
            fill(catalog);
            CatalogState before = catalog.state();
            List<CatalogRecord> misfits =
                    List.of(
                            table(1, "other"),
                            table(9, "b"),
                            table(0, "zero"),
                            new TableRenamed(1, "../x"),
                            new TableRenamed(77, "y"),
                            new TableDropped(3),
                            new SchemaChanged(1, Records.SCHEMA, 9),
                            SegmentsReplaced.sealed(1, hot(50, 95, 10)),
                            SegmentsReplaced.sealed(9, hot(50, 500, 10)),
                            new SegmentsReplaced(1, List.of(1L), List.of(), -1),
                            new SegmentsReplaced(1, List.of(7L, 8L), List.of(hot(50, 60, 19)), -1),
                            new SegmentsReplaced(1, List.of(7L), List.of(hot(50, 500, 10)), -1),
                            new RowsLost(1, 65, 66, 0, "in a segment"),
                            new FilePublished(state(9, "s")),
                            new FilePublished(state(2, "new")),
                            new FileRemoved(1),
                            new CatalogRecord.CleanClose(9),
                            new CatalogRecord.StoreCreated(before.storeId(), 1),
                            new EpochStarted(9, "", 1, "", 1),
                            new CatalogRecord.CountersSet(1, 1, 1, 1),
                            new CatalogRecord.SnapshotEnded(1));
            for (CatalogRecord misfit : misfits) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> catalog.commit(table(8, "fits"), misfit),
                        misfit.toString());
                assertSame(before, catalog.state());
            }
            catalog.commit(table(8, "fits"));
        }
    }

    @Test
    void aDecisionSeesTheNewestState() throws IOException {
        try (Catalog catalog = store.open()) {
            catalog.commit(table(1, "a"));
            CatalogState before = catalog.state();
            assertSame(before, catalog.commitFrom(state -> List.of()));
            CatalogState after =
                    catalog.commitFrom(state -> List.of(table(state.nextTable(), "b")));
            assertNotNull(after.table(2));
        }
    }

    @Test
    void epochsStayOpenUntilSomebodySawToTheirTails() throws IOException {
        try (Catalog catalog = store.open()) {
            assertEquals(List.of(), catalog.state().unrecoveredEpochs());
        }
        HostProcess rebooted = new HostProcess(5, "host", "boot 2");
        Catalog.open(store.lock, LocalStorage.INSTANCE, store.layout, store.clock, rebooted)
                .close();
        try (Catalog catalog = store.open()) {
            assertEquals(
                    List.of("boot", "boot 2"),
                    catalog.state().unrecoveredEpochs().stream()
                            .map(EpochStarted::bootId)
                            .toList());
            catalog.commit(new TailRecovered(catalog.state().epoch()));
            assertEquals(List.of(), catalog.state().unrecoveredEpochs());
        }
        try (Catalog catalog = store.open()) {
            assertEquals(
                    List.of(3L),
                    catalog.state().unrecoveredEpochs().stream().map(EpochStarted::epoch).toList());
            catalog.closeCleanly();
        }
        try (Catalog catalog = store.open()) {
            assertEquals(List.of(), catalog.state().unrecoveredEpochs());
            assertEquals(5, catalog.state().epoch());
        }
    }

    @Test
    void commitsOfManyThreadsAllCount() throws IOException {
        try (Catalog catalog = store.open()) {
            catalog.commit(table(1, "a"));
            LongStream.rangeClosed(1, 400)
                    .parallel()
                    .forEach(id -> {
                        try (CatalogPin pin = catalog.pin()) {
                            catalog.commit(
                                    SegmentsReplaced.sealed(1, hot(id, 10 * id, 10)),
                                    new FilePublished(state(id, "s" + id)));
                            assertTrue(pin.state().commits() < catalog.state().commits());
                        }
                        catalog.reaper().reap();
                    });
            assertEquals(400, tableOf(catalog.state(), "a").segments().size());
            assertEquals(400, catalog.state().fileCount());
        }
        try (Catalog catalog = store.open()) {
            assertEquals(400, tableOf(catalog.state(), "a").segments().size());
        }
    }

    @Test
    void anInterruptThatCameBeforeDoesNoHarm() throws IOException {
        try (Catalog catalog = store.open()) {
            Thread.currentThread().interrupt();
            catalog.commit(table(1, "a"));
            assertTrue(Thread.interrupted());
            catalog.commit(table(2, "b"));
        }
    }

    @Test
    void aClosedCatalogueTakesNothing() throws IOException {
        Catalog catalog = store.open();
        catalog.closeCleanly();
        catalog.close();
        assertThrows(IllegalStateException.class, () -> catalog.commit(table(1, "a")));
    }

    @Test
    void aLogOfMostlyDeadRecordsIsReplaced() throws IOException {
        try (Catalog catalog = store.open();
                ReadOnlyCatalog reader = store.openReadOnly()) {
            catalog.commit(table(1, "a"));
            long generation = StoreLayout.generation(store.log());
            for (int i = 0; i < 3000; i++) {
                List<CatalogRecord> records = new ArrayList<>();
                records.add(SegmentsReplaced.sealed(1, hot(2L * i + 1, 10L * i, 10)));
                if (i > 0) {
                    records.add(
                            SegmentsReplaced.retired(
                                    1, List.of(hot(2L * i - 1, 10L * (i - 1), 10)), 10L * i));
                }
                catalog.commit(records);
            }
            assertTrue(StoreLayout.generation(store.log()) > generation);
            assertEquals(1, logs().size());
            assertTrue(Files.size(store.log()) < 2_000_000);
            assertTrue(reader.refresh());
            assertEquals(describe(catalog.state()), describe(reader.state()));
        }
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(store.layout.directory(StoreDirectory.SHARD))) {
            return files.filter(file -> StoreLayout.generation(file) > 0).toList();
        }
    }

    @Test
    void aDirectoryOfOtherThingsIsLeftAlone() throws IOException {
        Path other = Files.createDirectory(directory.resolve("photos"));
        Files.writeString(other.resolve("cat.jpg"), "");
        StoreLayout layout = StoreLayout.at(other);
        FormatException refused =
                assertThrows(
                        FormatException.class,
                        () ->
                                Catalog.lock(
                                        LocalStorage.INSTANCE,
                                        layout,
                                        store.clock,
                                        StoreDirectoryFixture.PROCESS));
        assertTrue(String.valueOf(refused.getMessage()).contains("cat.jpg"));
        assertEquals(1, LocalStorage.INSTANCE.list(other).size());
        assertThrows(
                FormatException.class, () -> ReadOnlyCatalog.open(LocalStorage.INSTANCE, layout));
    }

    @Test
    void aStoreOfANewerVersionIsNotCalledDamage() throws IOException {
        store.open().closeCleanly();
        Path file = store.layout.storeFile();
        String text = Files.readString(file);
        assertTrue(text.contains("\"format_version\": 1"), text);
        Files.writeString(file, text.replace("\"format_version\": 1", "\"format_version\": 2"));
        assertThrows(UnsupportedFormatException.class, store::open);
        assertThrows(UnsupportedFormatException.class, store::openReadOnly);
        Files.writeString(file, text.replace("thermocline-store", "something"));
        assertThrows(FormatException.class, store::open);
    }

    @Test
    void aStoreThatLostItsCatalogueDoesNotOpenEmpty() throws IOException {
        try (Catalog catalog = store.open()) {
            catalog.commit(table(1, "a"));
        }
        Path log = store.log();
        byte[] bytes = Files.readAllBytes(log);
        Files.delete(log);
        assertThrows(FormatException.class, store::open);
        assertThrows(FormatException.class, store::openReadOnly);
        Files.write(log, bytes);
        Files.delete(store.layout.storeFile());
        FormatException refused = assertThrows(FormatException.class, store::open);
        assertTrue(String.valueOf(refused.getMessage()).contains("store.json"));
    }

    @Test
    void aLogOfOlderDaysIsNotTakenForTheNewest() throws IOException {
        try (Catalog catalog = store.open()) {
            catalog.commit(table(1, "a"));
        }
        Path old = store.log();
        byte[] bytes = Files.readAllBytes(old);
        store.open().closeCleanly();
        Files.delete(store.log());
        Files.write(old, bytes);
        assertThrows(FormatException.class, store::open);
        Files.move(old, store.layout.catalogLog(99));
        assertThrows(FormatException.class, store::open);
    }

    @Test
    void theCatalogueOfAnotherStoreIsRefused() throws IOException {
        store.open().closeCleanly();
        try (StoreDirectoryFixture other = new StoreDirectoryFixture(directory.resolve("other"))) {
            other.open().closeCleanly();
            Files.write(store.log(), Files.readAllBytes(other.log()));
        }
        assertThrows(FormatException.class, store::open);
    }

    @Test
    void manifestsTellPeopleWhatLiesWhere() throws IOException {
        try (Catalog catalog = store.open()) {
            fill(catalog);
            TableEntry table = tableOf(catalog.state(), "../x");
            Path hot = catalog.directories().prepare(StoreDirectory.HOT, table);
            assertEquals(store.layout.root().resolve("shards/00/tables/2/hot"), hot);
            String manifest = Files.readString(hot.resolve(DirectoryManifest.NAME));
            assertTrue(manifest.contains("\"name\": \"../x\""), manifest);
            assertTrue(manifest.contains("\"holds\""), manifest);
            Path states = catalog.directories().prepare(StoreDirectory.STATES_HOT);
            assertTrue(Files.exists(states.resolve(DirectoryManifest.NAME)));
            store.clock.advance(60_000_000_000L);
            catalog.directories().written(StoreDirectory.STATES_HOT);
            assertTrue(
                    Files.readString(states.resolve(DirectoryManifest.NAME))
                            .contains("1970-01-01T00:01:00.000001Z"));
        }
    }

    @Test
    void pathsAreMadeOfOrdinalsOnly() {
        StoreLayout layout = store.layout;
        assertEquals(
                "shards/00/tables/7/cold/12.h5", layout.segmentPath(7, SegmentFormat.HDF5, 12));
        assertEquals(
                "states/cold/3.h5", layout.statePath(io.thermocline.engine.schema.Tier.COLD, 3));
        assertEquals(layout.root().resolve("states/hot/3.qms"), layout.resolve("states/hot/3.qms"));
        assertThrows(IllegalArgumentException.class, () -> layout.resolve("../x"));
        assertThrows(IllegalArgumentException.class, () -> layout.resolve("/etc/passwd"));
        assertThrows(IllegalArgumentException.class, () -> layout.directory(StoreDirectory.HOT));
    }
}
