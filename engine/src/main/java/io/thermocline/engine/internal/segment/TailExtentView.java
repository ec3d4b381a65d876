package io.thermocline.engine.internal.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;

/**
 * One life of an extent as readers see it, in the writer's process or in another.
 *
 * <p>The extent goes back to the pool when its rows are sealed, whoever is reading: whatever was
 * read counts only if {@link #isCurrent} holds afterwards. Thread rules: any thread.
 */
public final class TailExtentView {
    private final Slab slab;
    private final int index;
    private final MemorySegment memory;
    private final long descriptor;
    private final ExtentFacts facts;
    private final Schema schema;

    /**
     * Where the columns lie. The writer sets it at begin and may set it anew until the first row is
     * visible; in another process the first reader of a visible row parses it.
     */
    private volatile @Nullable ExtentLayout layout;

    TailExtentView(Slab slab, int index, ExtentFacts facts, Schema schema) {
        this.slab = slab;
        this.index = index;
        this.memory = slab.extent(index).asReadOnly();
        this.descriptor = SlabLayout.descriptor(index);
        this.facts = facts;
        this.schema = schema;
    }

    /** Returns the table that the rows belong to. */
    public int tableOrdinal() {
        return facts.tableOrdinal();
    }

    /** Returns the schema of the rows. */
    public Schema schema() {
        return schema;
    }

    /** Returns the position in the table of the first row. */
    public long baseRow() {
        return facts.baseRow();
    }

    /** Returns the number of the segment that the extent will become. */
    public long segmentId() {
        return facts.segmentId();
    }

    /** Returns the incarnation of this life. */
    public long incarnation() {
        return facts.incarnation();
    }

    /** Returns the size class of the extent. */
    public int sizeClass() {
        return slab.sizeClass();
    }

    /** Returns the bytes of the extent. */
    long extentBytes() {
        return memory.byteSize();
    }

    /** Returns when the first rows were appended, ns since 1970; MIN_VALUE before the first. */
    public long firstAppendNanos() {
        return SlabLayout.getOpaque(slab.memory(), descriptor + SlabLayout.FIRST_APPEND_OFFSET);
    }

    /** Returns when the last rows were appended, ns since 1970; MIN_VALUE before the first. */
    public long lastAppendNanos() {
        return SlabLayout.getOpaque(slab.memory(), descriptor + SlabLayout.LAST_APPEND_OFFSET);
    }

    /**
     * Returns how many rows of this extent are among the first {@code tableRows} of its table.
     *
     * @param tableRows visible rows of the table, read before the extents were listed
     * @return 0 or more; −1 if the extent was given back, and the catalogue has its rows
     */
    public int visibleRows(long tableRows) {
        int ended;
        try {
            ended = slab.memory().get(SlabLayout.INT, descriptor + SlabLayout.ENDED_OFFSET);
        } catch (IllegalStateException e) {
            unmapped(e);
            return -1;
        }
        if (!isCurrent()) {
            return -1;
        }
        long rows = Math.max(0, tableRows - facts.baseRow());
        // Without an end, all later rows that were visible are here.
        return (int) Math.min(Integer.MAX_VALUE, ended == 0 ? rows : Math.min(rows, ended - 1L));
    }

    /** Returns slab file and number of the extent, for people. */
    public String location() {
        return slab.name(index);
    }

    /**
     * Returns whether the extent still holds the rows of this life. What was read from it before
     * this call is then good. False also once the slab is unmapped.
     */
    public boolean isCurrent() {
        VarHandle.acquireFence();
        try {
            return SlabLayout.getOpaque(slab.memory(), descriptor + SlabLayout.INCARNATION_OFFSET)
                    == facts.incarnation();
        } catch (IllegalStateException e) {
            return unmapped(e);
        }
    }

    /** Tells a slab that was given back, or a closed pool, from a failure: returns false. */
    private boolean unmapped(IllegalStateException failure) {
        if (slab.memory().scope().isAlive()) {
            throw failure;
        }
        return false;
    }

