package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tail under way: a writer fills small extents of two tables, a keeper has them reused at once,
 * and readers in this process and, as it were, in another check every row that they can see.
 *
 * <p>Row r of either table has the values of row r mod {@link #PERIOD} of a fixed sample, so that a
 * reader knows what it must find, and a sealed file need not be kept.
 */
final class TailStressTest {
    private static final int PERIOD = 4096;

    /** Longer than any extent here has rows. */
    private static final int SAMPLE_ROWS = 4 * PERIOD;

    private static final int TABLES = 2;
    private static final long NANOS = 2_000_000_000L;

    @TempDir Path directory;

    private final Arena arena = Arena.ofShared();
    private final Schema schema = SampleRows.everyType(true);
    private final AtomicBoolean done = new AtomicBoolean();

    /** Unsealed extents in row order, by table. */
    private final List<List<TailExtentView>> tails =
            List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());

    /** Rows of each sealed extent, by table and base row. */
    private final List<Map<Long, Integer>> catalog =
            List.of(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

    private final Queue<Full> full = new ConcurrentLinkedQueue<>();
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong checked = new AtomicLong();

    private record Full(int table, TailExtent extent, TailExtentView view, int rows) {}

    @Test
    void everyVisibleRowIsFoundWhileExtentsAreReusedUnderTheReaders() throws Exception {
        long seed = System.nanoTime();
        SampleRows sample = periodic(seed);
        Path visibleFile = directory.resolve("visible");
        try (TailPool pool = TailPool.create(LocalStorage.INSTANCE, directory, 1, 8L << 20);
                VisibleRows visible = VisibleRows.create(LocalStorage.INSTANCE, visibleFile, 1);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> results = new ArrayList<>();
            results.add(threads.submit(task(() -> write(pool, visible, sample, seed))));
            results.add(threads.submit(task(() -> keep(pool, sample))));
            results.add(threads.submit(task(() -> read(visible, sample, seed + 1))));
            results.add(threads.submit(task(() -> readAsForeigner(visibleFile, sample, seed + 2))));
            for (Future<?> result : results) {
                result.get();
            }
            assertTrue(pool.statistics().recycled() > 10, pool.statistics().toString());
            assertTrue(checked.get() > 1000, "checked " + checked);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError("seed " + seed, e);
        } finally {
            arena.close();
        }
    }

    private Callable<Void> task(Callable<?> body) {
        return () -> {
            try {
                body.call();
                return null;
            } finally {
                done.set(true);
            }
        };
    }

    private SampleRows periodic(long seed) {
        SampleRows once = SampleRows.random(schema, PERIOD, new Random(seed), arena);
        List<ColumnVector> repeated = new ArrayList<>();
        for (ColumnVector vector : once.vectors()) {
            VectorBlock block = new VectorBlock(arena, vector.type());
            for (int i = 0; i < SAMPLE_ROWS / PERIOD; i++) {
                block.append(vector);
            }
            repeated.add(block.vector());
        }
        return SampleRows.of(schema, repeated, arena);
    }

    private @Nullable Void write(TailPool pool, VisibleRows visible, SampleRows sample, long seed)
            throws InterruptedException {
        Random random = new Random(seed);
        SampleRows.Bodies bodies = sample.bodies();
        TextModes[] modes = new TextModes[TABLES];
        @Nullable TailExtent[] active = new TailExtent[TABLES];
        long[] rows = new long[TABLES];
        long end = System.nanoTime() + NANOS;
        for (long sequence = 0; System.nanoTime() < end && !done.get(); sequence++) {
            int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 1000 : 30);
            visible.begin();
            for (int table = 0; table < TABLES; table++) {
                int left = count;
                while (left > 0) {
                    TailExtent extent = active[table];
                    if (extent == null) {
                        extent = take(pool, random.nextInt(4));
                        TextModes known = modes[table];
                        tails.get(table)
                                .add(
                                        extent.begin(
                                                table,
                                                schema,
                                                sequence,
                                                rows[table],
                                                known == null ? TextModes.initial(schema) : known));
                        active[table] = extent;
                    }
                    int from = (int) (rows[table] % PERIOD);
                    int taken =
                            random.nextBoolean()
                                    ? bodies.append(extent, from, left)
                                    : extent.appendBatch(sample.vectors(), from, left);
                    rows[table] += taken;
                    left -= taken;
                    if (left > 0) {
                        modes[table] = extent.nextModes();
                        full.add(new Full(table, extent, extent.view(), extent.rowCount()));
                        active[table] = null;
                    }
                }
                visible.set(table, rows[table]);
            }
            visible.end(sequence, sequence);
        }
        return null;
    }

    private TailExtent take(TailPool pool, int sizeClass) throws InterruptedException {
        pool.request(sizeClass);
        for (TailExtent extent = pool.poll(sizeClass); ; extent = pool.poll(sizeClass)) {
            TailExtent taken = extent != null ? extent : pool.allocate(sizeClass);
            if (taken != null) {
                return taken;
            }
            if (done.get()) {
                throw new InterruptedException("another thread failed");
            }
            Thread.sleep(0, 50_000);
        }
    }

    private @Nullable Void keep(TailPool pool, SampleRows sample) throws InterruptedException {
        while (!done.get()) {
            Full next = full.poll();
            if (next == null) {
                pool.work();
                Thread.sleep(0, 100_000);
                continue;
            }
            int from = (int) (next.view.baseRow() % PERIOD);
            StoredColumns stored = next.extent.sealedView(next.rows);
            for (int c = 0; c < schema.size() && next.rows > 0; c++) {
                sample.assertHolds(c, from, stored.read(c, 0, Arena.ofAuto()), "keeper");
            }
            catalog.get(next.table).put(next.view.baseRow(), next.rows);
            assertTrue(tails.get(next.table).remove(next.view));
            pool.release(next.extent);
        }
        return null;
    }

    /** Returns what the sealed file of an extent would hold. */
    private RowRun sealed(int table, long baseRow, SampleRows sample) {
        moved.incrementAndGet();
        int rows =
                Objects.requireNonNull(
                        catalog.get(table).get(baseRow), () -> "no rows from " + baseRow);
        int from = (int) (baseRow % PERIOD);
        List<ColumnVector> vectors = new ArrayList<>();
        for (ColumnVector vector : sample.vectors()) {
            vectors.add(vector.slice(from, rows));
        }
        OpenSegments segments =
                new OpenSegments(
                        (tier, file) -> new MemoryColumns(schema, baseRow, vectors, 4096, false));
        return segments.run(Tier.HOT, Path.of("sealed"), baseRow, rows, schema);
    }

    private @Nullable Void read(VisibleRows visible, SampleRows sample, long seed) {
        Random random = new Random(seed);
        while (!done.get()) {
            long[] rows = visible.snapshot(TABLES);
            assertEquals(rows[0], rows[1]);
            int table = random.nextInt(TABLES);
            check(table, rows[table], List.copyOf(tails.get(table)), sample, random);
        }
        return null;
    }

    private @Nullable Void readAsForeigner(Path visibleFile, SampleRows sample, long seed) {
        Random random = new Random(seed);
        try (VisibleRows visible = VisibleRows.openReadOnly(LocalStorage.INSTANCE, visibleFile);
                TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory)) {
            while (!done.get()) {
                int table = random.nextInt(TABLES);
                long rows = visible.snapshot(TABLES)[table];
                tail.refresh();
                check(table, rows, tail.extents(table, version -> schema), sample, random);
            }
        }
        return null;
    }

    /** Reads some blocks of each extent of a snapshot. */
    private void check(
            int table, long visible, List<TailExtentView> views, SampleRows sample, Random random) {
        for (TailExtentView view : views) {
            long base = view.baseRow();
            int rows = view.visibleRows(visible);
            if (rows <= 0) {
                continue;
            }
            RowRun run = view.run(rows, () -> sealed(table, base, sample));
            try (BlockReader reader = run.open()) {
                for (int k = 0; k < 30; k++) {
                    int column = random.nextInt(schema.size());
                    int from = random.nextInt((rows + 63) / 64) * 64;
                    int most = Math.min(rows - from, 4096 - from % 4096);
                    int count = 1 + random.nextInt(most);
                    ColumnVector block = reader.read(column, from, count);
                    int at = (int) (base % PERIOD) + from;
                    sample.assertHolds(column, at, block, "row " + (base + from));
                    checked.incrementAndGet();
                }
            }
        }
    }
}
