package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.segment.TailExtentView;
import io.thermocline.engine.internal.tier.TierAgent;
import io.thermocline.engine.internal.tier.TierContext;
import io.thermocline.engine.internal.tier.TierMover;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.journal.SegmentEntry;

import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Movement of a store's rows between tiers: by itself in the background, and on demand.
 *
 * <p>Moves on demand run on the caller's thread and take turns with the background. Readers notice
 * nothing. A move that fails leaves everything where it was. Any thread.
 */
public final class Tiers {
    private static final long IDLE_MILLIS = 50;
    private static final int CLOSE_PATIENCE_MILLIS = 600_000;

    private final Store store;
    private final StoreOptions options;

    /** Null for readers. */
    private final @Nullable TierMover mover;

    private final @Nullable TierContext context;
    private volatile boolean paused;
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;
    private @Nullable AgentRunner runner;

    Tiers(Store store, StoreOptions options) {
        this.store = store;
        this.options = options;
        if (store.core() instanceof LiveCore live) {
            context =
                    new TierContext(
                            live.storage(),
                            live.layout(),
                            live.catalog(),
                            live.segments(),
                            live.nextSegmentId(),
                            live.clock());
            mover = new TierMover(context);
        } else {
            context = null;
            mover = null;
        }
    }

    /** Starts the background, if it is wanted. */
    void start() {
        if (context == null || mover == null || !options.background()) {
            return;
        }
        TierPolicy policy = options.policy();
        Duration retention = policy.retention();
        TierAgent agent =
                new TierAgent(
                        context,
                        mover,
                        new TierAgent.Limits(
                                policy.hotAge().toNanos(),
                                policy.hotRows(),
                                policy.warmAge().toNanos(),
                                policy.warmBytes(),
                                retention == null ? 0 : retention.toNanos()),
                        this::sealOldTail,
                        () -> !paused && !stopping);
        runner =
                new AgentRunner(
                        new SleepingMillisIdleStrategy(IDLE_MILLIS), e -> failure = e, null, agent);
        AgentRunner.startOnThread(
                runner,
                task -> {
                    Thread thread = new Thread(task, "thermocline-tier");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    void stop() {
        stopping = true;
        if (runner != null) {
            runner.close(CLOSE_PATIENCE_MILLIS, stuck -> {});
        }
    }

    private void sealOldTail(int table) {
        LiveCore live = store.live("seal");
        List<TailExtentView> unsealed = live.pipeline().unsealed(table);
        if (!unsealed.isEmpty()) {
            long oldest = unsealed.getFirst().firstAppendNanos();
            if (oldest != Long.MIN_VALUE
                    && oldest <= live.nanos() - options.policy().hotAge().toNanos()) {
                live.pipeline().seal(table);
            }
        }
    }

    /** Stops moves in the background after the group at hand; those on demand go on. */
    public void pause() {
        paused = true;
    }

    /** Lets the background move again. */
    public void resume() {
        paused = false;
    }

    /** Returns what went wrong in the background last, or null; it tries again by itself. */
    public @Nullable Throwable backgroundFailure() {
        return failure;
    }

    /**
     * Seals the tails: rows so far survive a power cut when this returns.
     *
     * @param table one table, or null for all
     */
    public void seal(@Nullable String table) {
        LiveCore live = store.live("seal");
        for (TableEntry entry : tables(live.state(), table)) {
            live.pipeline()
                    .control(
                            new io.thermocline.formats.journal.ControlRecord.SealTable(
                                    entry.ordinal()));
        }
        live.pipeline().awaitSealed();
    }

    /**
     * Compresses hot rows.
     *
     * @return what moved
     */
    public MoveReport compress(TierMove move) {
        LiveCore live = store.live("compress");
        if (move.olderThan() == null) {
            seal(move.table());
        }
        TierMover.Moved moved = TierMover.Moved.NOTHING;
        for (TableEntry table : tables(live.state(), move.table())) {
            moved =
                    moved.plus(
                            mover().compress(
                                            table.ordinal(),
                                            older(table, move),
                                            move.progress(),
                                            () -> true));
        }
        return report(moved);
    }

    /**
     * Promotes warm rows, and hot ones by way of warm.
     *
     * @return what moved from warm to cold
     */
    public MoveReport promote(TierMove move) {
        compress(move);
        LiveCore live = store.live("promote");
        TierMover.Moved moved = TierMover.Moved.NOTHING;
        for (TableEntry table : tables(live.state(), move.table())) {
            moved =
                    moved.plus(
                            mover().promote(
                                            table.ordinal(),
                                            older(table, move),
                                            move.progress(),
                                            () -> true));
        }
        return report(moved);
    }

    /**
     * Deletes sealed rows that are old enough, whole segments from the start of each table; or says
     * what it would delete.
     *
     * @param olderThan least age of every row that goes
     * @param table one table, or null for all
     * @param apply whether to delete
     */
    public RetirePlan retire(Duration olderThan, @Nullable String table, boolean apply) {
        CatalogState state = store.core().state();
        long before = store.core().nanos() - olderThan.toNanos();
        List<RetirePlan.Segment> plan = new ArrayList<>();
        for (TableEntry entry : tables(state, table)) {
            List<SegmentEntry> old = TierMover.retirable(entry, before);
            for (SegmentEntry segment : old) {
                plan.add(
                        new RetirePlan.Segment(
                                entry.name(),
                                segment.path(),
                                segment.baseRow(),
                                segment.rowCount(),
                                segment.fileBytes()));
            }
            if (apply) {
                store.live("retire");
                mover().retire(entry, old);
            }
        }
        return new RetirePlan(apply, List.copyOf(plan));
    }

    /** Returns what each table keeps in each tier, by table name, then hot, warm, cold. */
    public List<TierStatistics> statistics() {
        StoreCore core = store.core();
        List<TierStatistics> all = new ArrayList<>();
        try (var pin = core.capture().pin()) {
            for (String name : pin.state().tableNames()) {
                TableEntry table = pin.state().table(name);
                if (table != null) {
                    for (Tier tier : Tier.values()) {
                        all.add(statistics(core, table, tier));
                    }
                }
            }
        }
        return all;
    }

    private static TierStatistics statistics(StoreCore core, TableEntry table, Tier tier) {
        int segments = 0;
        long rows = 0;
        long fileBytes = 0;
        long logicalBytes = 0;
        for (SegmentEntry segment : table.segments()) {
            if (StoreLayout.tier(segment.format()) == tier) {
                segments++;
                rows += segment.rowCount();
                fileBytes += segment.fileBytes();
                logicalBytes += segment.logicalBytes();
            }
        }
        if (tier == Tier.HOT) {
            rows += Math.max(0, core.visibleRows(table.ordinal()) - table.endRow());
        }
        return new TierStatistics(table.name(), tier, segments, rows, fileBytes, logicalBytes);
    }

    private static List<TableEntry> tables(CatalogState state, @Nullable String name) {
        if (name == null) {
            return state.tables();
        }
        TableEntry table = state.table(name);
        if (table == null) {
            throw Tables.missing(name, state.tableNames());
        }
        return List.of(table);
    }

    private Predicate<SegmentEntry> older(TableEntry table, TierMove move) {
        Duration age = move.olderThan();
        if (age == null) {
            return segment -> true;
        }
        long before = store.core().nanos() - age.toNanos();
        return segment -> TierMover.newest(table, segment) <= before;
    }

    private TierMover mover() {
        TierMover known = mover;
        if (known == null) {
            throw new StoreException(
                    store.directory()
                            + ": cannot move rows: the store is open for reading only (use"
                            + " Store.open)",
                    null);
        }
        return known;
    }

    private static MoveReport report(TierMover.Moved moved) {
        return new MoveReport(
                moved.segmentsIn(),
                moved.segmentsOut(),
                moved.rows(),
                moved.bytesIn(),
                moved.bytesOut());
    }
}
