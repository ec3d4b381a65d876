package io.thermocline.engine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Which rows to move down a tier on demand.
 *
 * @param table one table, or null for all
 * @param olderThan least age of rows that move, or null for every row, those of the live tail
 *     included
 * @param progress told the logical bytes moved so far, by the moving thread
 */
public record TierMove(
        @Nullable String table, @Nullable Duration olderThan, LongConsumer progress) {
    /** Everything in every table. */
    public static final TierMove ALL = new TierMove(null, null, bytes -> {});

    /** Everything in one table. */
    public static TierMove ofTable(String table) {
        return new TierMove(table, null, bytes -> {});
    }

    /** Returns this move for rows of at least an age. */
    public TierMove olderThan(Duration age) {
        return new TierMove(table, age, progress);
    }
}
