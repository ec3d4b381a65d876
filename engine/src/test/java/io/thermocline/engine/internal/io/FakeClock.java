package io.thermocline.engine.internal.io;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that tests move. */
public final class FakeClock implements EngineClock {
    private final AtomicLong nanos;

    /** Starts at nanoseconds since 1970-01-01T00:00:00Z. */
    public FakeClock(long nanos) {
        this.nanos = new AtomicLong(nanos);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** Moves on. */
    public void advance(long byNanos) {
        nanos.addAndGet(byNanos);
    }
}
