package io.thermocline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.schema.SchemaBuilder;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

class StoreTest {
    private static final StoreOptions QUIET = StoreOptions.DEFAULT.withBackground(false);

    @TempDir Path directory;

    private Store open() {
        return Store.open(directory.resolve("store"), QUIET);
    }

    private Store withRows(long rows) {
        Store store = open();
        Table table = store.createTable(Rows.TABLE, Rows.schema());
        try (Appender appender = table.appender()) {
            Rows.append(appender, 0, rows);
            appender.flush();
        }
        return store;
    }

    @Test
    void rowsAreThereInEveryTierAndAfterReopening() {
        try (Store store = withRows(20_000)) {
            assertEquals(20_000, Rows.check(store), "live");
            store.tiers().seal(null);
            assertEquals(20_000, Rows.check(store), "hot");
            assertEquals(20_000, store.tiers().compress(TierMove.ALL).rows());
            assertEquals(20_000, Rows.check(store), "warm");
            assertEquals(20_000, store.tiers().promote(TierMove.ALL).rows());
            assertEquals(20_000, Rows.check(store), "cold");
            assertTrue(store.verify(bytes -> {}).isSound(), store.verify(bytes -> {}).toString());
        }
        try (Store store = open()) {
            assertEquals(20_000, Rows.check(store), "reopened");
        }
    }

    @Test
    void rowsLieInAllTiersAtOnceAndAppendingGoesOn() {
        try (Store store = withRows(5_000);
                Appender appender = store.table(Rows.TABLE).appender()) {
            store.tiers().promote(TierMove.ALL);
            Rows.append(appender, 5_000, 9_000);
            appender.flush();
            store.tiers().compress(TierMove.ALL);
            Rows.append(appender, 9_000, 12_000);
            appender.flush();
            store.tiers().seal(Rows.TABLE);
            Rows.append(appender, 12_000, 13_000);
            appender.flush();
            assertEquals(13_000, Rows.check(store));
            List<TierStatistics> tiers = store.tiers().statistics();
            assertEquals(
                    List.of(Tier.HOT, Tier.WARM, Tier.COLD),
                    tiers.stream().map(TierStatistics::tier).toList());
            assertEquals(
                    List.of(4_000L, 4_000L, 5_000L),
                    tiers.stream().map(TierStatistics::rows).toList());
        }
        try (Store store = open()) {
            assertEquals(13_000, Rows.check(store));
        }
    }

    @Test
    void aSnapshotSeesNeitherLaterRowsNorMoves() {
        try (Store store = withRows(3_000);
                Snapshot before = store.snapshot();
                Appender appender = store.table(Rows.TABLE).appender()) {
            Rows.append(appender, 3_000, 6_000);
            appender.flush();
            assertEquals(3_000, before.rowCount(Rows.TABLE));
            store.tiers().promote(TierMove.ALL);
            assertEquals(3_000, before.rowCount(Rows.TABLE));
            try (Snapshot after = store.snapshot()) {
                assertEquals(6_000, after.rowCount(Rows.TABLE));
                assertTrue(after.position().compareTo(before.position()) > 0);
            }
        }
    }

    @Test
    void columnsMayBeAddedRenamedAndDroppedWhileAnOldAppenderGoesOn() {
        try (Store store = open()) {
            Table table =
                    store.createTable("t", SchemaBuilder.create().int64("a").float64("b").build());
            try (Appender old = table.appender()) {
                old.setLong(0, 1).setDouble(1, 1.5).endRow();
                old.flush();
                table.addColumn(Column.of(1, "c", ColumnType.STRING, true));
                old.setLong(0, 2).setDouble(1, 2.5).endRow();
                try (Appender fresh = table.appender()) {
                    fresh.setLong(0, 3).setDouble(1, 3.5).setString(2, "three").endRow();
                    fresh.flush();
                }
                table.renameColumn("a", "key").dropColumn("b");
                old.setLong(0, 4).setDouble(1, 4.5).endRow();
                old.flush();
            }
            assertEquals(
                    List.of("key", "c"),
                    table.schema().columns().stream().map(Column::name).toList());
            assertEquals(4, table.rowCount());
            assertThrows(IllegalArgumentException.class, () -> table.renameColumn("nope", "x"));
            assertThrows(IllegalArgumentException.class, () -> table.dropColumn("b"));
            store.tiers().promote(TierMove.ALL);
            assertTrue(store.verify(bytes -> {}).isSound());
        }
    }

