package io.thermocline.engine.internal.pipeline;

import io.thermocline.engine.internal.catalog.DirectoryManifest;
import io.thermocline.engine.internal.catalog.StoreDirectory;
import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.segment.Sealer;
import io.thermocline.engine.internal.segment.TailExtentView;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.ContentHash;
import io.thermocline.formats.journal.NanosRange;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;
import io.thermocline.formats.segment.SegmentSummary;

import org.agrona.collections.IntHashSet;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Turns rows of a tail extent into a hot segment file, ready for the catalogue. One thread at a
 * time.
 */
public final class SegmentSealer {
    private final Sealer sealer;
    private final StoreLayout layout;
    private final DirectoryManifest manifests;

    /** Tables whose hot directory is known to be there. */
    private final IntHashSet prepared = new IntHashSet();

    /** Creates a sealer that writes where {@code layout} says. */
    public SegmentSealer(Sealer sealer, StoreLayout layout, DirectoryManifest manifests) {
        this.sealer = sealer;
        this.layout = layout;
        this.manifests = manifests;
    }

    /**
     * Writes and forces a segment file.
     *
     * @param view extent whose rows are final; it must not be given back meanwhile
     * @param rowCount its first rows, at least 1
     * @return the record that makes the file part of its table
     */
    public CatalogRecord.SegmentsReplaced seal(TailExtentView view, int rowCount) {
        int table = view.tableOrdinal();
        long id = view.segmentId();
        String path = layout.segmentPath(table, SegmentFormat.SEG, id);
        try {
            if (!prepared.contains(table)) {
                manifests.prepare(StoreDirectory.HOT, table);
                prepared.add(table);
            }
            SegmentSummary summary = sealer.seal(view, rowCount, layout.resolve(path)).summary();
            return CatalogRecord.SegmentsReplaced.sealed(
                    table,
                    new SegmentEntry(
                            id,
                            SegmentFormat.SEG,
                            path,
                            view.baseRow(),
                            rowCount,
                            view.schema().version(),
                            summary.fileBytes(),
                            summary.rawBytes(),
                            new NanosRange(view.firstAppendNanos(), view.lastAppendNanos()),
                            TimeColumn.range(view.stored(rowCount)),
                            ContentHash.NONE));
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be sealed: " + e.getMessage(), e);
        }
    }
}
