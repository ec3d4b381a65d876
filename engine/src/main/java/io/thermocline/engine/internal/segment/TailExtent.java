package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.segment.TextModes.ColumnHistory;
import io.thermocline.engine.internal.segment.TextModes.Use;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.journal.RowLayout;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A piece of the tail that takes rows of one table, column by column, until it is full.
 *
 * <p>Life: {@link TailPool#poll} → {@link #begin} → appends → sealed from {@link #sealedView} →
 * {@link TailPool#release}, over and over. Thread rules: the writer thread begins and appends; the
 * keeper seals and releases after the writer handed the extent over; readers use the {@link
 * TailExtentView} of one life, never the extent, since the extent may live on with other rows.
 */
public final class TailExtent {
    /** Largest size class: 64 MiB. */
    public static final int LARGEST_CLASS = ExtentSize.LARGEST_CLASS;

    private final Slab slab;
    private final int index;
    private final MemorySegment memory;
    private final long descriptor;
    private final AppendScratch scratch;

    /** What readers see of the life at hand; null before the first. Writer; any thread reads. */
    private volatile @Nullable TailExtentView view;

    // Writer thread; the keeper after the hand-over.

    private @Nullable ExtentColumns columns;
    private @Nullable TextModes modes;
    private int rowCount;

    TailExtent(Slab slab, int index, AppendScratch scratch) {
        this.slab = slab;
        this.index = index;
        this.memory = slab.extent(index);
        this.descriptor = SlabLayout.descriptor(index);
        this.scratch = scratch;
    }

    /**
     * Returns the smallest size class that holds at least one row of the expected lengths. Writer
     * thread.
     *
     * @throws IllegalArgumentException if not even the largest class does
     */
    public static int sizeClassFor(Schema schema, TextModes modes) {
        return Math.max(modes.smallestClass(), sizeClassFor(schema, 0));
    }

    /**
     * Returns the smallest size class that surely holds a row with a body of {@code bodyBytes}. Any
     * thread.
     *
     * @param bodyBytes bytes of a row-wise body; 0 for a row whose variable values are empty
     * @throws IllegalArgumentException if not even the largest class does
     */
    public static int sizeClassFor(Schema schema, long bodyBytes) {
        long bytes = ExtentPlanner.bytesForOneRow(schema, bodyBytes);
        int sizeClass = ExtentSize.classOf(bytes);
        if (sizeClass < 0) {
            throw new IllegalArgumentException(
                    "row of "
                            + schema.size()
                            + " columns: expected at most "
                            + ExtentSize.bytes(LARGEST_CLASS)
                            + " bytes with its buffers, found "
                            + bytes
                            + " (store large values as files and keep a reference in the row)");
        }
        return sizeClass;
    }

    /**
     * Starts a new life as an empty piece of a table.
     *
     * @param tableOrdinal table that the rows belong to
     * @param schema schema of the rows, that of {@code modes}
     * @param segmentId number of the segment that the extent will become
     * @param baseRow position of the first row in the table
     * @param textModes what is known of the table
     * @return what readers see of this life
     * @throws IllegalArgumentException if the extent is too small for even an empty row; see {@link
     *     #sizeClassFor}
     */
    public TailExtentView begin(
            int tableOrdinal, Schema schema, long segmentId, long baseRow, TextModes textModes) {
        if (SlabLayout.isLive(incarnation())) {
            throw new IllegalStateException(
                    slab.name(index) + ": expected a free extent, found one with rows");
        }
        scratch.needs.clear(schema.size());
        ExtentLayout layout = lay(textModes);
        if (layout == null) {
            throw new IllegalArgumentException(
                    "extent of "
                            + ExtentSize.bytes(sizeClass())
                            + " bytes: expected room for one row of table "
                            + tableOrdinal
                            + ", found none; use class "
                            + sizeClassFor(schema, 0));
        }
        long incarnation = incarnation() + 1;
        MemorySegment header = slab.memory();
        header.set(SlabLayout.INT, descriptor + SlabLayout.TABLE_OFFSET, tableOrdinal);
        header.set(SlabLayout.INT, descriptor + SlabLayout.SCHEMA_VERSION_OFFSET, schema.version());
        header.set(SlabLayout.INT, descriptor + SlabLayout.ENDED_OFFSET, 0);
        header.set(SlabLayout.LONG, descriptor + SlabLayout.BASE_ROW_OFFSET, baseRow);
        header.set(SlabLayout.LONG, descriptor + SlabLayout.SEGMENT_ID_OFFSET, segmentId);
        header.set(
                SlabLayout.LONG, descriptor + SlabLayout.FIRST_APPEND_OFFSET, SlabLayout.NO_TIME);
        header.set(SlabLayout.LONG, descriptor + SlabLayout.LAST_APPEND_OFFSET, SlabLayout.NO_TIME);
        modes = textModes;
        rowCount = 0;
        TailExtentView begun =
                new TailExtentView(
                        slab,
                        index,
                        new ExtentFacts(
                                incarnation, tableOrdinal, schema.version(), baseRow, segmentId),
                        schema);
        open(layout, begun, incarnation);
        SlabLayout.setRelease(header, descriptor + SlabLayout.INCARNATION_OFFSET, incarnation);
        view = begun;
        return begun;
    }

    /** Returns a layout that holds the row in the scratch's needs, or null if there is none. */
    private @Nullable ExtentLayout lay(TextModes textModes) {
        ExtentLayout last = textModes.lastLayout();
        int extentBytes = ExtentSize.bytes(sizeClass());
        if (last != null && last.extentBytes() == extentBytes) {
            return last;
        }
        ExtentLayout layout = ExtentPlanner.plan(textModes, scratch.needs, extentBytes);
        if (layout != null && layout.variableColumns().length == 0) {
            textModes.keepLayout(layout);
        }
        return layout;
    }

    private void open(ExtentLayout layout, TailExtentView begun, long incarnation) {
        ExtentColumns all = columns;
        if (all == null) {
            all = new ExtentColumns(memory, scratch, layout);
            columns = all;
        }
        all.open(layout);
        layout.write(memory, incarnation);
        slab.memory()
                .set(SlabLayout.INT, descriptor + SlabLayout.CAPACITY_OFFSET, layout.capacity());
        begun.setLayout(layout);
    }

    /** Returns the rows that fit unless a heap or a dictionary fills before. Writer thread. */
    public int capacity() {
        return columns().layout().capacity();
    }

    /** Returns the rows appended. Writer thread; the keeper after the hand-over. */
    public int rowCount() {
        return rowCount;
    }

    /**
     * Returns whether half of the rows, of a heap or of a dictionary is used: time to ask for the
     * next extent. Writer thread.
     */
    public boolean isHalfFull() {
        return columns().isHalfFull(rowCount);
    }

    /** Returns the position in its table of the first row. */
    public long baseRow() {
        return currentView().baseRow();
    }

    /** Returns the number of the segment that the extent will become. */
    public long segmentId() {
        return currentView().segmentId();
    }

    /** Returns the schema of the rows. */
    public Schema schema() {
        return currentView().schema();
    }

    /** Returns the size class, 0 to {@link #LARGEST_CLASS}. Any thread. */
    public int sizeClass() {
        return slab.sizeClass();
    }

    /** Returns the incarnation: even while the extent holds rows. Any thread. */
    public long incarnation() {
        return SlabLayout.getAcquire(slab.memory(), descriptor + SlabLayout.INCARNATION_OFFSET);
    }

    /**
     * Returns what readers see of the life at hand. Readers keep the view that {@link #begin}
     * returned: by the time they ask, the extent may hold other rows.
     */
    public TailExtentView view() {
        return currentView();
    }

    private TailExtentView currentView() {
        return Objects.requireNonNull(view, "the extent was never begun");
    }

    private ExtentColumns columns() {
        return Objects.requireNonNull(columns, "the extent was never begun");
    }

    /**
     * Appends rows column by column. They become visible when the caller publishes the row count.
     *
     * @param layout layout of the bodies, for the schema of {@link #begin}
     * @param bodyMemory holds the bodies
     * @param bodies offsets of bodies in {@code bodyMemory}
     * @param from first body to append
     * @param count bodies to append
     * @return bodies appended; fewer than {@code count} when the rows, a heap or a dictionary are
     *     full. 0 from an empty extent: the row needs a larger class
     */
    public int appendRows(
            RowLayout layout, MemorySegment bodyMemory, long[] bodies, int from, int count) {
        Objects.checkFromIndexSize(from, count, bodies.length);
        assert layout.schema().version() == schema().version();
        return append(scratch.rows(layout, bodyMemory, bodies, from), count);
    }

    /**
     * Appends rows [from, from + count) of vectors, one for each column in schema order; like
     * {@link #appendRows}.
     */
    public int appendBatch(List<ColumnVector> vectors, int from, int count) {
        assert vectors.size() == schema().size();
        return append(scratch.rows(vectors, from), count);
    }

    private int append(RowSource source, int count) {
        if (rowCount == 0 && count > 0) {
            adapt(source, count);
        }
        ExtentColumns all = columns();
        int taken = 0;
        while (taken < count) {
            int strip = Math.min(count - taken, AppendScratch.STRIP_ROWS);
            int rows = all.append(source, taken, strip, rowCount);
            rowCount += rows;
            taken += rows;
            if (rows < strip) {
                break;
            }
        }
        return taken;
    }

    /**
     * Lays an empty extent out anew if the rows to come say more than was known at {@link #begin},
     * or if the first of them would not fit. Readers look at the layout only once a row is visible.
     */
    private void adapt(RowSource source, int count) {
        ExtentColumns all = columns();
        if (all.layout().variableColumns().length == 0) {
            return;
        }
        TextModes known = Objects.requireNonNull(modes);
        all.measure(source, scratch.needs);
        boolean isGuessed = known.isGuessed();
        if (all.hasRoomFor(scratch.needs) && !isGuessed) {
            return;
        }
        TextModes better =
                isGuessed
                        ? all.sample(source, Math.min(count, AppendScratch.STRIP_ROWS), known)
                        : known;
        ExtentLayout layout =
                ExtentPlanner.plan(better, scratch.needs, ExtentSize.bytes(sizeClass()));
        if (layout != null) {
            // A row that did not fit may have left texts in a dictionary.
            all.wipe();
            open(layout, currentView(), incarnation());
        }
    }

    /** Notes when rows were appended, ns since 1970. Writer thread. */
    public void noteAppend(long timestampNanos) {
        MemorySegment header = slab.memory();
        long first = descriptor + SlabLayout.FIRST_APPEND_OFFSET;
        if (header.get(SlabLayout.LONG, first) == SlabLayout.NO_TIME) {
            SlabLayout.setOpaque(header, first, timestampNanos);
        }
        SlabLayout.setOpaque(header, descriptor + SlabLayout.LAST_APPEND_OFFSET, timestampNanos);
    }

    /**
     * Ends the extent: it takes no more rows, and readers learn how many it has. Writer thread,
     * before another extent of the table begins.
     *
     * @return what this extent teaches about the next one of its table
     */
    public TextModes nextModes() {
        slab.memory().set(SlabLayout.INT, descriptor + SlabLayout.ENDED_OFFSET, rowCount + 1);
        TextModes known = Objects.requireNonNull(modes);
        ExtentColumns all = columns();
        int[] variable = all.layout().variableColumns();
        if (rowCount == 0 || variable.length == 0) {
            return known;
        }
        ColumnHistory[] histories = new ColumnHistory[known.schema().size()];
        for (int c = 0; c < histories.length; c++) {
            histories[c] = known.column(c);
        }
        for (int c : variable) {
            Use use = all.use(c, rowCount);
            histories[c] = histories[c].after(use);
        }
        return known.with(histories);
    }

    /**
     * Returns the first {@code rows} rows of the life at hand as a run, see {@link
     * TailExtentView#run}.
     */
    public RowRun run(int rows, Supplier<RowRun> sealed) {
        return currentView().run(rows, sealed);
    }

    /**
     * Returns the first {@code rows} rows as one chunk, without copying. The extent must not be
     * released meanwhile.
     */
    public StoredColumns sealedView(int rows) {
        return currentView().stored(rows);
    }

    /**
     * Ends the life at hand: readers notice by the incarnation, then the bytes are zeroed. Keeper
     * thread.
     */
    void recycle() {
        long incarnation = incarnation();
        if (!SlabLayout.isLive(incarnation)) {
            throw new IllegalStateException(
                    slab.name(index) + ": expected an extent with rows, found a free one");
        }
        SlabLayout.setOpaque(
                slab.memory(), descriptor + SlabLayout.INCARNATION_OFFSET, incarnation + 1);
        // The odd incarnation must be seen before any of the zeroes below.
        VarHandle.fullFence();
        columns().wipe();
        modes = null;
        rowCount = 0;
    }

    Slab slab() {
        return slab;
    }
}
