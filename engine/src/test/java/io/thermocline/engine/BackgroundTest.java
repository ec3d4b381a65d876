package io.thermocline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.FakeClock;
import io.thermocline.engine.schema.SchemaBuilder;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.ColumnType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

class BackgroundTest {
    private static final long START_NANOS = 1_700_000_000_000_000_000L;

    @TempDir Path directory;

    private final FakeClock clock = new FakeClock(START_NANOS);

    private Store open(TierPolicy policy) {
        return Store.open(
                directory.resolve("store"), StoreOptions.DEFAULT.withPolicy(policy), clock);
    }

    private static void append(Store store, long from, long to) {
        try (Appender appender = store.table(Rows.TABLE).appender()) {
            Rows.append(appender, from, to);
            appender.flush();
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within half a minute: " + what);
            clock.advance(Duration.ofSeconds(2).toNanos());
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static long rows(Store store, Tier tier) {
        return store.tiers().statistics().stream()
                .filter(s -> s.tier() == tier)
                .mapToLong(TierStatistics::rows)
                .sum();
    }

    @Test
    void rowsMoveDownWithAgeAndGoAtLast() {
        TierPolicy policy =
                new TierPolicy(
                        Duration.ofHours(1),
                        Long.MAX_VALUE,
                        Duration.ofDays(7),
                        Long.MAX_VALUE,
                        Duration.ofDays(30));
        try (Store store = open(policy)) {
            store.createTable(Rows.TABLE, Rows.schema());
            append(store, 0, 3_000);
            assertEquals(3_000, rows(store, Tier.HOT));
            clock.advance(Duration.ofHours(2).toNanos());
            await("warm", () -> rows(store, Tier.WARM) == 3_000);
            assertEquals(3_000, Rows.check(store));
            clock.advance(Duration.ofDays(8).toNanos());
            append(store, 3_000, 4_000);
            await("cold", () -> rows(store, Tier.COLD) == 3_000);
            assertEquals(4_000, Rows.check(store));
            clock.advance(Duration.ofDays(25).toNanos());
            await("retired", () -> rows(store, Tier.COLD) == 1_000);
            assertEquals(4_000, Rows.check(store), "positions of the rows that remain");
            assertNull(store.tiers().backgroundFailure());
        }
    }

    @Test
    void moreHotRowsThanAllowedAreCompressedWhateverTheirAge() {
        TierPolicy policy =
                new TierPolicy(Duration.ofDays(1), 5_000, Duration.ofDays(7), Long.MAX_VALUE, null);
        try (Store store = open(policy)) {
            store.createTable(Rows.TABLE, Rows.schema());
            for (int i = 0; i < 10; i++) {
                append(store, i * 2_000L, i * 2_000L + 2_000);
                store.tiers().seal(null);
            }
            await("no more than 5,000 hot", () -> rows(store, Tier.HOT) <= 5_000);
            assertEquals(20_000, Rows.check(store));
        }
    }

    @Test
    void nothingMovesWhilePaused() {
        TierPolicy policy =
                new TierPolicy(Duration.ofMinutes(1), 0, Duration.ofMinutes(2), 0, null);
        try (Store store = open(policy)) {
            store.tiers().pause();
            store.createTable(Rows.TABLE, Rows.schema());
            append(store, 0, 1_000);
            store.tiers().seal(null);
            clock.advance(Duration.ofHours(1).toNanos());
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            assertEquals(1_000, rows(store, Tier.HOT));
            store.tiers().resume();
            await("cold", () -> rows(store, Tier.COLD) == 1_000);
        }
    }

    @Test
    void manyProducersKeepTheirOrderInOneTableAndTheirOwn() throws InterruptedException {
        int producers = 4;
        int rowsEach = 60_000;
        try (Store store = open(TierPolicy.DEFAULT)) {
            Table shared =
                    store.createTable(
                            "shared",
                            SchemaBuilder.create()
                                    .int32("producer")
                                    .int64("n")
                                    .column("text", ColumnType.STRING)
                                    .build());
            List<Thread> threads = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                int producer = p;
                Table own = store.createTable("own " + p, shared.schema());
                threads.add(new Thread(() -> produce(shared, own, producer, rowsEach)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals((long) producers * rowsEach, shared.rowCount());
            long[] next = new long[producers];
            try (var cursor = store.query("SELECT producer, n, text FROM shared")) {
                while (cursor.next()) {
                    int producer = (int) cursor.getLong(0);
                    assertEquals(next[producer]++, cursor.getLong(1));
                    assertEquals("p" + producer, cursor.getString(2));
                }
            }
            for (int p = 0; p < producers; p++) {
                assertEquals(rowsEach, store.table("own " + p).rowCount());
            }
        }
    }

    private static void produce(Table shared, Table own, int producer, int rows) {
        try (Appender toShared = shared.appender();
                Appender toOwn = own.appender()) {
            for (int n = 0; n < rows; n++) {
                toShared.setLong(0, producer).setLong(1, n).setString(2, "p" + producer).endRow();
                toOwn.setLong(0, producer).setLong(1, n).setString(2, "p" + producer).endRow();
            }
            toShared.flush();
            toOwn.flush();
        }
    }

    @Test
    void queriesBesideWritersAndMovesSeeWholeRangesOnly() throws InterruptedException {
        try (Store store = open(TierPolicy.DEFAULT)) {
            Table table =
                    store.createTable(
                            "t", SchemaBuilder.create().int64("n").float64("half").build());
            Thread writer =
                    new Thread(() -> {
                        try (Appender appender = table.appender()) {
                            for (long n = 0; n < 400_000; n++) {
                                appender.setLong(0, n).setDouble(1, n * 0.5).endRow();
                            }
                            appender.flush();
                        }
                    });
            writer.start();
            int queries = 0;
            long before = 0;
            while (before < 400_000) {
                try (var cursor =
                        store.query("SELECT count(*), max(n), sum(n), sum(half) FROM t")) {
                    assertTrue(cursor.next());
                    long count = cursor.getLong(0);
                    assertTrue(count >= before, count + " rows after " + before);
                    if (count > 0) {
                        assertEquals(count - 1, cursor.getLong(1));
                        assertEquals(count * (count - 1) / 2, cursor.getLong(2));
                        assertEquals(count * (count - 1) / 4.0, cursor.getDouble(3));
                    }
                    before = count;
                }
                if (++queries % 10 == 0) {
                    store.tiers().compress(TierMove.ALL);
                }
            }
            writer.join();
            assertTrue(queries > 2, "queries beside the writer: " + queries);
        }
    }
}
