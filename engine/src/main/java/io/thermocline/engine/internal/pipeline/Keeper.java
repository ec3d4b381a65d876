package io.thermocline.engine.internal.pipeline;

import io.thermocline.engine.internal.catalog.Catalog;
import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.segment.TailExtent;
import io.thermocline.engine.internal.segment.TailPool;
import io.thermocline.formats.journal.CatalogRecord;

import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the tail in shape: has the next extents ready before the writer wants them, and seals the
 * full ones.
 *
 * <p>Sealing writes an immutable file, forces it, and commits it to the catalogue; only then the
 * extent leaves the tail and goes back to the pool, so that a reader finds its rows in one of the
 * two at any moment.
 */
final class Keeper implements Agent {
    /** Extents sealed under one catalogue commit: one force for many small tables. */
    private static final int BATCH = 64;

    /** An extent that takes no more rows. */
    record Full(TableTail table, TailExtent extent) {}

    private final TailPool pool;
    private final SegmentSealer sealer;
    private final Catalog catalog;

    /** Filled by the writer, emptied by the keeper. */
    private final Queue<Full> fullExtents = new ConcurrentLinkedQueue<>();

    /** Extents handed over and not yet sealed. Any thread. */
    private final AtomicLong pending = new AtomicLong();

    /** Set once the agent runs, for wake-ups. */
    private volatile @Nullable Thread thread;

    Keeper(TailPool pool, SegmentSealer sealer, Catalog catalog) {
        this.pool = pool;
        this.sealer = sealer;
        this.catalog = catalog;
    }

    @Override
    public void onStart() {
        thread = Thread.currentThread();
    }

    @Override
    public String roleName() {
        return "thermocline-keeper";
    }

    /** Hands over an extent that takes no more rows. Writer thread. */
    void full(TableTail table, TailExtent extent) {
        pending.incrementAndGet();
        fullExtents.add(new Full(table, extent));
        wake();
    }

    /** Returns how many extents wait to be sealed. Any thread. */
    long pending() {
        return pending.get();
    }

    void wake() {
        Thread asleep = thread;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    @Override
    public int doWork() {
        int work = pool.work() ? 1 : 0;
        Full first = fullExtents.poll();
        if (first == null) {
            return work;
        }
        List<Full> batch = new ArrayList<>();
        for (Full full = first; full != null; full = next(batch)) {
            batch.add(full);
        }
        seal(batch);
        return work + batch.size();
    }

    private @Nullable Full next(List<Full> batch) {
        return batch.size() < BATCH ? fullExtents.poll() : null;
    }

    private void seal(List<Full> batch) {
        List<CatalogRecord.SegmentsReplaced> records = new ArrayList<>();
        for (Full full : batch) {
            if (full.extent.rowCount() > 0 && exists(catalog.state(), full.table.ordinal())) {
                records.add(sealer.seal(full.extent.view(), full.extent.rowCount()));
            }
        }
        // A table dropped meanwhile has no use for its rows; its files go with its directory.
        catalog.commitFrom(state ->
                records.stream()
                        .filter(record -> exists(state, record.table()))
                        .<CatalogRecord>map(record -> record)
                        .toList());
        for (Full full : batch) {
            full.table.remove(full.extent);
            pool.release(full.extent);
        }
        pending.addAndGet(-batch.size());
        synchronized (this) {
            notifyAll();
        }
    }

    private static boolean exists(CatalogState state, int table) {
        return state.table(table) != null;
    }

    /**
     * Waits until everything handed over before is sealed, or until {@code status} reports a
     * failure.
     */
    synchronized void awaitSealed(PipelineStatus status) throws InterruptedException {
        while (pending.get() > 0 && status.failure() == null) {
            wake();
            wait(10);
        }
    }
}
