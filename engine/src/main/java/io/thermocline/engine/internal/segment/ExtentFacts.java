package io.thermocline.engine.internal.segment;

/**
 * What a descriptor says about one life of an extent.
 *
 * @param incarnation incarnation of this life, even
 * @param tableOrdinal table that the rows belong to
 * @param schemaVersion version of their schema
 * @param baseRow position in the table of the first row
 * @param segmentId number of the segment that the extent will become
 */
record ExtentFacts(
        long incarnation, int tableOrdinal, int schemaVersion, long baseRow, long segmentId) {}
