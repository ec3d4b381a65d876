package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.Catalog;
import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.catalog.StoreDirectory;
import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.HostProcess;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.io.StoreLock;
import io.thermocline.engine.internal.pipeline.Pipeline;
import io.thermocline.engine.internal.pipeline.SegmentSealer;
import io.thermocline.engine.internal.pipeline.TailRecovery;
import io.thermocline.engine.internal.segment.OpenSegments;
import io.thermocline.engine.internal.segment.Sealer;
import io.thermocline.engine.internal.segment.TailExtentView;
import io.thermocline.engine.internal.segment.TailPool;
import io.thermocline.engine.internal.segment.VisibleRows;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord.EpochStarted;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A store open for writing: lock, catalogue, pipeline, in this order, and closed in the reverse
 * one.
 */
final class LiveCore implements StoreCore {
    private final Storage storage;
    private final EngineClock clock;
    private final StoreLayout layout;
    private final StoreLock lock;
    private final Catalog catalog;
    private final Pipeline pipeline;
    private final OpenSegments segments;
    private final AtomicLong nextSegmentId;

    /** Set by the first close. Guarded by this. */
    private boolean closed;

    private LiveCore(
            Storage storage,
            EngineClock clock,
            StoreLayout layout,
            StoreLock lock,
            StoreOptions options)
            throws IOException {
        this.storage = storage;
        this.clock = clock;
        this.layout = layout;
        this.lock = lock;
        HostProcess process = HostProcess.current();
        catalog = Catalog.open(lock, storage, layout, clock, process);
        VisibleRows visible = null;
        TailPool pool = null;
        try {
            SegmentSealer sealer =
                    new SegmentSealer(new Sealer(storage), layout, catalog.directories());
            Path tail = catalog.directories().prepare(StoreDirectory.TAIL);
            List<EpochStarted> before = catalog.state().unrecoveredEpochs();
            new TailRecovery(storage, tail, catalog, sealer, clock)
                    .recover(before, process.bootId());
            TailPool.deleteSlabs(storage, tail);
            CatalogState state = catalog.state();
            nextSegmentId = new AtomicLong(state.nextSegment());
            visible = VisibleRows.create(storage, TailRecovery.visibleFile(tail), state.epoch());
            pool = TailPool.create(storage, tail, state.epoch(), options.tailBytesMax());
            pipeline =
                    new Pipeline(
                            new Pipeline.Parts(
                                    layout.root().toString(),
                                    state.epoch(),
                                    catalog,
                                    visible,
                                    pool,
                                    sealer,
                                    nextSegmentId,
                                    clock),
                            new Pipeline.Sizes(
                                    options.ringSlots(),
                                    options.leasePages(),
                                    options.singleProducer()));
            state.tables().forEach(this::restore);
            segments = new OpenSegments(new SegmentOpener(storage));
            pipeline.start();
        } catch (IOException | RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            if (visible != null) {
                visible.close();
            }
            catalog.close();
            throw e;
        }
    }

    /** Opens a store for writing, making one of an empty or missing directory. */
    static LiveCore open(Storage storage, EngineClock clock, Path directory, StoreOptions options)
            throws IOException {
        StoreLayout layout = StoreLayout.at(directory);
        StoreLock lock = Catalog.lock(storage, layout, clock, HostProcess.current());
        try {
            return new LiveCore(storage, clock, layout, lock, options);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void restore(TableEntry table) {
        Map<Integer, Schema> history =
                table.schemas().stream()
                        .collect(Collectors.toMap(Schema::version, Function.identity()));
        pipeline.restore(table.ordinal(), table.schema(), history, table.endRow());
    }

    Catalog catalog() {
        return catalog;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    EngineClock clock() {
        return clock;
    }

    /** Returns the next number for a segment, never used before. */
    AtomicLong nextSegmentId() {
        return nextSegmentId;
    }

    @Override
    public StoreLayout layout() {
        return layout;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public CatalogState state() {
        return catalog.state();
    }

    @Override
    public OpenSegments segments() {
        return segments;
    }

    @Override
    public long visibleRows(int table) {
        return pipeline.visible().rows(table);
    }

    @Override
    public Capture capture() {
        requireOpen();
        int tables = catalog.state().nextTable();
        VisibleRows.Snapshot counts = pipeline.visible().read(tables);
        Map<Integer, List<Unsealed>> unsealed = new HashMap<>();
        for (int table = 0; table < tables; table++) {
            List<TailExtentView> extents = pipeline.unsealed(table);
            if (!extents.isEmpty()) {
                unsealed.put(table, Unsealed.of(extents, counts.rows()[table]));
            }
        }
        return new Capture(
                pipeline.epoch(),
                counts.sequence(),
                LongStream.of(counts.rows()).boxed().toList(),
                unsealed,
                catalog.pin());
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public synchronized void requireOpen() {
        if (closed) {
            throw new StoreClosedException(
                    layout.root() + ": the store is closed; open it again", null);
        }
    }

    /** Returns whether this call is the one that closes. */
    synchronized boolean beginClose() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    @Override
    public void close() {
        boolean sound = false;
        try {
            pipeline.close();
            sound = pipeline.failure() == null;
        } finally {
            segments.close();
            try {
                if (sound) {
                    catalog.closeCleanly();
                }
            } finally {
                catalog.close();
                release();
            }
        }
    }

    private void release() {
        try {
            if (pipeline.failure() == null) {
                TailPool.deleteSlabs(storage, layout.directory(StoreDirectory.TAIL));
            }
            lock.close();
        } catch (IOException e) {
            throw new StoreException(
                    layout.root() + ": the lock could not be given back: " + e.getMessage(), e);
        }
    }
}
