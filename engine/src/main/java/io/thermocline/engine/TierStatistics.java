package io.thermocline.engine;

import io.thermocline.engine.schema.Tier;

/**
 * What one table keeps in one tier.
 *
 * @param table table name
 * @param tier tier
 * @param segments files; for hot, sealed ones only
 * @param rows rows; for hot, those of the live tail included
 * @param fileBytes bytes of the files
 * @param logicalBytes bytes of the values as the segments would keep them uncompressed
 */
public record TierStatistics(
        String table, Tier tier, int segments, long rows, long fileBytes, long logicalBytes) {}
