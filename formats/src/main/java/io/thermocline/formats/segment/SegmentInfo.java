package io.thermocline.formats.segment;

/**
 * What a segment file says of itself in its header.
 *
 * @param segmentId number of the segment in its shard
 * @param tableOrdinal number of its table
 * @param baseRow position of its first row in the table
 * @param rowCount rows, 0 to 2^22 in hot files and more in merged ones
 * @param firstAppendNanos when its first row was appended, ns since 1970
 * @param lastAppendNanos when its last row was appended
 */
public record SegmentInfo(
        long segmentId,
        int tableOrdinal,
        long baseRow,
        int rowCount,
        long firstAppendNanos,
        long lastAppendNanos) {}
