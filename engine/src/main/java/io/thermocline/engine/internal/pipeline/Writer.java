package io.thermocline.engine.internal.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.EventProcessor;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.Sequencer;
import com.lmax.disruptor.TimeoutException;

import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.journal.ControlRecord;
import io.thermocline.formats.journal.RecordLayout;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one writer of a shard: drains every record that is ready, applies the range, releases its
 * slots.
 *
 * <p>It is a Disruptor {@link EventProcessor} of its own rather than an event handler, since a
 * handler is called record by record and could not append column by column.
 */
final class Writer implements EventProcessor {
    private final Ring ring;
    private final Applier applier;
    private final EngineClock clock;
    private final PipelineStatus status;
    private final SequenceBarrier barrier;

    /** Last record applied. Written by the writer thread, read by producers and waiting callers. */
    private final Sequence sequence = new Sequence(Sequencer.INITIAL_CURSOR_VALUE);

    private final long[] records = new long[Applier.RANGE_MAX];

    /** Append time of the last range; time never runs backwards in the log. Writer thread. */
    private long lastTimestamp;

    /**
     * Control records that came past the ring: one that a single producer holds takes no other
     * thread's. Filled by any thread, emptied by the writer.
     */
    private final Queue<Aside> asides = new ConcurrentLinkedQueue<>();

    private volatile boolean stopRequested;

    private volatile boolean running;

    Writer(Ring ring, Applier applier, EngineClock clock, PipelineStatus status) {
        this.ring = ring;
        this.applier = applier;
        this.clock = clock;
        this.status = status;
        this.barrier = ring.barrier();
        ring.gate(sequence);
    }

    /**
     * A control record beside the ring.
     *
     * @param record the record
     * @param after last sequence that was claimed before it
     * @param done completed when it took effect
     */
    private record Aside(
            ControlRecord record, long after, CompletableFuture<Pipeline.Applied> done) {}

    /**
     * Takes a control record past the ring; it follows everything that is in the ring now. Any
     * thread.
     */
    void putAside(ControlRecord record, CompletableFuture<Pipeline.Applied> done) {
        asides.add(new Aside(record, ring.claimed(), done));
        barrier.alert();
    }

    @Override
    public Sequence getSequence() {
        return sequence;
    }

    /**
     * Asks the writer to stop once all records claimed so far are applied. New records must be
     * refused before.
     */
    @Override
    public void halt() {
        stopRequested = true;
        barrier.alert();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void run() {
        running = true;
        try {
            while (!(stopRequested && sequence.get() >= ring.claimed() && asides.isEmpty())) {
                long next = sequence.get() + 1;
                long available = await(next);
                if (available >= next) {
                    drain(next, available);
                }
                applyAsides();
            }
        } catch (Throwable e) { // the reason goes to every producer and caller
            status.fail("writer", e);
        } finally {
            status.stopped(sequence.get());
            running = false;
        }
    }

    private long await(long next) throws InterruptedException, TimeoutException {
        try {
            return barrier.waitFor(next);
        } catch (AlertException e) {
            barrier.clearAlert();
            long ready = ring.published(next);
            if (ready < next && stopRequested) {
                // Records that were claimed but not yet published will be in a moment.
                Thread.onSpinWait();
                barrier.alert();
            }
            return ready;
        }
    }

    private void drain(long first, long last) {
        for (long next = first; next <= last; ) {
            int count = (int) Math.min(Applier.RANGE_MAX, last - next + 1);
            for (int i = 0; i < count; i++) {
                records[i] = ring.slotOffset(next + i);
            }
            lastTimestamp = Math.max(lastTimestamp, clock.nanos());
            applier.apply(next, lastTimestamp, ring.memory(), records, count);
            releaseLeases(count);
            next += count;
            sequence.set(next - 1);
        }
    }

    private void applyAsides() {
        for (Aside next = asides.peek();
                next != null && next.after <= sequence.get();
                next = asides.peek()) {
            asides.remove();
            lastTimestamp = Math.max(lastTimestamp, clock.nanos());
            applier.apply(next.record, sequence.get(), lastTimestamp);
            next.done.complete(new Pipeline.Applied(sequence.get(), lastTimestamp));
        }
    }

    private void releaseLeases(int count) {
        for (int i = 0; i < count; i++) {
            long record = records[i];
            int kind = ring.memory().get(ColumnVector.INT, record + RecordLayout.KIND_OFFSET);
            if ((kind & RecordLayout.LEASED) != 0) {
                ring.leases()
                        .release(
                                ring.memory()
                                        .get(
                                                ColumnVector.LONG,
                                                record + RecordLayout.LEASE_OFFSET));
            }
        }
    }
}
