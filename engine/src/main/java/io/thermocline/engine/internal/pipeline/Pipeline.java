package io.thermocline.engine.internal.pipeline;

import io.thermocline.engine.internal.catalog.Catalog;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.segment.TailExtentView;
import io.thermocline.engine.internal.segment.TailPool;
import io.thermocline.engine.internal.segment.VisibleRows;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.BatchLayout;
import io.thermocline.formats.journal.ControlRecord;
import io.thermocline.formats.journal.RecordLayout;

import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One shard's way in: ring, writer and keeper, started and stopped together.
 *
 * <p>Thread rules: any thread, but {@link #restore} before {@link #start}.
 */
public final class Pipeline implements AutoCloseable {
    private static final int KEEPER_SPINS = 10;
    private static final int KEEPER_YIELDS = 10;
    private static final long KEEPER_NAP_NANOS_MIN = 50_000;
    private static final long KEEPER_NAP_NANOS_MAX = 10_000_000;

    /**
     * Long enough for any force; an interrupt would close the channels under a seal in progress.
     */
    private static final int CLOSE_PATIENCE_MILLIS = 600_000;

    private final PipelineStatus status;
    private final Ring ring;
    private final VisibleRows visible;
    private final TailPool pool;
    private final Keeper keeper;
    private final ExtentSupply supply;
    private final Applier applier;
    private final Writer writer;
    private final Thread writerThread;
    private final AgentRunner keeperRunner;
    private final long epoch;
    private final boolean singleProducer;

    /** Callers that wait for their control record, by sequence. */
    private final Map<Long, CompletableFuture<Applied>> waiting = new ConcurrentHashMap<>();

    /**
     * Where and when a control record took effect.
     *
     * @param sequence its position in this epoch
     * @param timestamp ns since the epoch
     */
    public record Applied(long sequence, long timestamp) {}

    /**
     * Sizes of the pipeline.
     *
     * @param ringSlots slots, a power of two
     * @param leasePages pages of 1 MiB for long rows and batches, at least 3
     * @param singleProducer whether one thread alone appends
     */
    public record Sizes(int ringSlots, int leasePages, boolean singleProducer) {}

    /**
     * What a pipeline works on; the caller opened all of it, {@link #close} closes visible rows and
     * pool.
     *
     * @param store name of the store, for messages
     * @param epoch epoch of this opening
     * @param catalog open for writing
     * @param visible new visible rows of this epoch
     * @param pool new tail pool of this epoch
     * @param sealer turns full extents into segment files
     * @param nextSegmentId source of segment numbers, shared with the tier agents
     * @param clock stamps records
     */
    public record Parts(
            String store,
            long epoch,
            Catalog catalog,
            VisibleRows visible,
            TailPool pool,
            SegmentSealer sealer,
            AtomicLong nextSegmentId,
            EngineClock clock) {}

    /** Builds the pipeline; {@link #start} starts its threads. */
    public Pipeline(Parts parts, Sizes sizes) {
        status = new PipelineStatus(parts.store);
        epoch = parts.epoch;
        singleProducer = sizes.singleProducer;
        ring = new Ring(sizes.ringSlots, sizes.leasePages, sizes.singleProducer, status);
        visible = parts.visible;
        pool = parts.pool;
        keeper = new Keeper(pool, parts.sealer, parts.catalog);
        supply = new ExtentSupply(pool, keeper, status, parts.nextSegmentId);
        applier = new Applier(visible, supply, this::applied);
        writer = new Writer(ring, applier, parts.clock, status);
        writerThread = new Thread(writer, "thermocline-writer");
        writerThread.setDaemon(true);
        keeperRunner =
                new AgentRunner(
                        new BackoffIdleStrategy(
                                KEEPER_SPINS,
                                KEEPER_YIELDS,
                                KEEPER_NAP_NANOS_MIN,
                                KEEPER_NAP_NANOS_MAX),
                        failure -> status.fail("keeper", failure),
                        null,
                        keeper);
    }

    /** Adds a table that the catalogue holds already. */
    public void restore(int ordinal, Schema schema, Map<Integer, Schema> history, long rows) {
        applier.restore(ordinal, schema, history, rows);
    }

    /** Starts writer and keeper. Once. */
    public void start() {
        writerThread.start();
        AgentRunner.startOnThread(
                keeperRunner,
                task -> {
                    Thread thread = new Thread(task, "thermocline-keeper");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Returns the ring. */
    public Ring ring() {
        return ring;
    }

    /** Returns the epoch of this opening. */
    public long epoch() {
        return epoch;
    }

    /** Returns the visible row counts. */
    public VisibleRows visible() {
        return visible;
    }

    /** Returns what holds a table's unsealed rows, in row order. */
    public List<TailExtentView> unsealed(int ordinal) {
        TableTail tail = applier.tail(ordinal);
        return tail == null ? List.of() : tail.views();
    }

    /**
     * Puts rows [from, from + count) of a batch that {@link BatchEncoder} has checked and cut.
     *
     * @return the record's sequence
     */
    public long putBatch(
            int table,
            int version,
            List<ColumnVector> columns,
            int from,
            int count,
            Backpressure patience) {
        long bytes = BatchLayout.bytes(columns, from, count);
        long lease = ring.lease(bytes, patience);
        try {
            BatchLayout.write(ring.memory().asSlice(lease, bytes), columns, from, count);
        } catch (RuntimeException e) {
            ring.unlease(lease);
            throw e;
        }
        return ring.putLease(RecordLayout.BATCH, table, version, lease, (int) bytes, patience);
    }

    /**
     * Puts a control record and waits until it took effect.
     *
     * @throws PipelineClosedException if the store closes or fails first
     */
    public Applied control(ControlRecord record) {
        status.requireOpen();
        if (singleProducer) {
            CompletableFuture<Applied> done = new CompletableFuture<>();
            writer.putAside(record, done);
            return await(done);
        }
        byte[] bytes = record.encode();
        MemorySegment body = MemorySegment.ofArray(bytes);
        long lease =
                bytes.length > Ring.INLINE_BYTES
                        ? ring.lease(bytes.length, Backpressure.BLOCK)
                        : -1;
        if (lease >= 0) {
            MemorySegment.copy(body, 0, ring.memory(), lease, bytes.length);
        }
        CompletableFuture<Applied> future = new CompletableFuture<>();
        long sequence = ring.claim(Backpressure.BLOCK);
        waiting.put(sequence, future);
        ring.publishControl(sequence, -1, body, bytes.length, lease);
        try {
            return await(future);
        } finally {
            waiting.remove(sequence);
        }
    }

    private Applied await(CompletableFuture<Applied> future) {
        while (true) {
            try {
                return future.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (status.failure() != null || !writer.isRunning()) {
                    status.requireOpen();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PipelineClosedException(
                        "interrupted while a control record was applied", e);
            }
        }
    }

    private void applied(ControlRecord record, long sequence, long timestamp) {
        CompletableFuture<Applied> future = waiting.get(sequence);
        if (future != null) {
            future.complete(new Applied(sequence, timestamp));
        }
    }

    /**
     * Waits until a record and all before it are applied and visible.
     *
     * @throws PipelineClosedException if the writer failed before
     */
    public void awaitApplied(long sequence) {
        for (int attempt = 0; writer.getSequence().get() < sequence; attempt++) {
            if (status.failure() != null) {
                status.requireOpen();
            }
            if (!writer.isRunning() && writer.getSequence().get() < sequence && !status.isOpen()) {
                status.requireApplied(sequence);
            }
            Backpressure.pause(attempt);
        }
    }

    /** Seals a table's rows so far and waits until they are in the catalogue. */
    public void seal(int ordinal) {
        control(new ControlRecord.SealTable(ordinal));
        awaitSealed();
    }

    /** Waits until every full extent is sealed. */
    public void awaitSealed() {
        try {
            keeper.awaitSealed(status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineClosedException("interrupted while the tail was sealed", e);
        }
        if (status.failure() != null) {
            status.requireOpen();
        }
    }

    /** Returns the last record that is applied and visible. */
    public long appliedSequence() {
        return writer.getSequence().get();
    }

    /** Returns what happened so far. */
    public Statistics statistics() {
        return new Statistics(
                appliedSequence() + 1,
                status.backpressureWaits(),
                supply.unready(),
                supply.stalls(),
                pool.residentBytes());
    }

    /**
     * Counters of a pipeline since it started.
     *
     * @param records records applied
     * @param backpressureWaits how often a producer found no room
     * @param unreadyExtents how often the writer had to make an extent itself
     * @param sealStalls how often the writer waited for sealing
     * @param tailBytes bytes of tail files mapped and resident
     */
    public record Statistics(
            long records,
            long backpressureWaits,
            long unreadyExtents,
            long sealStalls,
            long tailBytes) {}

    /**
     * Takes no more records, applies those in the ring, seals every tail, stops the threads.
     * Idempotent is the caller.
     */
    @Override
    public void close() {
        status.refuse("it was closed");
        writer.halt();
        try {
            if (writerThread.isAlive()) {
                writerThread.join();
            }
            if (status.failure() == null) {
                // The writer is gone: its tables are this thread's now.
                applier.rollAll();
                keeper.awaitSealed(status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            keeperRunner.close(CLOSE_PATIENCE_MILLIS, stuck -> {});
            visible.supersede();
            visible.close();
            pool.close();
            ring.close();
        }
    }

    /** Returns why the pipeline failed, or null. */
    public @org.jspecify.annotations.Nullable Throwable failure() {
        return status.failure();
    }
}
