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
            Map<Integer, List<TailExtentView>> unsealed,
            CatalogPin pin) {
        long visible(int table) {
            return table < visible.size() ? visible.get(table) : 0;
        }
    }
}
