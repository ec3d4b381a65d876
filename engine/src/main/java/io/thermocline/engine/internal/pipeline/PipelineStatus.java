package io.thermocline.engine.internal.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.LongAdder;

/**
 * Whether the pipeline still takes records, and why not. Any thread.
 *
 * <p>Two steps end it: {@link #refuse} stops new records, {@link #stopped} says up to which
 * sequence records were applied, so that a producer that slipped between the two learns that its
 * record was not.
 */
final class PipelineStatus {
    private final String store;

    /**
     * Why new records are refused; null while open. Written once by the closer or the failing
     * thread.
     */
    private volatile @Nullable String refusal;

    /** What broke the pipeline; null unless it failed. Written once, before {@link #refusal}. */
    private volatile @Nullable Throwable failure;

    /**
     * Last sequence applied before the writer stopped; MAX while it runs. Written once by the
     * writer.
     */
    private volatile long lastApplied = Long.MAX_VALUE;

    private final LongAdder backpressureWaits = new LongAdder();

    PipelineStatus(String store) {
        this.store = store;
    }

    /** Stops new records. */
    synchronized void refuse(String reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    /**
     * Stops new records because {@code cause} broke a thread of the store. The first failure
     * stands.
     */
    synchronized void fail(String who, Throwable cause) {
        if (failure == null) {
            failure = cause;
            refusal =
                    "the "
                            + who
                            + " failed ("
                            + cause
                            + "); close the store and open it again to recover";
        }
    }

    /** Says that nothing after {@code sequence} will be applied. The writer only. */
    void stopped(long sequence) {
        lastApplied = sequence;
    }

    boolean isOpen() {
        return refusal == null;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    /** Throws unless new records are welcome. */
    void requireOpen() {
        String reason = refusal;
        if (reason != null) {
            throw new PipelineClosedException(
                    store + ": expected an open store, found that " + reason, failure);
        }
    }

    /** Throws if the record at {@code sequence} was published after the writer stopped. */
    void requireApplied(long sequence) {
        if (sequence > lastApplied) {
            throw new PipelineClosedException(
                    store + ": the store stopped while the record was appended; it was not stored",
                    failure);
        }
    }

    void countBackpressure(int attempt) {
        if (attempt == 0) {
            backpressureWaits.increment();
        }
    }

    long backpressureWaits() {
        return backpressureWaits.sum();
    }
}
