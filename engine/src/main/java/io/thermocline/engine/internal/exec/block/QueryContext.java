package io.thermocline.engine.internal.exec.block;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.engine.internal.exec.kernel.Kernels;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all parts of one running query share: kernels, limits, and whether somebody wants it to
 * stop. Any thread.
 */
public final class QueryContext {
    private final Kernels kernels;
    private final long memoryLimit;

    /** {@link System#nanoTime} at which the query stops; meaningless unless {@link #timed}. */
    private final long deadlineNanos;

    private final boolean timed;
    private final AtomicLong memory = new AtomicLong();

    /** Set once by any thread. */
    private volatile boolean cancelled;

    /**
     * Creates the context of a query that starts now.
     *
     * @param timeoutNanos time it may take, or 0 for any
     * @param memoryLimit most bytes of groups, distinct values and rows to be sorted
     */
    public QueryContext(Kernels kernels, long timeoutNanos, long memoryLimit) {
        this.kernels = kernels;
        this.memoryLimit = memoryLimit;
        this.timed = timeoutNanos > 0;
        this.deadlineNanos = System.nanoTime() + timeoutNanos;
    }

    /** Returns the kernels. */
    public Kernels kernels() {
        return kernels;
    }

    /** Makes the query stop at its next block. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Called once a block.
     *
     * @throws QueryFault if the query is cancelled or its time is over
     */
    public void check() {
        if (cancelled) {
            throw new QueryFault(QueryFault.Kind.CANCELLED, Span.NONE, "query: cancelled");
        }
        if (timed && System.nanoTime() - deadlineNanos > 0) {
            throw new QueryFault(
                    QueryFault.Kind.TIMEOUT,
                    Span.NONE,
                    "query: the time limit is over; raise it or select less");
        }
    }

    /**
     * Counts memory that grows with the data.
     *
     * @param bytes more, or less if negative
     * @throws QueryFault if that is more than the limit
     */
    public void reserve(long bytes) {
        long taken = memory.addAndGet(bytes);
        if (bytes > 0 && taken > memoryLimit) {
            throw new QueryFault(
                    QueryFault.Kind.MEMORY,
                    Span.NONE,
                    "query: the memory limit of "
                            + memoryLimit
                            + " bytes is reached by groups, distinct values or rows to be sorted;"
                            + " raise it, filter more, or add LIMIT");
        }
    }

    /** Returns the bytes counted now. */
    public long memory() {
        return memory.get();
    }
}
