package io.thermocline.engine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * When rows move down a tier, and when they go.
 *
 * <p>A table's tail is sealed when its oldest row reaches {@code hotAge} or when it is full. Sealed
 * segments are compressed once all their rows are older than {@code hotAge}, or once the table
 * holds more than {@code hotRows} rows in hot segments; warm ones are promoted once older than
 * {@code warmAge}, or once all warm files take more than {@code warmBytes}. Age counts from the
 * moment of the append, or from the time column where the table says so.
 *
 * @param hotAge age at which rows leave hot
 * @param hotRows rows a table keeps in hot segments
 * @param warmAge age at which rows leave warm
 * @param warmBytes bytes of warm files in the whole store
 * @param retention age at which rows are deleted, or null to keep them for ever
 */
public record TierPolicy(
        Duration hotAge,
        long hotRows,
        Duration warmAge,
        long warmBytes,
        @Nullable Duration retention) {

    /** One hour or a million rows hot, seven days or 100 GB warm, cold for ever. */
    public static final TierPolicy DEFAULT =
            new TierPolicy(
                    Duration.ofHours(1), 1_000_000, Duration.ofDays(7), 100_000_000_000L, null);

    /** Checks that nothing is negative. */
    public TierPolicy {
        if (hotAge.isNegative() || warmAge.isNegative() || hotRows < 0 || warmBytes < 0) {
            throw new IllegalArgumentException(
                    "tier policy: expected ages, rows and bytes of at least 0, found "
                            + hotAge
                            + ", "
                            + hotRows
                            + ", "
                            + warmAge
                            + ", "
                            + warmBytes);
        }
        if (retention != null && (retention.isNegative() || retention.isZero())) {
            throw new IllegalArgumentException(
                    "tier policy: expected a retention above 0, found " + retention);
        }
    }

    /** Returns this policy with another retention; null keeps rows for ever. */
    public TierPolicy withRetention(@Nullable Duration newRetention) {
        return new TierPolicy(hotAge, hotRows, warmAge, warmBytes, newRetention);
    }
}