    @Test
    void batchesOfWholeColumnsArriveWhateverTheirSize() {
        try (Store store = open();
                Arena arena = Arena.ofConfined()) {
            Schema schema =
                    SchemaBuilder.create()
                            .int64("a")
                            .column("s", ColumnType.STRING)
                            .nullable()
                            .build();
            Table table = store.createTable("t", schema);
            BatchBuilder batch = new BatchBuilder(schema, 300_000, arena);
            for (int i = 0; i < 300_000; i++) {
                batch.column(0).appendLong(i);
                if (i % 3 == 0) {
                    batch.column(1).appendNull();
                } else {
                    batch.column(1).appendText("text " + i);
                }
                batch.finishRow();
            }
            try (Appender appender = table.appender()) {
                appender.append(batch.vectors());
                appender.append(batch.vectors().stream().map(v -> v.slice(10, 0)).toList());
                appender.flush();
            }
            assertEquals(300_000, table.rowCount());
        }
    }

    @Test
    void wrongBatchesAreRefusedWhole() {
        try (Store store = open()) {
            Table table =
                    store.createTable("t", SchemaBuilder.create().int64("a").float64("b").build());
            ColumnVector two =
                    ColumnVector.fixed(
                            ColumnType.parse("i64"), 2, null, MemorySegment.ofArray(new long[2]));
            ColumnVector three =
                    ColumnVector.fixed(
                            ColumnType.parse("f64"), 3, null, MemorySegment.ofArray(new double[3]));
            ColumnVector holes =
                    ColumnVector.fixed(
                            ColumnType.parse("f64"),
                            2,
                            MemorySegment.ofArray(new byte[] {1}),
                            MemorySegment.ofArray(new double[2]));
            try (Appender appender = table.appender()) {
                assertRefused(
                        "expected 2 rows, found 3", () -> appender.append(List.of(two, three)));
                assertRefused("expected 2 columns, found 1", () -> appender.append(List.of(two)));
                assertRefused(
                        "expected i64, found f64", () -> appender.append(List.of(three, three)));
                assertRefused("found null in row 1", () -> appender.append(List.of(two, holes)));
                appender.flush();
            }
            assertEquals(0, table.rowCount());
        }
    }

    private static void assertRefused(String expected, Executable action) {
        String message = String.valueOf(assertThrows(RuntimeException.class, action).getMessage());
        assertTrue(message.contains(expected), message);
    }

    @Test
    void misuseHasANameForEachCase() throws Exception {
        Store store = open();
        Table table = store.createTable("t", SchemaBuilder.create().int64("a").build());
        Appender appender = table.appender();
        appender.setLong(0, 1).endRow();
        Thread other =
                new Thread(() ->
                        assertRefused("expected thread", () -> appender.setLong(0, 2).endRow()));
        other.start();
        other.join();
        assertRefused("expected a new table name", () -> store.createTable("t", table.schema()));
        assertRefused("found 'T'", () -> store.table("T"));
        assertRefused("found 'b'", () -> appender.column("b"));
        assertRefused("pid", () -> Store.open(directory.resolve("store")));
        Snapshot snapshot = store.snapshot();
        snapshot.close();
        store.close();
        store.close();
        assertRefused("closed", () -> appender.setLong(0, 3).endRow());
        assertRefused("closed", store::snapshot);
        assertRefused("closed", () -> store.createTable("u", table.schema()));
        appender.close();
        assertRefused("closed", appender::endRow);
    }

