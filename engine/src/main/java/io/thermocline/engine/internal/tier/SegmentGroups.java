package io.thermocline.engine.internal.tier;

import io.thermocline.formats.journal.SegmentEntry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds runs of neighbouring segments that may become one. Stateless. */
final class SegmentGroups {
    private SegmentGroups() {}

    /**
     * Returns groups of segments, in row order: each group has no gaps, one schema, and stays
     * within both limits unless a single segment exceeds them.
     *
     * @param segments in row order
     * @param wanted which segments may be taken
     * @param logicalBytesMax most logical bytes of a group
     * @param rowsMax most rows of a group
     */
    static List<List<SegmentEntry>> of(
            List<SegmentEntry> segments,
            Predicate<SegmentEntry> wanted,
            long logicalBytesMax,
            long rowsMax) {
        List<List<SegmentEntry>> groups = new ArrayList<>();
        List<SegmentEntry> group = new ArrayList<>();
        long bytes = 0;
        long rows = 0;
        for (SegmentEntry segment : segments) {
            boolean isWanted = wanted.test(segment);
            boolean joins =
                    isWanted
                            && !group.isEmpty()
                            && group.getLast().endRow() == segment.baseRow()
                            && group.getLast().schemaVersion() == segment.schemaVersion()
                            && bytes + segment.logicalBytes() <= logicalBytesMax
                            && rows + segment.rowCount() <= rowsMax;
            if (!joins && !group.isEmpty()) {
                groups.add(List.copyOf(group));
                group.clear();
                bytes = 0;
                rows = 0;
            }
            if (isWanted) {
                group.add(segment);
                bytes += segment.logicalBytes();
                rows += segment.rowCount();
            }
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }
}
