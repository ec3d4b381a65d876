package io.thermocline.engine.internal.io;

import java.time.Instant;

/** Time as the engine stamps it. Thread rules: any thread. */
public interface EngineClock {
    /** Returns nanoseconds since 1970-01-01T00:00:00Z, never less than what it returned before. */
    long nanos();

    /** Returns the clock of this machine; it stands still while the machine's is set back. */
    static EngineClock system() {
        return new SystemClock();
    }

    /** Returns nanoseconds since 1970 as a date and time for people, in UTC. */
    static String format(long nanos) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
                .toString();
    }
}
