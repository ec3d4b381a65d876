package io.thermocline.engine;

/**
 * What a move between tiers did.
 *
 * @param segmentsIn segments taken
 * @param segmentsOut segments written
 * @param rows rows moved
 * @param bytesIn bytes of the files taken
 * @param bytesOut bytes of the files written
 */
public record MoveReport(int segmentsIn, int segmentsOut, long rows, long bytesIn, long bytesOut) {}