    /**
     * Returns the first rows as a run of the hot tier.
     *
     * @param rowCount rows that the caller knows to be visible
     * @param sealed gives the run that the rows moved to: same first row, at least as many rows.
     *     Asked at most once, when the extent was given back
     */
    public RowRun run(int rowCount, Supplier<RowRun> sealed) {
        return new TailRun(this, rowCount, sealed);
    }

    /**
     * Returns the first rows as one chunk, without copying. Only where the extent cannot be given
     * back meanwhile: in the keeper, and in recovery.
     *
     * @throws CorruptFileException from a read, if the extent does not hold what a sound writer
     *     leaves behind
     */
    public StoredColumns stored(int rowCount) {
        return new StoredExtent(this, rowCount);
    }

    void setLayout(ExtentLayout newLayout) {
        layout = newLayout;
    }

    /**
     * Returns where the columns lie. Only after a row became visible.
     *
     * @return null if the extent was given back meanwhile
     * @throws CorruptFileException if the column directory does not hold
     */
    @Nullable ExtentLayout layout() {
        ExtentLayout known = layout;
        if (known != null) {
            return known;
        }
        byte[] directory = new byte[ExtentLayout.directoryBytes(schema.size())];
        if (directory.length > memory.byteSize()) {
            throw corrupt("column count", "columns that fit the extent", schema.size());
        }
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, directory, 0, directory.length);
        if (!isCurrent()) {
            return null;
        }
        ExtentLayout parsed =
                ExtentLayout.read(
                        directory,
                        schema,
                        (int) memory.byteSize(),
                        facts.incarnation(),
                        slab.place(index));
        layout = parsed;
        return parsed;
    }

    /** Describes bytes that no sound writer leaves behind. */
    CorruptFileException corrupt(String field, Object expected, Object found) {
        return slab.place(index).corrupt(0, field, expected, found);
    }

    /**
     * Returns rows of a column without copying. Nothing in the buffers is checked; a dictionary
     * claims all codes that it has room for.
     *
     * @param all {@link #layout()}
     */
    ColumnVector vector(ExtentLayout all, int column, int from, int count) {
        ColumnType type = schema.column(column).type();
        int capacity = all.capacity();
        MemorySegment validity =
                all.validityAt(column) == 0
                        ? null
                        : memory.asSlice(all.validityAt(column), ExtentLayout.bitBytes(capacity));
        int at = all.valuesAt(column);
        MemorySegment values =
                switch (all.storage(column)) {
                    case NUMBERS -> memory.asSlice(at, (long) capacity * type.fixedBytes());
                    case BITS -> memory.asSlice(at, ExtentLayout.bitBytes(capacity));
                    case HEAP, TEXTS -> memory.asSlice(at, all.heapBytes(column));
                    case CODES -> memory.asSlice(at, (long) capacity * Integer.BYTES);
                };
        return switch (all.storage(column)) {
            case NUMBERS, BITS ->
                    new ColumnVector(type, from, count, validity, values, null, null, null);
            case HEAP ->
                    new ColumnVector(
                            type,
                            from,
                            count,
                            validity,
                            values,
                            ends(all.offsetsAt(column), capacity),
                            null,
                            null);
            case TEXTS ->
                    new ColumnVector(
                            type,
                            from,
                            count,
                            validity,
                            values,
                            ends(all.offsetsAt(column), capacity),
                            ends(all.childOffsetsAt(column), all.childCapacity(column)),
                            null);
            case CODES ->
                    new ColumnVector(
                            type,
                            from,
                            count,
                            validity,
                            values,
                            null,
                            null,
                            new Dictionary(
                                    all.childCapacity(column),
                                    ends(all.offsetsAt(column), all.childCapacity(column)),
                                    memory.asSlice(
                                            all.dictionaryHeapAt(column), all.heapBytes(column))));
        };
    }

    private MemorySegment ends(int at, int count) {
        return memory.asSlice(at, (count + 1L) * Integer.BYTES);
    }
}
