package io.thermocline.formats.journal;

/**
 * What a table promises about its rows, as the catalogue keeps it. Immutable.
 *
 * @param durability what survives a power cut
 * @param age where the age of a row counts from
 * @param retentionNanos how long rows are kept, in nanoseconds; {@link #STORE_POLICY} if the store
 *     decides, {@link #FOR_EVER} if nothing is ever dropped
 */
public record TablePolicy(Durability durability, Age age, long retentionNanos) {
    /** Retention of tables that follow the store's policy. */
    public static final long STORE_POLICY = 0;

    /** Retention of tables whose rows are never dropped. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** Without journal, aged by append, kept as long as the store's policy says. */
    public static final TablePolicy DEFAULT =
            new TablePolicy(Durability.NONE, Age.APPENDED, STORE_POLICY);

    /** What survives a power cut. */
    public enum Durability {
        /** Sealed rows; the tail survives a killed process only. */
        NONE,
        /** Every acknowledged row. */
        JOURNALED
    }

    /** Where the age of a row counts from. */
    public enum Age {
        /** The moment it was appended. */
        APPENDED,
        /** Its value in the table's time column. */
        TIME_COLUMN
    }

    /** Checks the range. */
    public TablePolicy {
        if (retentionNanos < 0) {
            throw new IllegalArgumentException(
                    "retention: expected at least 0 ns, found " + retentionNanos);
        }
    }
}
