package io.thermocline.engine.internal.pipeline;

import io.thermocline.engine.internal.segment.TailExtent;
import io.thermocline.engine.internal.segment.TailExtentView;
import io.thermocline.engine.internal.segment.TextModes;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.RowLayout;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The newest rows of one table: its extents that are not sealed yet, the last of which takes rows.
 *
 * <p>Thread rules: the writer appends and rolls; the keeper takes sealed extents out; any thread
 * reads {@link #views}.
 */
final class TableTail {
    private static final Part[] NO_PARTS = {};

    private final int ordinal;
    private final ExtentSource source;

    /**
     * Unsealed extents in row order. Replaced by the writer (adds) and the keeper (removes), by
     * CAS.
     */
    private final AtomicReference<Part[]> parts = new AtomicReference<>(NO_PARTS);

    /** Writer thread. */
    private final SchemaHistory history;

    /** The extent that takes rows, or null before the first row and after a roll. Writer thread. */
    private @Nullable TailExtent active;

    /** How the next extent keeps text. Writer thread. */
    private TextModes modes;

    /** Size class of the next extent. Writer thread. */
    private int nextClass;

    /** Whether the extent after the active one was asked for. Writer thread. */
    private boolean nextRequested;

    /** Rows appended to the table ever: the position of the next row. Writer thread. */
    private long rows;

    /**
     * Creates the tail.
     *
     * @param ordinal table ordinal
     * @param history schemas of the rows to come, the current one among them
     * @param rows position of the first row to come
     * @param source where extents come from and full ones go
     */
    TableTail(int ordinal, SchemaHistory history, long rows, ExtentSource source) {
        this.ordinal = ordinal;
        this.source = source;
        this.history = history;
        this.modes = TextModes.initial(history.current().schema());
        this.rows = rows;
    }

    /**
     * An unsealed extent.
     *
     * @param extent what the writer fills and the keeper seals
     * @param view what readers see of this use of it
     */
    record Part(TailExtent extent, TailExtentView view) {}

    /** Where extents come from and where full ones go. */
    interface ExtentSource {
        /** Returns an extent of the class, waiting until there is one. Writer thread. */
        TailExtent take(int sizeClass);

        /** Asks for one more extent of the class to be made ready. Writer thread. */
        void request(int sizeClass);

        /**
         * Returns a number for the segment that an extent will become, never used before. Writer
         * thread.
         */
        long nextSegmentId();

        /** Hands over an extent that takes no more rows. Writer thread. */
        void full(TableTail table, TailExtent extent);
    }

    int ordinal() {
        return ordinal;
    }

    /** Returns the schema of the rows to come. Writer thread. */
    Schema schema() {
        return history.current().schema();
    }

    /** Returns the schemas that records may be written for. Writer thread. */
    SchemaHistory history() {
        return history;
    }

    /** Returns the position of the next row. Writer thread. */
    long rows() {
        return rows;
    }

    /** Returns what holds unsealed rows, in row order. Any thread. */
    List<TailExtentView> views() {
        return Arrays.stream(parts.get()).map(Part::view).toList();
    }

    /**
     * Appends rows column by column.
     *
     * @param memory holds the bodies
     * @param bodies offsets of bodies written for the current schema
     * @param count bodies to append
     * @param timestamp append time, ns since the epoch
     */
    void append(MemorySegment memory, long[] bodies, int count, long timestamp) {
        RowLayout layout = history.current();
        int done = 0;
        while (done < count) {
            TailExtent extent = active();
            int taken = extent.appendRows(layout, memory, bodies, done, count - done);
            done += taken;
            advance(extent, taken, done < count, timestamp);
        }
    }

    /** Appends a batch whose columns are those of the current schema, in order. */
    void append(List<ColumnVector> columns, int count, long timestamp) {
        int done = 0;
        while (done < count) {
            TailExtent extent = active();
            int taken = extent.appendBatch(columns, done, count - done);
            done += taken;
            advance(extent, taken, done < count, timestamp);
        }
    }

    private void advance(TailExtent extent, int taken, boolean isFull, long timestamp) {
        if (taken > 0) {
            rows += taken;
            extent.noteAppend(timestamp);
        }
        if (isFull) {
            if (extent.rowCount() == 0 && extent.sizeClass() == TailExtent.LARGEST_CLASS) {
                throw new IllegalStateException(
                        "table " + ordinal + ": a row does not fit the largest extent");
            }
            roll();
        } else if (!nextRequested && extent.isHalfFull()) {
            nextRequested = true;
            source.request(nextClass);
        }
    }

    /**
     * Ends the active extent: sealed next, or thrown back if it holds nothing (a row wider than it
     * could be).
     */
    void roll() {
        TailExtent extent = active;
        if (extent == null) {
            return;
        }
        modes = extent.nextModes();
        active = null;
        nextRequested = false;
        source.full(this, extent);
    }

    /** Goes on under another schema from the next row on. */
    void changeSchema(Schema schema) {
        roll();
        history.add(schema);
        modes = TextModes.initial(schema);
    }

    private TailExtent active() {
        TailExtent extent = active;
        if (extent == null) {
            int smallest = TailExtent.sizeClassFor(schema(), modes);
            nextClass = Math.max(nextClass, smallest);
            extent = source.take(nextClass);
            nextClass = Math.min(nextClass + 1, TailExtent.LARGEST_CLASS);
            TailExtentView view =
                    extent.begin(ordinal, schema(), source.nextSegmentId(), rows, modes);
            Part part = new Part(extent, view);
            parts.updateAndGet(old -> {
                Part[] all = Arrays.copyOf(old, old.length + 1);
                all[old.length] = part;
                return all;
            });
            active = extent;
        }
        return extent;
    }

    /**
     * Takes an extent out of the tail: its rows are in the catalogue, or it held none. Keeper
     * thread.
     */
    void remove(TailExtent sealed) {
        parts.updateAndGet(old -> without(old, sealed));
    }

    private static Part[] without(Part[] old, TailExtent sealed) {
        Part[] rest = new Part[old.length - 1];
        int next = 0;
        for (Part part : old) {
            if (part.extent != sealed) {
                rest[next++] = part;
            }
        }
        return rest;
    }
}
