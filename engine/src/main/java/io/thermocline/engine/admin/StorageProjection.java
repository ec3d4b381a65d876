package io.thermocline.engine.admin;

import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.schema.Tier;

import java.util.ArrayList;
import java.util.List;

/**
 * How much disk and memory a number of entities will take.
 *
 * <p>An entity is 1 KiB of plain columns, {@code v} vectors of f32[512] (2 KiB each) and one
 * complex field of complex128[256] (4 KiB). Of all entities 5 % are hot, 20 % warm and 75 % cold;
 * memory holds the hot tier and a tenth of the warm one. Where a store has files in a tier, its own
 * ratio of logical to stored bytes counts; elsewhere 1 : 1, 5 : 1 and 20 : 1 are assumed.
 *
 * @param entities entities held at the end of the retention
 * @param entityBytes logical bytes of one
 * @param tiers hot, warm and cold
 * @param fileBytes bytes of all files
 * @param memoryBytes bytes of memory
 */
public record StorageProjection(
        long entities, long entityBytes, List<Part> tiers, long fileBytes, long memoryBytes) {
    private static final long KIB = 1024;

    private static final long PLAIN_BYTES = KIB;

    private static final long VECTOR_BYTES = 2 * KIB;

    private static final long FIELD_BYTES = 4 * KIB;

    private static final long PERCENT = 100;

    /** One part of {@link #PERCENT} of the warm tier that memory holds: 10 %. */
    private static final long WARM_IN_MEMORY = 10;

    /** Keeps the parts from changing. */
    public StorageProjection {
        tiers = List.copyOf(tiers);
    }

    /**
     * What is to be stored.
     *
     * @param entities entities there are, at least 0
     * @param vectors vectors of f32[512] an entity, at least 0
     * @param entitiesPerDay entities that arrive each day, at least 0
     * @param retentionDays days for which arriving entities are kept, at least 0
     */
    public record Demand(long entities, int vectors, long entitiesPerDay, int retentionDays) {
        /** Checks the ranges. */
        public Demand {
            require("entities", entities);
            require("vectors", vectors);
            require("entities per day", entitiesPerDay);
            require("days", retentionDays);
        }

        private static void require(String what, long value) {
            if (value < 0) {
                throw new IllegalArgumentException(
                        "projection: " + what + ": expected at least 0, found " + value);
            }
        }
    }

    /**
     * One tier's share.
     *
     * @param tier the tier
     * @param logicalBytes bytes of the values
     * @param ratio logical bytes for one stored byte
     * @param measured whether the ratio was measured rather than assumed
     * @param fileBytes bytes of its files
     */
    public record Part(
            Tier tier, long logicalBytes, double ratio, boolean measured, long fileBytes) {}

    /**
     * Computes the projection.
     *
     * @param statistics what a store has now, from {@code store.tiers().statistics()}; may be empty
     * @throws IllegalArgumentException if the bytes exceed 2^63 − 1
     */
    public static StorageProjection of(Demand demand, List<TierStatistics> statistics) {
        long entityBytes = PLAIN_BYTES + demand.vectors * VECTOR_BYTES + FIELD_BYTES;
        try {
            long grown =
                    Math.addExact(
                            demand.entities,
                            Math.multiplyExact(demand.entitiesPerDay, (long) demand.retentionDays));
            long bytes = Math.multiplyExact(grown, entityBytes);
            List<Part> parts = new ArrayList<>();
            for (Tier tier : Tier.values()) {
                parts.add(part(tier, share(bytes, percent(tier)), statistics));
            }
            return of(grown, entityBytes, parts);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "projection: expected at most 2^63 - 1 bytes in all, found more ("
                            + demand.entities
                            + " entities and "
                            + demand.entitiesPerDay
                            + " a day for "
                            + demand.retentionDays
                            + " days)",
                    e);
        }
    }

    private static StorageProjection of(long entities, long entityBytes, List<Part> parts) {
        long fileBytes = 0;
        long memoryBytes = 0;
        for (Part part : parts) {
            fileBytes = Math.addExact(fileBytes, part.fileBytes);
            memoryBytes +=
                    switch (part.tier) {
                        case HOT -> part.fileBytes;
                        case WARM -> share(part.fileBytes, WARM_IN_MEMORY);
                        case COLD -> 0;
                    };
        }
        return new StorageProjection(entities, entityBytes, parts, fileBytes, memoryBytes);
    }

    private static Part part(Tier tier, long logicalBytes, List<TierStatistics> statistics) {
        long logicalNow = 0;
        long filesNow = 0;
        for (TierStatistics table : statistics) {
            if (table.tier() == tier) {
                logicalNow += table.logicalBytes();
                filesNow += table.fileBytes();
            }
        }
        boolean measured = logicalNow > 0 && filesNow > 0;
        double ratio = measured ? (double) logicalNow / filesNow : assumedRatio(tier);
        return new Part(tier, logicalBytes, ratio, measured, (long) (logicalBytes / ratio));
    }

    /** Returns {@code percent} hundredths of {@code bytes}, rounded down, without overflow. */
    private static long share(long bytes, long percent) {
        return bytes / PERCENT * percent + bytes % PERCENT * percent / PERCENT;
    }

    private static long percent(Tier tier) {
        return switch (tier) {
            case HOT -> 5;
            case WARM -> 20;
            case COLD -> 75;
        };
    }

    private static double assumedRatio(Tier tier) {
        return switch (tier) {
            case HOT -> 1;
            case WARM -> 5;
            case COLD -> 20;
        };
    }
}
