package io.thermocline.engine.internal.pipeline;

import io.thermocline.engine.internal.catalog.Catalog;
import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.segment.TailDirectory;
import io.thermocline.engine.internal.segment.TailExtentView;
import io.thermocline.engine.internal.segment.VisibleRows;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecord.EpochStarted;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings back the rows that a killed writer had made visible but not sealed: its tail files are
 * still in the page cache, so what was visible is sealed like any full extent.
 *
 * <p>After a restart of the operating system the tail is not trusted, since its pages were never
 * forced: the loss is recorded with the table and reported. Run once, at opening, before the new
 * tail exists.
 */
public final class TailRecovery {
    private final Storage storage;
    private final Path tail;
    private final Path visibleFile;
    private final Catalog catalog;
    private final SegmentSealer sealer;
    private final EngineClock clock;

    /** Where a tail lies and who takes what is found. */
    public TailRecovery(
            Storage storage, Path tail, Catalog catalog, SegmentSealer sealer, EngineClock clock) {
        this.storage = storage;
        this.tail = tail;
        this.visibleFile = visibleFile(tail);
        this.catalog = catalog;
        this.sealer = sealer;
        this.clock = clock;
    }

    /** Returns the file of visible row counts beside the slabs of a tail. */
    public static Path visibleFile(Path tail) {
        return tail.resolve("visible.dat");
    }

    /**
     * Seals or reports what earlier epochs left.
     *
     * @param before epochs whose tail nobody saw to, the current one not among them
     * @param bootId boot of the operating system now
     */
    public void recover(List<EpochStarted> before, String bootId) {
        if (before.isEmpty()) {
            return;
        }
        String distrust = distrust(before, bootId);
        List<CatalogRecord> records = new ArrayList<>();
        if (distrust == null) {
            try (VisibleRows visible = VisibleRows.openReadOnly(storage, visibleFile);
                    TailDirectory slabs = TailDirectory.open(storage, tail)) {
                sealVisible(visible, slabs, records);
            } catch (FormatException e) {
                records.clear();
                lose(records, "the tail is damaged: " + e.getMessage());
            } catch (UncheckedIOException e) {
                records.clear();
                lose(records, "the tail cannot be read: " + e.getMessage());
            }
        } else {
            lose(records, distrust);
        }
        records.add(new CatalogRecord.TailRecovered(catalog.state().epoch()));
        catalog.commit(records.toArray(CatalogRecord[]::new));
    }

    private @Nullable String distrust(List<EpochStarted> before, String bootId) {
        for (EpochStarted epoch : before) {
            if (!epoch.bootId().equals(bootId)) {
                return "the operating system was restarted after epoch "
                        + epoch.epoch()
                        + " ended without a close, and the table keeps no journal";
            }
        }
        return storage.exists(visibleFile) ? null : "the tail is not there";
    }

    private void sealVisible(
            VisibleRows visible, TailDirectory slabs, List<CatalogRecord> records) {
        CatalogState state = catalog.state();
        long[] rows = visible.snapshot(state.nextTable());
        for (TableEntry table : state.tables()) {
            long next = table.endRow();
            long end = rows[table.ordinal()];
            List<TailExtentView> extents =
                    slabs.extents(table.ordinal(), version -> schema(table, version));
            for (TailExtentView extent : extents) {
                int count = extent.baseRow() == next ? extent.visibleRows(end) : 0;
                if (count > 0) {
                    records.add(sealer.seal(extent, count));
                    next += count;
                }
            }
            if (next < end) {
                records.add(
                        new CatalogRecord.RowsLost(
                                table.ordinal(),
                                next,
                                end,
                                clock.nanos(),
                                "visible before the writer ended, but in no extent of the tail"));
            }
        }
    }

    private static io.thermocline.formats.column.@Nullable Schema schema(
            TableEntry table, int version) {
        return version <= table.schemas().size() ? table.schema(version) : null;
    }

    /** Records for every table that whatever its tail held is gone; how much is not known. */
    private void lose(List<CatalogRecord> records, String why) {
        for (TableEntry table : catalog.state().tables()) {
            long end = table.endRow();
            records.add(new CatalogRecord.RowsLost(table.ordinal(), end, end, clock.nanos(), why));
        }
    }
}
