package io.thermocline.engine.query;

/**
 * What a query did so far.
 *
 * @param rowsDelivered rows handed out
 * @param rowsSelected rows of the table that fulfilled WHERE
 * @param rowsRead rows of blocks that were read
 * @param blocksRead blocks of 4096 rows that were read
 * @param blocksSkipped blocks that statistics proved to hold no row of the result
 * @param blocksAnswered blocks that were not read because their statistics were the answer
 * @param bytesRead bytes of column values that were read
 */
public record QueryStats(
        long rowsDelivered,
        long rowsSelected,
        long rowsRead,
        long blocksRead,
        long blocksSkipped,
        long blocksAnswered,
        long bytesRead) {}
