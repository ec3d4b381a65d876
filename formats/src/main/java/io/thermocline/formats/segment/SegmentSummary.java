package io.thermocline.formats.segment;

import java.util.List;

/**
 * What was written.
 *
 * @param fileBytes length of the file
 * @param rawBytes bytes of all buffers before any codec
 * @param columns one entry a column, in schema order
 */
public record SegmentSummary(long fileBytes, long rawBytes, List<ColumnSummary> columns) {
    /**
     * One column.
     *
     * @param name its name
     * @param storage codecs of its chunks, such as {@code dictionary, zstd + shuffle 8}
     * @param storedBytes bytes in the file, dictionary included
     * @param rawBytes bytes before any codec
     */
    public record ColumnSummary(String name, String storage, long storedBytes, long rawBytes) {}
}
