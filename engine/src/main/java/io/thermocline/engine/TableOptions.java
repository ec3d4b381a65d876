package io.thermocline.engine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What a table promises and how long it keeps rows; recorded with the table.
 *
 * @param durability what survives what
 * @param ageByTimeColumn whether age counts from the time column instead of the moment of the
 *     append; for imported history
 * @param retention age at which rows of this table are deleted, or null for the store's policy
 */
public record TableOptions(
        Durability durability, boolean ageByTimeColumn, @Nullable Duration retention) {

    /** Rows survive a killed process once visible, and a power cut once sealed. */
    public static final TableOptions DEFAULT = new TableOptions(Durability.NONE, false, null);

    /** What survives what. */
    public enum Durability {
        /**
         * No journal: a killed process loses nothing visible, a power cut loses what was not
         * sealed.
         */
        NONE
    }

    /** Returns these options with age counted from the time column. */
    public TableOptions withAgeByTimeColumn(boolean byTimeColumn) {
        return new TableOptions(durability, byTimeColumn, retention);
    }

    /** Returns these options with another retention; null for the store's policy. */
    public TableOptions withRetention(@Nullable Duration newRetention) {
        return new TableOptions(durability, ageByTimeColumn, newRetention);
    }
}
