package io.thermocline.engine.internal.tier;

import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.catalog.StoreDirectory;
import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.segment.OpenSegments;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.ContentHash;
import io.thermocline.formats.journal.NanosRange;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Exchanges neighbouring segments of one table for one file of another tier: written under a
 * temporary name, verified by reading it back, forced, renamed, its directory forced, committed.
 *
 * <p>Subclasses say how the file is written and checked. One thread per move; moves of one table
 * must not overlap.
 */
abstract class SegmentMove {
    private final TierContext context;
    private final SegmentFormat format;
    private final long groupBytes;
    private final long groupRows;

    /**
     * Creates a kind of move.
     *
     * @param format what the new files are
     * @param groupBytes logical bytes that one of them aims at
     * @param groupRows most rows of one
     */
    SegmentMove(TierContext context, SegmentFormat format, long groupBytes, long groupRows) {
        this.context = context;
        this.format = format;
        this.groupBytes = groupBytes;
        this.groupRows = groupRows;
    }

    /** Returns which segments of a table would become one file each. */
    List<List<SegmentEntry>> groups(TableEntry table, Predicate<SegmentEntry> wanted) {
        return SegmentGroups.of(table.segments(), wanted, groupBytes, groupRows);
    }

    /**
     * What a file holds.
     *
     * @param hash hash of the logical content, or none
     */
    record Written(ContentHash hash) {}

    /**
     * Writes the rows of {@code runs} into a file that does not exist yet, and reads it back to
     * check it.
     */
    abstract Written write(
            TableEntry table, long id, List<SegmentEntry> from, List<StoredColumns> runs, Path file)
            throws IOException;

    TierContext context() {
        return context;
    }

    /**
     * Moves one group.
     *
     * @param table its table
     * @param from neighbouring segments with one schema
     * @return the segment that holds their rows now, or null if the table or a segment is gone
     *     meanwhile
     */
    @Nullable SegmentEntry move(TableEntry table, List<SegmentEntry> from) {
        long id = context.nextSegmentId().getAndIncrement();
        String path = context.layout().segmentPath(table.ordinal(), format, id);
        Path target = context.layout().resolve(path);
        Path temporary = AtomicFile.temporary(target);
        try {
            StoreDirectory directory = StoreLayout.directory(StoreLayout.tier(format));
            context.catalog().directories().prepare(directory, table);
            Written written = writeFrom(table, id, from, temporary);
            long bytes = force(temporary);
            context.storage().rename(temporary, target);
            context.storage().syncDirectory(Objects.requireNonNull(target.getParent()));
            SegmentEntry to = merged(id, path, from, bytes, written.hash());
            if (!exchange(table.ordinal(), from, to)) {
                context.storage().delete(target);
                return null;
            }
            from.forEach(old -> context.segments().evict(context.layout().resolve(old.path())));
            context.catalog().directories().written(directory, table);
            return to;
        } catch (IOException e) {
            AtomicFile.deleteQuietly(context.storage(), temporary, e);
            throw new UncheckedIOException(path + ": cannot be written: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            AtomicFile.deleteQuietly(context.storage(), temporary, e);
            throw e;
        }
    }

    /**
     * Puts the new segment into the place of the old ones; returns whether they were still there.
     */
    private boolean exchange(int ordinal, List<SegmentEntry> from, SegmentEntry to) {
        CatalogState after =
                context.catalog()
                        .commitFrom(state -> {
                            TableEntry now = state.table(ordinal);
                            return now != null && now.segments().containsAll(from)
                                    ? List.of(SegmentsReplaced.moved(ordinal, from, List.of(to)))
                                    : List.of();
                        });
        TableEntry table = after.table(ordinal);
        return table != null && table.segments().contains(to);
    }

    private Written writeFrom(TableEntry table, long id, List<SegmentEntry> from, Path file)
            throws IOException {
        List<OpenSegments.Lease> leases = new ArrayList<>();
        try {
            List<StoredColumns> runs = new ArrayList<>();
            for (SegmentEntry segment : from) {
                Tier tier = StoreLayout.tier(segment.format());
                OpenSegments.Lease lease =
                        context.segments().acquire(tier, context.layout().resolve(segment.path()));
                leases.add(lease);
                runs.add(lease.columns());
            }
            return write(table, id, from, runs, file);
        } finally {
            leases.forEach(OpenSegments.Lease::close);
        }
    }

    private long force(Path file) throws IOException {
        try (FileChannel channel =
                context.storage().open(file, Storage.Access.READ, Storage.Access.WRITE)) {
            channel.force(true);
            return channel.size();
        }
    }

    private SegmentEntry merged(
            long id, String path, List<SegmentEntry> from, long bytes, ContentHash hash) {
        NanosRange appended = from.getFirst().appended();
        @Nullable NanosRange time = from.getFirst().time();
        long logicalBytes = 0;
        int rows = 0;
        for (SegmentEntry segment : from) {
            appended = appended.cover(segment.appended());
            NanosRange other = segment.time();
            time = time == null || other == null ? null : time.cover(other);
            logicalBytes += segment.logicalBytes();
            rows = Math.addExact(rows, segment.rowCount());
        }
        return new SegmentEntry(
                id,
                format,
                path,
                from.getFirst().baseRow(),
                rows,
                from.getFirst().schemaVersion(),
                bytes,
                logicalBytes,
                appended,
                time,
                hash);
    }
}
