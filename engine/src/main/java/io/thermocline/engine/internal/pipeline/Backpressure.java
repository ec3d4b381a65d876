package io.thermocline.engine.internal.pipeline;

import java.util.concurrent.locks.LockSupport;

/**
 * What a producer does when the ring or the lease pool is full.
 *
 * @param nanosMax longest wait: 0 fails at once, {@link Long#MAX_VALUE} waits as long as the store
 *     is open
 */
public record Backpressure(long nanosMax) {
    /** Waits as long as it takes. */
    public static final Backpressure BLOCK = new Backpressure(Long.MAX_VALUE);

    /** Fails at once. */
    public static final Backpressure FAIL = new Backpressure(0);

    private static final int SPINS = 100;
    private static final int YIELDS = 1_000;
    private static final long NAP_NANOS = 20_000;

    /** Waits a little: briefly in the first attempts, napping later. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint on few cores; correctness does not rest on it
    static void pause(int attempt) {
        if (attempt < SPINS) {
            Thread.onSpinWait();
        } else if (attempt < SPINS + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
