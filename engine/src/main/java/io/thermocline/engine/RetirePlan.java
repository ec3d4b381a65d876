package io.thermocline.engine;

import java.util.List;

/**
 * Which segments a retirement deletes, or would delete.
 *
 * @param applied whether they were deleted
 * @param segments the segments, oldest first
 */
public record RetirePlan(boolean applied, List<Segment> segments) {
    /**
     * One segment whose rows are all old enough.
     *
     * @param table table name
     * @param file path within the store
     * @param baseRow position of its first row
     * @param rows its rows
     * @param bytes bytes of its file
     */
    public record Segment(String table, String file, long baseRow, long rows, long bytes) {}

    /** Returns the number of rows in all segments. */
    public long rows() {
        return segments.stream().mapToLong(Segment::rows).sum();
    }
}
