package io.thermocline.engine.internal.pipeline;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.MultiProducerSequencer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.Sequencer;
import com.lmax.disruptor.SingleProducerSequencer;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.journal.RecordLayout;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Off-heap slots between producers and the writer, sequenced by the Disruptor.
 *
 * <pre>
 *   memory := slot{slots} page{pages}
 *   slot   := record header (16 bytes) | body up to {@link #INLINE_BYTES} bytes, or a lease into a page
 * </pre>
 *
 * <p>A slot starts a cache line; a narrow row touches one or two of them. Longer bodies lie in the
 * pages of a {@link LeasePool} in the same memory, so that the writer sees one segment and plain
 * offsets.
 *
 * <p>Thread rules: any thread calls {@code put…}; with a single-producer ring always the same one.
 */
public final class Ring implements AutoCloseable {
    /** Distance of two slots: header and at least 256 bytes of body, in whole cache lines. */
    static final int SLOT_BYTES = 320;

    /** Longest body kept in the slot. */
    public static final int INLINE_BYTES = SLOT_BYTES - RecordLayout.BODY_OFFSET;

    /** Longest body at all. */
    public static final int BODY_BYTES_MAX = LeasePool.PAGE_BYTES;

    private final Arena arena = Arena.ofShared();
    private final Sequencer sequencer;
    private final MemorySegment memory;
    private final LeasePool leases;
    private final int mask;
    private final PipelineStatus status;

    /**
     * Creates a ring.
     *
     * @param slots power of two, at least 2
     * @param leasePages pages for long bodies, each 1 MiB, at least 3
     * @param singleProducer whether one thread alone will put records
     * @param status failure and close flags shared with the writer
     */
    Ring(int slots, int leasePages, boolean singleProducer, PipelineStatus status) {
        IdleWaitStrategy wait = new IdleWaitStrategy();
        this.sequencer =
                singleProducer
                        ? new SingleProducerSequencer(slots, wait)
                        : new MultiProducerSequencer(slots, wait);
        long slotBytes = (long) slots * SLOT_BYTES;
        this.memory = arena.allocate(slotBytes + (long) leasePages * LeasePool.PAGE_BYTES, 64);
        this.leases = new LeasePool(slotBytes, leasePages);
        this.mask = slots - 1;
        this.status = status;
    }

    /** Makes the writer's progress bound the producers. Once, before the first record. */
    void gate(Sequence writer) {
        sequencer.addGatingSequences(writer);
    }

    SequenceBarrier barrier() {
        return sequencer.newBarrier();
    }

    MemorySegment memory() {
        return memory;
    }

    LeasePool leases() {
        return leases;
    }

    /** Returns the highest sequence claimed so far. */
    long claimed() {
        return sequencer.getCursor();
    }

    /**
     * Returns the highest sequence from {@code next} on before which all are published, or next −
     * 1.
     */
    long published(long next) {
        return sequencer.getHighestPublishedSequence(next, sequencer.getCursor());
    }

    long slotOffset(long sequence) {
        return (sequence & mask) * SLOT_BYTES;
    }

    /**
     * Puts one record whose body lies in {@code body}.
     *
     * @param kind {@link RecordLayout#ROW}, {@link RecordLayout#BATCH} or {@link
     *     RecordLayout#CONTROL}
     * @param table ordinal, or −1
     * @param schemaVersion version that the body was written for
     * @param body memory that starts with the body
     * @param bodyBytes its length, at most {@link #BODY_BYTES_MAX}
     * @param patience what to do when there is no room
     * @return the record's sequence
     * @throws RingFullException if there was no room in time; nothing was put
     * @throws PipelineClosedException if the store is closed or its writer failed
     */
    public long put(
            int kind,
            int table,
            int schemaVersion,
            MemorySegment body,
            int bodyBytes,
            Backpressure patience) {
        if (bodyBytes <= INLINE_BYTES) {
            long sequence = claim(patience);
            long slot = slotOffset(sequence);
            MemorySegment.copy(body, 0, memory, slot + RecordLayout.BODY_OFFSET, bodyBytes);
            return publish(sequence, slot, kind, table, schemaVersion, bodyBytes);
        }
        long lease = lease(bodyBytes, patience);
        MemorySegment.copy(body, 0, memory, lease, bodyBytes);
        return putLease(kind, table, schemaVersion, lease, bodyBytes, patience);
    }

    /**
     * Takes memory for a body that the caller writes in place; give it to {@link #putLease} or
     * {@link #unlease}.
     */
    long lease(long bytes, Backpressure patience) {
        long lease = leases.tryLease(bytes);
        long start = 0;
        for (int attempt = 0; lease < 0; attempt++) {
            start = patienceOrThrow(patience, attempt, start, "lease pool");
            lease = leases.tryLease(bytes);
        }
        return lease;
    }

    /** Gives back a lease that was never put. */
    void unlease(long lease) {
        leases.release(lease);
    }

    /**
     * Puts a record whose body was written into a lease. The lease is the ring's from here on, even
     * on failure.
     */
    long putLease(
            int kind,
            int table,
            int schemaVersion,
            long lease,
            int bodyBytes,
            Backpressure patience) {
        long sequence;
        try {
            sequence = claim(patience);
        } catch (RingFullException | PipelineClosedException e) {
            leases.release(lease);
            throw e;
        }
        long slot = slotOffset(sequence);
        memory.set(ColumnVector.LONG, slot + RecordLayout.LEASE_OFFSET, lease);
        memory.set(ColumnVector.LONG, slot + RecordLayout.LEASE_BYTES_OFFSET, bodyBytes);
        return publish(sequence, slot, kind | RecordLayout.LEASED, table, schemaVersion, 16);
    }

    private long publish(
            long sequence, long slot, int kind, int table, int schemaVersion, int bodyBytes) {
        memory.set(ColumnVector.INT, slot + RecordLayout.KIND_OFFSET, kind);
        memory.set(ColumnVector.INT, slot + RecordLayout.TABLE_OFFSET, table);
        memory.set(ColumnVector.INT, slot + RecordLayout.SCHEMA_VERSION_OFFSET, schemaVersion);
        memory.set(ColumnVector.INT, slot + RecordLayout.BODY_BYTES_OFFSET, bodyBytes);
        sequencer.publish(sequence);
        // The writer may have stopped between the claim and here; then nobody will apply this
        // record.
        status.requireApplied(sequence);
        return sequence;
    }

    /** Claims the next slot. */
    long claim(Backpressure patience) {
        status.requireOpen();
        long start = 0;
        for (int attempt = 0; ; attempt++) {
            try {
                return sequencer.tryNext();
            } catch (
                    InsufficientCapacityException
                            e) { // a preallocated instance without a stack trace
                start = patienceOrThrow(patience, attempt, start, "ring");
            }
        }
    }

    /**
     * Announces that a control record's slot is filled; for records that must be known before they
     * are published.
     */
    void publishControl(long sequence, int table, MemorySegment body, int bodyBytes, long lease) {
        long slot = slotOffset(sequence);
        if (lease >= 0) {
            memory.set(ColumnVector.LONG, slot + RecordLayout.LEASE_OFFSET, lease);
            memory.set(ColumnVector.LONG, slot + RecordLayout.LEASE_BYTES_OFFSET, bodyBytes);
            publish(sequence, slot, RecordLayout.CONTROL | RecordLayout.LEASED, table, 0, 16);
        } else {
            MemorySegment.copy(body, 0, memory, slot + RecordLayout.BODY_OFFSET, bodyBytes);
            publish(sequence, slot, RecordLayout.CONTROL, table, 0, bodyBytes);
        }
    }

    private long patienceOrThrow(
            Backpressure patience, int attempt, long start, @Nullable String what) {
        status.requireOpen();
        status.countBackpressure(attempt);
        if (patience.nanosMax() == 0) {
            throw new RingFullException(
                    what
                            + " full: expected room at once, found none; the writer is behind"
                            + " (append less, or choose to block)");
        }
        if (patience.nanosMax() != Long.MAX_VALUE) {
            long now = System.nanoTime();
            long began = attempt == 0 ? now : start;
            if (now - began > patience.nanosMax()) {
                throw new RingFullException(
                        what
                                + " full: expected room within "
                                + patience.nanosMax()
                                + " ns, found none; the writer is behind (append less, or wait"
                                + " longer)");
            }
            Backpressure.pause(attempt);
            return began;
        }
        Backpressure.pause(attempt);
        return start;
    }

    @Override
    public void close() {
        arena.close();
    }
}