    @Test
    void directoriesThatAreNoStoreAreLeftAsTheyWere() throws IOException {
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "hello");
        assertThrows(FormatException.class, () -> Store.open(foreign));
        assertThrows(FormatException.class, () -> Store.openReadOnly(foreign));
        assertThrows(
                RuntimeException.class, () -> Store.openReadOnly(directory.resolve("missing")));
        assertFalse(Files.exists(directory.resolve("missing")));
        try (Stream<Path> left = Files.list(foreign)) {
            assertEquals(List.of(foreign.resolve("letter.txt")), left.toList());
        }
    }

    @Test
    void aStoreOfANewerFormatIsRefused() throws IOException {
        open().close();
        Path file = directory.resolve("store/store.json");
        String text = Files.readString(file);
        String newer = text.replaceFirst("(\"format[^\"]*\"\\s*:\\s*)1", "$199");
        assertFalse(text.equals(newer), text);
        Files.writeString(file, newer);
        assertRefused("newer", this::open);
        assertEquals(newer, Files.readString(file));
    }

    @Test
    void aReaderSeesTheWritersNewestRowsAndWritesNothing() {
        try (Store store = withRows(1_000);
                Store reader = Store.openReadOnly(directory.resolve("store"));
                Appender appender = store.table(Rows.TABLE).appender()) {
            assertEquals(1_000, Rows.check(reader));
            for (int round = 1; round <= 20; round++) {
                Rows.append(appender, round * 1_000L, round * 1_000L + 1_000);
                appender.flush();
                if (round % 5 == 0) {
                    store.tiers().seal(null);
                }
                if (round % 9 == 0) {
                    store.tiers().promote(TierMove.ALL);
                }
                assertEquals(round * 1_000L + 1_000, Rows.check(reader), "round " + round);
            }
            assertTrue(reader.isReadOnly());
            assertRefused("reading only", () -> reader.createTable("x", Rows.schema()));
            assertRefused("reading only", () -> reader.tiers().compress(TierMove.ALL));
            store.createTable("later", Rows.schema());
            assertEquals(List.of("later", Rows.TABLE), reader.tableNames());
        }
        try (Store reader = Store.openReadOnly(directory.resolve("store"))) {
            assertEquals(21_000, Rows.check(reader), "without a writer");
        }
    }

    @Test
    void aDroppedTableIsGoneAndItsNameFree() {
        try (Store store = withRows(2_000);
                Appender orphan = store.table(Rows.TABLE).appender()) {
            store.dropTable(Rows.TABLE);
            assertEquals(List.of(), store.tableNames());
            Rows.append(orphan, 2_000, 2_100);
            orphan.flush();
            Table again = store.createTable(Rows.TABLE, Rows.schema());
            assertEquals(0, again.rowCount());
            try (Appender appender = again.appender()) {
                Rows.append(appender, 0, 500);
                appender.flush();
            }
            assertEquals(500, Rows.check(store));
        }
    }

    @Test
    void retiringDeletesWholeOldSegmentsAndSaysSoBefore() {
        try (Store store = withRows(4_000)) {
            store.tiers().compress(TierMove.ALL);
            RetirePlan none = store.tiers().retire(Duration.ofDays(1), null, true);
            assertEquals(0, none.rows());
            RetirePlan plan = store.tiers().retire(Duration.ZERO, Rows.TABLE, false);
            assertEquals(4_000, plan.rows());
            assertEquals(4_000, Rows.check(store));
            assertTrue(store.tiers().retire(Duration.ZERO, Rows.TABLE, true).applied());
            try (Snapshot snapshot = store.snapshot();
                    Appender appender = store.table(Rows.TABLE).appender()) {
                assertEquals(0, snapshot.rowCount(Rows.TABLE));
                Rows.append(appender, 4_000, 4_500);
                appender.flush();
            }
            assertEquals(4_500, Rows.check(store), "positions go on");
        }
    }

    @Test
    void anEmptyTableCostsAlmostNothing() throws IOException {
        try (Store store = open()) {
            for (int i = 0; i < 100; i++) {
                store.createTable("table " + i, Rows.schema());
            }
            try (Appender appender = store.table("table 7").appender()) {
                Rows.append(appender, 0, 10);
                appender.flush();
            }
            long bytes = allocated(directory.resolve("store"));
            assertTrue(bytes < 8 << 20, "bytes on disk of 100 tables: " + bytes);
        }
    }

    /** Returns the bytes that files take on the disk, sparse ones by what they hold. */
    private static long allocated(Path root) throws IOException {
        long bytes = 0;
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Object blocks = Files.exists(file) ? Files.size(file) : 0L;
                bytes += file.endsWith("visible.dat") ? 0 : (Long) blocks;
            }
        }
        return bytes;
    }

    @Test
    void aSingleProducersRingLetsOtherThreadsChangeTablesAndSeal() throws InterruptedException {
        StoreOptions single = QUIET.withSingleProducer(true);
        try (Store store = Store.open(directory.resolve("store"), single)) {
            Table table = store.createTable(Rows.TABLE, Rows.schema());
            Thread producer =
                    new Thread(() -> {
                        try (Appender appender = table.appender()) {
                            Rows.append(appender, 0, 100_000);
                            appender.flush();
                        }
                    });
            producer.start();
            for (int i = 0; i < 20; i++) {
                store.tiers().seal(null);
                store.createTable("other " + i, Rows.schema());
            }
            producer.join();
            store.tiers().compress(TierMove.ALL);
            assertEquals(100_000, Rows.check(store));
            assertEquals(0, store.table("other 19").rowCount());
        }
    }

    @Test
    void aRingThatIsFullFailsTimesOutOrWaitsAsTheCallerChose() {
        try (Store store = withRows(0)) {
            Table table = store.table(Rows.TABLE);
            try (Appender failing = table.appender(AppenderOptions.FAIL)) {
                boolean refused = false;
                for (int i = 0; i < 2_000_000 && !refused; i++) {
                    try {
                        Rows.append(failing, i, i + 1);
                    } catch (BackpressureException e) {
                        refused = true;
                        failing.cancelRow();
                    }
                }
                failing.flush();
            }
            assertEquals(table.rowCount(), Rows.check(store), "rows refused leave no trace");
        }
    }
}
