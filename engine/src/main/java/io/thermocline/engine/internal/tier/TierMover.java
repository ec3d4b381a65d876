package io.thermocline.engine.internal.tier;

import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.NanosRange;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;
import io.thermocline.formats.journal.TablePolicy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Moves and retires segments, on demand and for the agent. Moves are serialised by this object: the
 * agent and a caller never take the same segments.
 */
public final class TierMover {
    private final TierContext context;
    private final Compressor compressor;
    private final Promoter promoter;

    /** Creates a mover. */
    public TierMover(TierContext context) {
        this.context = context;
        this.compressor = new Compressor(context);
        this.promoter = new Promoter(context);
    }

    /**
     * What a move did.
     *
     * @param segmentsIn segments taken
     * @param segmentsOut segments written
     * @param rows rows moved
     * @param bytesIn bytes of the files taken
     * @param bytesOut bytes of the files written
     */
    public record Moved(int segmentsIn, int segmentsOut, long rows, long bytesIn, long bytesOut) {
        /** Nothing moved. */
        public static final Moved NOTHING = new Moved(0, 0, 0, 0, 0);

        /** Returns the sum of two moves. */
        public Moved plus(Moved other) {
            return new Moved(
                    segmentsIn + other.segmentsIn,
                    segmentsOut + other.segmentsOut,
                    rows + other.rows,
                    bytesIn + other.bytesIn,
                    bytesOut + other.bytesOut);
        }
    }

    /**
     * Compresses hot segments of one table.
     *
     * @param table ordinal
     * @param wanted which of them
     * @param progress told the logical bytes moved so far, after each group
     * @param goesOn asked before each group; false ends the move
     */
    public synchronized Moved compress(
            int table,
            Predicate<SegmentEntry> wanted,
            LongConsumer progress,
            BooleanSupplier goesOn) {
        Predicate<SegmentEntry> hot = segment -> segment.format() == SegmentFormat.SEG;
        return move(compressor, table, hot.and(wanted), progress, goesOn);
    }

    /** Promotes warm segments of one table; like {@link #compress}. */
    public synchronized Moved promote(
            int table,
            Predicate<SegmentEntry> wanted,
            LongConsumer progress,
            BooleanSupplier goesOn) {
        Predicate<SegmentEntry> warm = segment -> segment.format() == SegmentFormat.SEGZ;
        return move(promoter, table, warm.and(wanted), progress, goesOn);
    }

    @SuppressWarnings(
            "TooManyParameters") // private, and every one of them differs between the two callers
    private Moved move(
            SegmentMove how,
            int ordinal,
            Predicate<SegmentEntry> wanted,
            LongConsumer progress,
            BooleanSupplier goesOn) {
        TableEntry table = context.catalog().state().table(ordinal);
        if (table == null) {
            return Moved.NOTHING;
        }
        Moved moved = Moved.NOTHING;
        long logicalBytes = 0;
        for (List<SegmentEntry> group : how.groups(table, wanted)) {
            if (!goesOn.getAsBoolean()) {
                break;
            }
            SegmentEntry to = how.move(table, group);
            if (to == null) {
                break;
            }
            long bytesIn = group.stream().mapToLong(SegmentEntry::fileBytes).sum();
            moved = moved.plus(new Moved(group.size(), 1, to.rowCount(), bytesIn, to.fileBytes()));
            logicalBytes += to.logicalBytes();
            progress.accept(logicalBytes);
        }
        return moved;
    }

    /**
     * Returns the oldest segments of a table whose rows are all at least as old as {@code before};
     * only whole segments from the start of the table, so that the rows that remain have no holes.
     */
    public static List<SegmentEntry> retirable(TableEntry table, long before) {
        List<SegmentEntry> old = new ArrayList<>();
        for (SegmentEntry segment : table.segments()) {
            if (newest(table, segment) > before) {
                break;
            }
            old.add(segment);
        }
        return old;
    }

    /** Deletes segments found by {@link #retirable}; their rows are gone for good. */
    public synchronized void retire(TableEntry table, List<SegmentEntry> segments) {
        if (segments.isEmpty()) {
            return;
        }
        CatalogState state = context.catalog().state();
        TableEntry current = state.table(table.ordinal());
        if (current == null || !current.segments().containsAll(segments)) {
            throw new IllegalStateException(
                    "table '"
                            + table.name()
                            + "': the segments to retire were moved meanwhile; plan again");
        }
        context.catalog()
                .commit(
                        SegmentsReplaced.retired(
                                table.ordinal(), segments, segments.getLast().endRow()));
        segments.forEach(old -> context.segments().evict(context.layout().resolve(old.path())));
    }

    /** Returns the time from which the age of a segment's newest row counts, ns since 1970. */
    public static long newest(TableEntry table, SegmentEntry segment) {
        NanosRange time = segment.time();
        return table.policy().age() == TablePolicy.Age.TIME_COLUMN && time != null
                ? time.last()
                : segment.appended().last();
    }
}
