package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.CatalogPin;
import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.catalog.ReadOnlyCatalog;
import io.thermocline.engine.internal.catalog.StoreDirectory;
import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.pipeline.TailRecovery;
import io.thermocline.engine.internal.segment.OpenSegments;
import io.thermocline.engine.internal.segment.TailDirectory;
import io.thermocline.engine.internal.segment.TailExtentView;
import io.thermocline.engine.internal.segment.VisibleRows;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A store open for reading, beside a writer in this process or another, or with none.
 *
 * <p>Writes nothing, not even a lock. Follows the writer's catalogue log, its visible row counts
 * and its tail; each snapshot looks at them anew.
 */
final class ReadOnlyCore implements StoreCore {
    private final Storage storage;
    private final EngineClock clock;
    private final StoreLayout layout;
    private final ReadOnlyCatalog catalog;
    private final OpenSegments segments;

    /** Counts and slabs of the writer's epoch; null where there is no tail. Guarded by this. */
    private @Nullable VisibleRows visible;

    private @Nullable TailDirectory slabs;

    private boolean closed;

    private ReadOnlyCore(Storage storage, EngineClock clock, Path directory) throws IOException {
        this.storage = storage;
        this.clock = clock;
        layout = StoreLayout.at(directory);
        catalog = ReadOnlyCatalog.open(storage, layout);
        segments = new OpenSegments(new SegmentOpener(storage));
    }

    static ReadOnlyCore open(Storage storage, EngineClock clock, Path directory)
            throws IOException {
        return new ReadOnlyCore(storage, clock, directory);
    }

    @Override
    public StoreLayout layout() {
        return layout;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public CatalogState state() {
        refresh();
        return catalog.state();
    }

    @Override
    public OpenSegments segments() {
        return segments;
    }

    @Override
    public synchronized long visibleRows(int table) {
        requireOpen();
        followWriter();
        if (visible != null) {
            return visible.rows(table);
        }
        refresh();
        TableEntry entry = catalog.state().table(table);
        return entry == null ? 0 : entry.endRow();
    }

    @Override
    public synchronized Capture capture() {
        requireOpen();
        refresh();
        followWriter();
        List<Long> counts = new ArrayList<>();
        long sequence = -1;
        long epoch = 0;
        VisibleRows rows = visible;
        Map<Integer, List<Unsealed>> unsealed = new HashMap<>();
        if (rows != null) {
            VisibleRows.Snapshot snapshot = rows.read(catalog.state().nextTable());
            for (long count : snapshot.rows()) {
                counts.add(count);
            }
            sequence = snapshot.sequence();
            epoch = rows.epoch();
            unsealed()
                    .forEach((table, extents) ->
                            unsealed.put(
                                    table,
                                    Unsealed.of(
                                            extents,
                                            table < counts.size() ? counts.get(table) : 0)));
        }
        refresh();
        CatalogPin pin = catalog.pin();
        return new Capture(epoch, sequence, withSealed(counts, pin.state()), unsealed, pin);
    }

    /** Raises counts to what is sealed: without a writer all rows are. */
    private List<Long> withSealed(List<Long> counts, CatalogState state) {
        List<Long> all = new ArrayList<>(counts);
        boolean live = visible != null;
        for (TableEntry table : state.tables()) {
            while (all.size() <= table.ordinal()) {
                all.add(0L);
            }
            if (!live) {
                all.set(table.ordinal(), table.endRow());
            }
        }
        return all;
    }

    private Map<Integer, List<TailExtentView>> unsealed() {
        Map<Integer, List<TailExtentView>> byTable = new HashMap<>();
        TailDirectory directory = slabs;
        if (directory != null) {
            directory.refresh();
            for (TailExtentView view : directory.extents(this::schema)) {
                byTable.computeIfAbsent(view.tableOrdinal(), table -> new ArrayList<>()).add(view);
            }
        }
        return byTable;
    }

    /** Finds the schema of an extent; one that is news here was committed before its rows came. */
    private @Nullable Schema schema(int table, int version) {
        Schema known = knownSchema(table, version);
        if (known == null) {
            refresh();
            known = knownSchema(table, version);
        }
        return known;
    }

    private @Nullable Schema knownSchema(int table, int version) {
        TableEntry entry = catalog.state().table(table);
        return entry == null || version > entry.schemas().size() ? null : entry.schema(version);
    }

    /** Opens counts and slabs of the writer's epoch, if there is one that did not end. */
    private void followWriter() {
        VisibleRows known = visible;
        if (known != null && !known.superseded()) {
            return;
        }
        closeTail();
        refresh();
        if (catalog.state().openEpochs().isEmpty()) {
            return;
        }
        Path tail = layout.directory(StoreDirectory.TAIL);
        Path file = TailRecovery.visibleFile(tail);
        if (storage.exists(file)) {
            VisibleRows rows = VisibleRows.openReadOnly(storage, file);
            if (rows.superseded()) {
                rows.close();
                return;
            }
            visible = rows;
            slabs = TailDirectory.open(storage, tail);
        }
    }

    private void refresh() {
        try {
            catalog.refresh();
        } catch (NoSuchFileException e) {
            throw new StoreException(layout.root() + ": the store is gone", e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    layout.root() + ": the catalogue cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public synchronized void requireOpen() {
        if (closed) {
            throw new StoreClosedException(
                    layout.root() + ": the store is closed; open it again", null);
        }
    }

    private void closeTail() {
        if (slabs != null) {
            slabs.close();
            slabs = null;
        }
        if (visible != null) {
            visible.close();
            visible = null;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            closeTail();
            segments.close();
            catalog.close();
        }
    }
}
