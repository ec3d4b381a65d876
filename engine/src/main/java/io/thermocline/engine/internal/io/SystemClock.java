package io.thermocline.engine.internal.io;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The clock of this machine, in ns, without an object a reading: the wall clock's milliseconds,
 * filled up by the monotonic clock.
 *
 * <p>Whenever the two drift apart by more than {@link #DRIFT_NANOS}, the wall clock wins. Any
 * thread.
 */
final class SystemClock implements EngineClock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Two ticks of the wall clock. */
    private static final long DRIFT_NANOS = 2 * NANOS_PER_MILLI;

    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

    /**
     * Wall clock minus monotonic clock. Any thread may set it anew; all would set the same but for
     * the drift.
     */
    private volatile long offset = wall() - System.nanoTime();

    private static long wall() {
        return System.currentTimeMillis() * NANOS_PER_MILLI;
    }

    @Override
    public long nanos() {
        long monotonic = System.nanoTime();
        long wall = wall();
        long now = monotonic + offset;
        if (Math.abs(now - wall) > DRIFT_NANOS) {
            offset = wall - monotonic;
            now = wall;
        }
        long before = latest.get();
        while (now > before && !latest.compareAndSet(before, now)) {
            before = latest.get();
        }
        return Math.max(now, before);
    }
}
