package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.segment.TableSource;
import io.thermocline.engine.query.Cursor;
import io.thermocline.engine.query.QueryOptions;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All tables of a store at one moment: rows appended later are not seen, rows moved to other tiers
 * meanwhile are.
 *
 * <p>Cheap to take, and holds up nobody; but files that its rows lie in stay on the disk until it
 * is closed. Any thread may query it, also several at once. Cursors keep what they need: closing
 * the snapshot does not end them.
 */
public final class Snapshot implements AutoCloseable {
    private final StoreCore core;
    private final StoreOptions options;
    private final StoreCore.Capture capture;
    private final SnapshotTables tables;

    /** This object and its open cursors; the last one lets go of the files. */
    private final AtomicInteger users = new AtomicInteger(1);

    private volatile boolean closed;

    Snapshot(StoreCore core, StoreOptions options) {
        this.core = core;
        this.options = options;
        this.capture = core.capture();
        this.tables = new SnapshotTables(capture, core.layout(), core.segments());
    }

    /**
     * Returns the position of the last record that the snapshot sees; its sequence is −1 if it saw
     * none of this epoch.
     */
    public Position position() {
        return new Position(0, capture.epoch(), capture.sequence());
    }

    /** Returns the names of the tables, sorted. */
    public List<String> tableNames() {
        return tables.tableNames();
    }

    /**
     * Returns the schema of a table.
     *
     * @throws StoreException if there is no such table
     */
    public Schema schema(String table) {
        return entry(table).schema();
    }

    /**
     * Returns the number of rows of a table.
     *
     * @throws StoreException if there is no such table
     */
    public long rowCount(String table) {
        return tables.rowCount(entry(table));
    }

    private TableEntry entry(String table) {
        TableEntry entry = capture.pin().state().table(table);
        if (entry == null) {
            throw Tables.missing(table, tableNames());
        }
        return entry;
    }

    /**
     * Runs a query.
     *
     * @param cql one statement, see engine/docs/cql.md
     * @param parameters values for {@code ?}, in order
     * @return the result; close it
     * @throws io.thermocline.engine.query.QueryException if the statement is wrong; says where and
     *     what was expected
     */
    public Cursor query(String cql, @Nullable Object... parameters) {
        return query(cql, Queries.options(options).withParameters(parameters));
    }

    /** Runs a query with options of its own, such as a memory limit or a timeout. */
    public Cursor query(String cql, QueryOptions queryOptions) {
        retain();
        try {
            return Queries.execute(source(), cql, queryOptions, this::release);
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    private TableSource source() {
        return tables;
    }

    private void retain() {
        if (closed) {
            throw new StoreClosedException(
                    "snapshot of " + core.layout().root() + " is closed; take another", null);
        }
        users.incrementAndGet();
    }

    private void release() {
        if (users.decrementAndGet() == 0) {
            capture.pin().close();
        }
    }

    /** Lets go of the snapshot. Closing twice is fine. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }
}
