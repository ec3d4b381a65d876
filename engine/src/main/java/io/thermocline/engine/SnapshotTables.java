package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.segment.OpenSegments;
import io.thermocline.engine.internal.segment.RowRun;
import io.thermocline.engine.internal.segment.TableSource;
import io.thermocline.engine.internal.segment.TableView;
import io.thermocline.engine.internal.segment.TailExtentView;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The tables of one capture as queries see them: sealed segments first, then the tail, cut at the
 * visible rows. Immutable.
 */
final class SnapshotTables implements TableSource {
    private final StoreCore.Capture capture;
    private final StoreLayout layout;
    private final OpenSegments segments;

    SnapshotTables(StoreCore.Capture capture, StoreLayout layout, OpenSegments segments) {
        this.capture = capture;
        this.layout = layout;
        this.segments = segments;
    }

    @Override
    public List<String> tableNames() {
        return capture.pin().state().tableNames();
    }

    @Override
    public @Nullable TableView table(String name) {
        TableEntry entry = capture.pin().state().table(name);
        return entry == null ? null : new TableView(entry.name(), entry.schema(), runs(entry));
    }

    /** Returns the rows that the snapshot sees, without making a view. */
    long rowCount(TableEntry entry) {
        long rows = 0;
        long end = visible(entry);
        for (SegmentEntry segment : entry.segments()) {
            rows += Math.clamp(end - segment.baseRow(), 0, segment.rowCount());
        }
        return rows + Math.max(0, end - entry.endRow());
    }

    private long visible(TableEntry entry) {
        // A catalogue may be newer than the counts: of a store that is closed, all rows are sealed.
        return capture.visible(entry.ordinal());
    }

    private List<RowRun> runs(TableEntry entry) {
        List<RowRun> runs = new ArrayList<>();
        long end = visible(entry);
        for (SegmentEntry segment : entry.segments()) {
            int count = Math.clamp(end - segment.baseRow(), 0, segment.rowCount());
            if (count > 0) {
                runs.add(sealed(entry, segment, count));
            }
        }
        long next = entry.endRow();
        for (StoreCore.Unsealed unsealed :
                capture.unsealed().getOrDefault(entry.ordinal(), List.of())) {
            TailExtentView extent = unsealed.extent();
            if (extent.baseRow() == next && next < end) {
                int count = unsealed.rows();
                runs.add(extent.run(count, () -> resealed(entry, extent, count)));
                next += count;
            }
        }
        if (next < end) {
            throw new IllegalStateException(
                    "table '"
                            + entry.name()
                            + "': expected rows up to "
                            + end
                            + ", found them up to "
                            + next);
        }
        return runs;
    }

    private RowRun sealed(TableEntry entry, SegmentEntry segment, int count) {
        return segments.run(
                StoreLayout.tier(segment.format()),
                layout.resolve(segment.path()),
                segment.baseRow(),
                count,
                entry.schema(segment.schemaVersion()));
    }

    /**
     * Returns rows of the tail after they were sealed: the file is kept while this snapshot's pin
     * is older than its removal.
     */
    private RowRun resealed(TableEntry entry, TailExtentView extent, int count) {
        String path = layout.segmentPath(entry.ordinal(), SegmentFormat.SEG, extent.segmentId());
        return segments.run(
                Tier.HOT, layout.resolve(path), extent.baseRow(), count, extent.schema());
    }
}
