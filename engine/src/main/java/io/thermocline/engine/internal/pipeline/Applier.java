package io.thermocline.engine.internal.pipeline;

import io.thermocline.engine.internal.segment.VisibleRows;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.BatchLayout;
import io.thermocline.formats.journal.ControlRecord;
import io.thermocline.formats.journal.RecordLayout;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The state machine: the only code that changes tables.
 *
 * <p>Its input is a range of records with their position and time; the result does not depend on
 * how a log is cut into ranges. It reads no clock, no random source and no configuration. Rows of a
 * range are grouped by table and appended column by column, since one row at a time costs 2.7 times
 * as much, and ungrouped tables far more.
 *
 * <p>Thread rules: the writer thread only, but {@link #tail}.
 */
final class Applier {
    /** Most records in one range: keeps the slots of a range in the second-level cache. */
    static final int RANGE_MAX = 1024;

    private static final int NO_RECORD = -1;

    private final VisibleRows visible;
    private final TableTail.ExtentSource source;
    private final ControlListener listener;

    /** By ordinal; null = no such table. Writer thread writes, any thread reads. */
    private volatile @Nullable TableTail[] tables = {};

    /** Per record of the range: the next record of the same table. */
    private final int[] chain = new int[RANGE_MAX];

    /** Offsets of one table's bodies, gathered from its chain. */
    private final long[] bodies = new long[RANGE_MAX];

    /** By ordinal: first and last record of the table's chain in this range. */
    private int[] chainHead = {};

    private int[] chainTail = {};

    /** Ordinals that have a chain or new rows in this range. */
    private final int[] touched = new int[RANGE_MAX];

    private int touchedCount;

    /** By ordinal: whether it stands in {@link #touched}. */
    private boolean[] isTouched = {};

    /** Records for tables that were dropped before. */
    private long orphans;

    /** Told of each control record as it is applied. */
    interface ControlListener {
        /** A control record took effect at this position. Writer thread. */
        void applied(ControlRecord record, long sequence, long timestamp);
    }

    Applier(VisibleRows visible, TableTail.ExtentSource source, ControlListener listener) {
        this.visible = visible;
        this.source = source;
        this.listener = listener;
    }

    /** Returns the tail of a table, or null. Any thread. */
    @Nullable TableTail tail(int ordinal) {
        @Nullable TableTail[] all = tables;
        return ordinal < all.length ? all[ordinal] : null;
    }

    /** Returns a bound of the ordinals known: each is less. Any thread. */
    int tableCount() {
        return tables.length;
    }

    /** Adds a table that the catalogue holds already. Before the first record. */
    void restore(int ordinal, Schema schema, Map<Integer, Schema> history, long rows) {
        put(ordinal, new TableTail(ordinal, new SchemaHistory(schema, history), rows, source));
        touch(ordinal);
        publish(-1, 0);
    }

    /** Ends every active extent. When the writer has stopped, by the thread that stops it. */
    void rollAll() {
        for (TableTail table : tables) {
            if (table != null) {
                table.roll();
            }
        }
    }

    /** Returns how many records came for tables that were dropped before. */
    long orphans() {
        return orphans;
    }

    /**
     * Applies records in order and makes their rows visible together.
     *
     * @param sequence position of the first record
     * @param timestamp append time of all of them, ns since the epoch, never less than before
     * @param memory holds the records and the bodies that they lease
     * @param records offsets of records, see {@link RecordLayout}
     * @param count 1 to {@link #RANGE_MAX}
     */
    void apply(long sequence, long timestamp, MemorySegment memory, long[] records, int count) {
        for (int i = 0; i < count; i++) {
            long record = records[i];
            int kind = memory.get(ColumnVector.INT, record + RecordLayout.KIND_OFFSET);
            switch (kind & ~RecordLayout.LEASED) {
                case RecordLayout.ROW -> row(memory, records, i, timestamp);
                case RecordLayout.BATCH -> {
                    flush(memory, records, timestamp);
                    batch(memory, record, timestamp);
                }
                case RecordLayout.CONTROL -> {
                    flush(memory, records, timestamp);
                    publish(sequence + i, timestamp);
                    control(ControlRecord.decode(body(memory, record)), sequence + i, timestamp);
                }
                default ->
                        throw new IllegalStateException(
                                "record kind " + kind + " at " + (sequence + i));
            }
        }
        flush(memory, records, timestamp);
        publish(sequence + count - 1, timestamp);
    }

    private void row(MemorySegment memory, long[] records, int i, long timestamp) {
        long record = records[i];
        int ordinal = memory.get(ColumnVector.INT, record + RecordLayout.TABLE_OFFSET);
        TableTail table = tail(ordinal);
        if (table == null) {
            orphans++;
            return;
        }
        int version = memory.get(ColumnVector.INT, record + RecordLayout.SCHEMA_VERSION_OFFSET);
        if (version != table.schema().version()) {
            flush(memory, records, timestamp);
            touch(ordinal);
            List<ColumnVector> converted =
                    table.history().convertRow(version, memory, bodyOffset(memory, record));
            table.append(converted, 1, timestamp);
            return;
        }
        chain[i] = NO_RECORD;
        if (touch(ordinal) || chainHead[ordinal] == NO_RECORD) {
            chainHead[ordinal] = i;
        } else {
            chain[chainTail[ordinal]] = i;
        }
        chainTail[ordinal] = i;
    }

    private void batch(MemorySegment memory, long record, long timestamp) {
        int ordinal = memory.get(ColumnVector.INT, record + RecordLayout.TABLE_OFFSET);
        TableTail table = tail(ordinal);
        if (table == null) {
            orphans++;
            return;
        }
        touch(ordinal);
        int version = memory.get(ColumnVector.INT, record + RecordLayout.SCHEMA_VERSION_OFFSET);
        Schema written = table.history().schema(version);
        MemorySegment body = body(memory, record);
        List<ColumnVector> columns = BatchLayout.read(body, written);
        if (version != table.schema().version()) {
            columns = table.history().convertBatch(written, columns);
        }
        table.append(columns, BatchLayout.rowCount(body, 0), timestamp);
    }

    /** Appends the rows that were chained so far, table by table. */
    private void flush(MemorySegment memory, long[] records, long timestamp) {
        for (int t = 0; t < touchedCount; t++) {
            int ordinal = touched[t];
            int count = 0;
            for (int i = chainHead[ordinal]; i != NO_RECORD; i = chain[i]) {
                bodies[count++] = bodyOffset(memory, records[i]);
            }
            chainHead[ordinal] = NO_RECORD;
            TableTail table = tail(ordinal);
            if (count > 0 && table != null) {
                table.append(memory, bodies, count, timestamp);
            }
        }
    }

    /** Makes everything appended so far visible in one step. */
    private void publish(long sequence, long timestamp) {
        visible.begin();
        for (int t = 0; t < touchedCount; t++) {
            int ordinal = touched[t];
            isTouched[ordinal] = false;
            TableTail table = tail(ordinal);
            if (table != null) {
                visible.set(ordinal, table.rows());
            }
        }
        touchedCount = 0;
        visible.end(sequence, timestamp);
    }

    /**
     * Applies a control record that came past the ring, after all records up to {@code sequence}.
     *
     * @param timestamp like that of {@link #apply}
     */
    void apply(ControlRecord decision, long sequence, long timestamp) {
        control(decision, sequence, timestamp);
        publish(sequence, timestamp);
    }

    private void control(ControlRecord decision, long sequence, long timestamp) {
        switch (decision) {
            case ControlRecord.CreateTable create -> {
                SchemaHistory history = new SchemaHistory(Schema.parse(create.schema()), Map.of());
                int ordinal = (int) create.number();
                put(ordinal, new TableTail(ordinal, history, 0, source));
                touch(ordinal);
            }
            case ControlRecord.ChangeSchema change ->
                    required(change).changeSchema(Schema.parse(change.schema()));
            case ControlRecord.DropTable drop -> {
                required(drop).roll();
                put((int) drop.number(), null);
            }
            case ControlRecord.SealTable seal -> {
                TableTail table = tail((int) seal.number());
                if (table != null) {
                    table.roll();
                }
            }
            case ControlRecord.PublishFile _ -> {
                // The file itself was written and forced before; its place among the rows is all
                // that is decided here.
            }
        }
        listener.applied(decision, sequence, timestamp);
    }

    private TableTail required(ControlRecord decision) {
        TableTail table = tail((int) decision.number());
        if (table == null) {
            throw new IllegalStateException("no table " + decision.number() + " for " + decision);
        }
        return table;
    }

    /** Notes that a table changes in this range; returns whether that is news. */
    private boolean touch(int ordinal) {
        if (isTouched[ordinal]) {
            return false;
        }
        isTouched[ordinal] = true;
        chainHead[ordinal] = NO_RECORD;
        touched[touchedCount++] = ordinal;
        return true;
    }

    private void put(int ordinal, @Nullable TableTail table) {
        if (ordinal >= tables.length) {
            int size = Math.max(2 * tables.length, ordinal + 1);
            chainHead = Arrays.copyOf(chainHead, size);
            chainTail = Arrays.copyOf(chainTail, size);
            isTouched = Arrays.copyOf(isTouched, size);
            tables = Arrays.copyOf(tables, size);
        }
        // Other threads may see the element late but never half: what they use of a tail is final.
        tables[ordinal] = table;
    }

    private static long bodyOffset(MemorySegment memory, long record) {
        int kind = memory.get(ColumnVector.INT, record + RecordLayout.KIND_OFFSET);
        return (kind & RecordLayout.LEASED) == 0
                ? record + RecordLayout.BODY_OFFSET
                : memory.get(ColumnVector.LONG, record + RecordLayout.LEASE_OFFSET);
    }

    private static MemorySegment body(MemorySegment memory, long record) {
        int kind = memory.get(ColumnVector.INT, record + RecordLayout.KIND_OFFSET);
        long bytes =
                (kind & RecordLayout.LEASED) == 0
                        ? memory.get(ColumnVector.INT, record + RecordLayout.BODY_BYTES_OFFSET)
                        : memory.get(ColumnVector.LONG, record + RecordLayout.LEASE_BYTES_OFFSET);
        return memory.asSlice(bodyOffset(memory, record), bytes);
    }
}
