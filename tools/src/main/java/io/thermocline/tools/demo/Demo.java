package io.thermocline.tools.demo;

import io.thermocline.engine.MoveReport;
import io.thermocline.engine.Store;
import io.thermocline.engine.StoreOptions;
import io.thermocline.engine.TierMove;
import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.quantum.StateStore;
import io.thermocline.engine.schema.Tier;
import io.thermocline.tools.terminal.ProgressBar;
import io.thermocline.tools.terminal.Quantity;
import io.thermocline.tools.terminal.Style;
import io.thermocline.tools.terminal.Terminal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Replays a gravitational-wave recording into a store, queries it while it is written, moves it
 * through all tiers, and proves every value in each of them. One thread.
 */
public final class Demo {
    private final Terminal terminal;
    private final DemoReport report;
    private final boolean quiet;
    private final DemoPlan plan;

    private Demo(Terminal terminal, DemoReport report, boolean quiet, DemoPlan plan) {
        this.terminal = terminal;
        this.report = report;
        this.quiet = quiet;
        this.plan = plan;
    }

    /**
     * Runs the demo in a directory, which becomes a store and stays.
     *
     * @param directory empty or new, or null for a temporary one
     * @param plan how much to do
     * @param terminal report to its output, progress to its error stream
     * @param style emphasis of the report
     * @param quiet no progress
     * @throws IOException if the directory holds something or the disk is too full
     * @throws Differs if a single value differs anywhere
     */
    public static void run(
            @Nullable Path directory, DemoPlan plan, Terminal terminal, Style style, boolean quiet)
            throws IOException, InterruptedException {
        Demo demo = new Demo(terminal, new DemoReport(terminal.out(), style), quiet, plan);
        demo.requireRoom(
                directory != null
                        ? directory.toAbsolutePath()
                        : Path.of(System.getProperty("java.io.tmpdir")));
        Path store =
                directory != null
                        ? Files.createDirectories(directory)
                        : Files.createTempDirectory("thermocline-demo-");
        requireEmpty(store);
        demo.run(store);
    }

    /** Asks before anything is made: a full disk in the middle would prove nothing. */
    private void requireRoom(Path directory) throws IOException {
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        long usable = Files.getFileStore(existing).getUsableSpace();
        if (usable < plan.diskBytes()) {
            throw new IOException(
                    "%s: expected %s of free disk space, found %s (--quick needs less, --dir takes another disk)"
                            .formatted(
                                    directory,
                                    Quantity.bytes(plan.diskBytes()),
                                    Quantity.bytes(usable)));
        }
    }

    private static void requireEmpty(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            if (content.findAny().isPresent()) {
                throw new IOException(
                        directory
                                + ": expected an empty or new directory, found files in it (name"
                                + " another with --dir)");
            }
        }
    }

    private void run(Path directory) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Recording recording = Recording.load();
        CircuitState circuit = CircuitState.load();
        report.opened(directory);
        StoreOptions options = StoreOptions.DEFAULT.withBackground(false);
        try (Store store = Store.open(directory, options)) {
            store.createTable(DemoTables.STRAIN, DemoTables.strain());
            store.createTable(DemoTables.STATES, DemoTables.states());
            append(store, new Replay(store, plan, recording, circuit));
            long states = StateFiles.publish(StateStore.of(store), circuit);
            TierProof proof = new TierProof(store, plan, recording, circuit);
            TierQueries queries = new TierQueries(store, plan, recording);
            long verified = 0;
            Map<Tier, List<Long>> times = new EnumMap<>(Tier.class);
            for (Tier tier : Tier.values()) {
                move(store, tier);
                verified += prove(tier, proof);
                times.put(tier, queries.run());
            }
            verified += proof.files();
            report.queries(times);
            report.picture(new StrainPicture(recording, terminal).draw(store));
            report.states(StateStore.of(store).list(), states);
            report.verified(verified, System.nanoTime() - begin);
        }
        report.archives(directory);
    }

    private void append(Store store, Replay replay) throws InterruptedException {
        LiveQueries live = new LiveQueries(store);
        try (ExecutorService threads =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("queries").factory())) {
            Future<LiveQueries.Result> queries =
                    threads.submit(
                            (Callable<LiveQueries.Result>) () -> live.run(replay::isRunning));
            report.appended(plan, withProgress(replay));
            report.live(queries.get());
        } catch (ExecutionException e) {
            throw Replay.failure(e);
        }
    }

    private Replay.Result withProgress(Replay replay) throws InterruptedException {
        long rowBytes = DemoReport.STRAIN_ROW_BYTES;
        try (ProgressBar bar = bar("append", plan.strainRows() * rowBytes)) {
            return replay.run(rows -> bar.accept(rows * rowBytes));
        }
    }

    private void move(Store store, Tier tier) {
        long begin = System.nanoTime();
        if (tier == Tier.HOT) {
            store.tiers().seal(null);
            report.sealed(System.nanoTime() - begin, store.tiers().statistics());
            return;
        }
        long bytes =
                store.tiers().statistics().stream().mapToLong(TierStatistics::logicalBytes).sum();
        try (ProgressBar bar = bar("to " + tier.name().toLowerCase(Locale.ROOT), bytes)) {
            // Says what goes on before the first group of segments is done.
            bar.accept(0);
            TierMove everything = new TierMove(null, null, bar);
            MoveReport moved =
                    tier == Tier.WARM
                            ? store.tiers().compress(everything)
                            : store.tiers().promote(everything);
            report.moved(tier, moved, System.nanoTime() - begin, store.tiers().statistics());
        }
    }

    private long prove(Tier tier, TierProof proof) {
        long begin = System.nanoTime();
        long values = proof.strain() + proof.states();
        report.proved(tier, values, System.nanoTime() - begin);
        return values;
    }

    private ProgressBar bar(String label, long bytes) {
        return new ProgressBar(terminal, label, bytes, quiet);
    }
}
