package io.thermocline.engine;

import java.time.Duration;

/**
 * How one appender behaves when the writer is behind.
 *
 * @param patience longest wait for room: zero fails at once, {@link #FOREVER} waits as long as the
 *     store is open
 */
public record AppenderOptions(Duration patience) {
    /** Waits as long as the store is open. */
    public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** Waits as long as the store is open. */
    public static final AppenderOptions BLOCK = new AppenderOptions(FOREVER);

    /** Throws {@link BackpressureException} when there is no room at once. */
    public static final AppenderOptions FAIL = new AppenderOptions(Duration.ZERO);

    /** Waits at most {@code patience}, then throws {@link BackpressureException}. */
    public static AppenderOptions timeout(Duration patience) {
        return new AppenderOptions(patience);
    }
}
