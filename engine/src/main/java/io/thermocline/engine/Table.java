package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.schema.SchemaEvolution;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;

/**
 * A table of an open store. Any thread may use it; it is a name and a number, and costs nothing to
 * keep.
 *
 * <p>Columns may be added, renamed and dropped while rows are appended and read. Each change is a
 * new version of the schema; rows keep the version that they were written with, and queries match
 * columns by their number.
 */
public final class Table {
    private final Store store;
    private final int ordinal;

    Table(Store store, int ordinal) {
        this.store = store;
        this.ordinal = ordinal;
    }

    private TableEntry entry() {
        TableEntry entry = store.core().state().table(ordinal);
        if (entry == null) {
            throw new StoreException(
                    "table " + ordinal + " of " + store.directory() + " was dropped", null);
        }
        return entry;
    }

    int ordinal() {
        return ordinal;
    }

    /** Returns the name. */
    public String name() {
        return entry().name();
    }

    /** Returns the schema as it is now. */
    public Schema schema() {
        return entry().schema();
    }

    /** Returns what the table promises. */
    public TableOptions options() {
        return Tables.options(entry().policy());
    }

    /**
     * Returns the rows ever appended and visible: the position of the next row, retired ones
     * included.
     */
    public long rowCount() {
        return store.core().visibleRows(ordinal);
    }

    /** Opens an appender that waits when the writer is behind. One thread each. */
    public Appender appender() {
        return appender(AppenderOptions.BLOCK);
    }

    /** Opens an appender. One thread each. */
    public Appender appender(AppenderOptions options) {
        LiveCore core = store.live("append");
        TableEntry entry = entry();
        return new Appender(core.pipeline(), entry.name(), ordinal, entry.schema(), options);
    }

    /**
     * Adds a column at the end; rows so far are null in it.
     *
     * @param column a nullable column; its id is chosen here
     * @return this table
     * @throws IllegalArgumentException if the name is taken or the column is not nullable
     */
    public Table addColumn(Column column) {
        store.changeSchema(
                ordinal,
                entry ->
                        SchemaEvolution.addColumn(
                                entry.schema(),
                                column.withId(entry.nextColumnId()),
                                entry.nextColumnId()));
        return this;
    }

    /**
     * Renames a column.
     *
     * @return this table
     * @throws IllegalArgumentException if there is no such column, or the new name is taken
     */
    public Table renameColumn(String name, String newName) {
        store.changeSchema(
                ordinal, entry -> SchemaEvolution.renameColumn(entry.schema(), name, newName));
        return this;
    }

    /**
     * Drops a column; its values stay in the files but can no longer be read.
     *
     * @return this table
     * @throws IllegalArgumentException if there is no such column, it is the last one, or it is the
     *     time column
     */
    public Table dropColumn(String name) {
        store.changeSchema(ordinal, entry -> SchemaEvolution.dropColumn(entry.schema(), name));
        return this;
    }

    /** Seals the rows so far into a segment file; they survive a power cut when this returns. */
    public void seal() {
        store.live("seal").pipeline().seal(ordinal);
    }

    @Override
    public String toString() {
        return name();
    }
}
