package io.thermocline.formats.segment;

/**
 * How the rows of a segment are cut into chunks.
 *
 * @param rowCount rows of the segment
 * @param chunkRows rows of every chunk but the last, a power of two
 */
record ChunkGrid(int rowCount, int chunkRows) {
    int chunkCount() {
        return (int) ((rowCount + (long) chunkRows - 1) / chunkRows);
    }

    long firstRow(int chunk) {
        return (long) chunk * chunkRows;
    }

    int rowsOf(int chunk) {
        return (int) Math.min(chunkRows, rowCount - firstRow(chunk));
    }
}
