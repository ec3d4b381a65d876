package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.CatalogPin;
import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.segment.OpenSegments;
import io.thermocline.engine.internal.segment.TailExtentView;

import java.util.List;
import java.util.Map;

/**
 * What a store is made of, open for writing ({@link LiveCore}) or for reading beside a writer
 * ({@link ReadOnlyCore}).
 */
interface StoreCore extends AutoCloseable {
    /** Returns where files lie. */
    StoreLayout layout();

    /** Returns how files are reached. */
    Storage storage();

    /** Returns the newest catalogue state known here. */
    CatalogState state();

    /** Returns the sealed files that are open. */
    OpenSegments segments();

    /** Returns the rows of a table visible now, without a snapshot. */
    long visibleRows(int table);

    /**
     * Takes what a snapshot needs, in the order that leaves no gap: visible rows, then what holds
     * unsealed rows, then the catalogue. An extent leaves the tail only after its segment is in the
     * catalogue.
     */
    Capture capture();

    /** Returns ns since 1970 by the store's clock. */
    long nanos();

    /** Throws unless the store can still be used. */
    void requireOpen();

    @Override
    void close();

    /**
     * Visible rows of one extent that was not sealed when it was looked at.
     *
     * @param extent the extent
     * @param rows its first rows, at least 1
     */
    record Unsealed(TailExtentView extent, int rows) {
        /**
         * Returns what extents hold of the first {@code tableRows} rows of their table. Extents
         * given back meanwhile are left out: the catalogue has their rows. Before the catalogue is
         * pinned.
         */
        static List<Unsealed> of(List<TailExtentView> extents, long tableRows) {
            return extents.stream()
                    .map(extent -> new Unsealed(extent, extent.visibleRows(tableRows)))
                    .filter(unsealed -> unsealed.rows > 0)
                    .toList();
        }
    }

    /**
     * One moment of a store.
     *
     * @param epoch epoch of the counts
     * @param sequence last record that they include
     * @param visible visible rows by table ordinal; 0 for tables beyond
     * @param unsealed what holds unsealed rows, by table ordinal
     * @param pin catalogue state, at least as new; keeps its files
     */
    record Capture(
            long epoch,
            long sequence,
            List<Long> visible,
            Map<Integer, List<Unsealed>> unsealed,
            CatalogPin pin) {
        long visible(int table) {
            return table < visible.size() ? visible.get(table) : 0;
        }
    }
}
