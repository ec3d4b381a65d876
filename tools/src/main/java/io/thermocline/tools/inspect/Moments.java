package io.thermocline.tools.inspect;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Locale;

/** Points in time as reports write them. */
final class Moments {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Moments() {}

    /** Returns {@code 2015-09-14T09:50:30.500000000Z} of ns since 1970. */
    static String text(long nanos) {
        long second = Math.floorDiv(nanos, NANOS_PER_SECOND);
        String whole = Instant.ofEpochSecond(second).toString();
        return String.format(
                Locale.ROOT,
                "%s.%09dZ",
                whole.substring(0, whole.length() - 1),
                Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    /** Returns the text, or null of 0, which stands for unknown. */
    static @Nullable String textOrNull(long nanos) {
        return nanos == 0 ? null : text(nanos);
    }
}
