package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.engine.query.Cursor;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.ControlRecord;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * A directory of tables, open for writing or for reading.
 *
 * <pre>{@code
 * try (Store store = Store.open(Path.of("mystore"))) {
 *     Table strain = store.createTable("strain",
 *             SchemaBuilder.create().timestamp("ts").float64("h").timeColumn("ts").build());
 *     try (Appender rows = strain.appender()) {
 *         rows.setLong(0, nanos).setDouble(1, h).endRow();
 *     }
 *     try (Cursor result = store.query("SELECT max(h) FROM strain")) { … }
 * }
 * }</pre>
 *
 * <p>Thread rules: any thread may call any method. {@link #close} seals what is unsealed and ends
 * the store's threads; appenders and snapshots that are still open fail from then on.
 */
public final class Store implements AutoCloseable {
    private final StoreCore core;
    private final StoreOptions options;
    private final Tiers tiers;

    /** Serialises changes of tables, so that each is checked against the state that it changes. */
    private final Object changes = new Object();

    private Store(StoreCore core, StoreOptions options) {
        this.core = core;
        this.options = options;
        this.tiers = new Tiers(this, options);
    }

    /**
     * Opens a store for writing with the defaults; an empty or missing directory becomes a store.
     */
    public static Store open(Path directory) {
        return open(directory, StoreOptions.DEFAULT);
    }

    /**
     * Opens a store for writing; an empty or missing directory becomes a store.
     *
     * @throws StoreLockedException if another writer has it open; names its process, host and since
     *     when
     * @throws io.thermocline.formats.FormatException if the directory holds something else, a newer
     *     version wrote it, or its catalogue is damaged; nothing was changed
     * @throws StoreException if the directory cannot be read or written
     */
    public static Store open(Path directory, StoreOptions options) {
        return open(directory, options, EngineClock.system());
    }

    /** Opens a store with a clock of the caller's, for tests. */
    static Store open(Path directory, StoreOptions options, EngineClock clock) {
        try {
            Store store =
                    new Store(
                            LiveCore.open(LocalStorage.INSTANCE, clock, directory, options),
                            options);
            store.tiers.start();
            return store;
        } catch (io.thermocline.engine.internal.io.StoreLockedException e) {
            throw new StoreLockedException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StoreException(directory + ": the store cannot be opened: " + e, e);
        }
    }

    /**
     * Opens a store for reading, beside a writer in this process or another or without one. Writes
     * nothing.
     */
    public static Store openReadOnly(Path directory) {
        return openReadOnly(directory, StoreOptions.DEFAULT);
    }

    /**
     * Opens a store for reading. Each snapshot and query sees the writer's newest visible rows.
     *
     * @throws io.thermocline.formats.FormatException if the directory is no store, or a newer
     *     version wrote it
     * @throws StoreException if it cannot be read
     */
    public static Store openReadOnly(Path directory, StoreOptions options) {
        try {
            return new Store(
                    ReadOnlyCore.open(LocalStorage.INSTANCE, EngineClock.system(), directory),
                    options);
        } catch (IOException e) {
            throw new StoreException(directory + ": the store cannot be opened: " + e, e);
        }
    }

    /**
     * Returns whether a directory looks like a store: it has a {@code store.json}. Reads nothing
     * else.
     */
    public static boolean isStore(Path directory) {
        try {
            return Files.isRegularFile(StoreLayout.at(directory).storeFile());
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the directory. */
    public Path directory() {
        return core.layout().root();
    }

    /** Returns whether the store is open for reading only. */
    public boolean isReadOnly() {
        return !(core instanceof LiveCore);
    }

    StoreCore core() {
        core.requireOpen();
        return core;
    }

    /** Returns the core of a store open for writing, or refuses what the caller wants to do. */
    LiveCore live(String wish) {
        if (core() instanceof LiveCore live) {
            return live;
        }
        throw new StoreException(
                directory()
                        + ": cannot "
                        + wish
                        + ": the store is open for reading only (use Store.open)",
                null);
    }

    /** Creates a table with the default options. */
    public Table createTable(String name, Schema schema) {
        return createTable(name, schema, TableOptions.DEFAULT);
    }

    /**
     * Creates a table. It survives a power cut when this returns.
     *
     * @param name 1 to 255 bytes of UTF-8, never part of a path
     * @param schema columns; the version is set to 1
     * @throws StoreException if a table has the name
     */
    public Table createTable(String name, Schema schema, TableOptions tableOptions) {
        Column.requireName("table", name);
        LiveCore live = live("create a table");
        synchronized (changes) {
            if (live.state().table(name) != null) {
                throw new StoreException(
                        "expected a new table name, found '" + name + "' in use", null);
            }
            Schema first = new Schema(1, schema.columns(), schema.timeColumn());
            if (tableOptions.ageByTimeColumn() && schema.timeColumn() == null) {
                throw new IllegalArgumentException(
                        "table '"
                                + name
                                + "': expected a time column to count the age from, found none");
            }
            int ordinal = live.state().nextTable();
            live.catalog()
                    .commit(
                            new CatalogRecord.TableCreated(
                                    ordinal,
                                    name,
                                    first,
                                    Tables.policy(tableOptions),
                                    core.nanos()));
            live.pipeline().control(new ControlRecord.CreateTable(ordinal, first.toJson()));
            return new Table(this, ordinal);
        }
    }

    /**
     * Returns a table.
     *
     * @throws StoreException if there is none of this name; lists those there are
     */
    public Table table(String name) {
        return findTable(name).orElseThrow(() -> Tables.missing(name, tableNames()));
    }

    /** Returns a table, if there is one of this name. */
    public Optional<Table> findTable(String name) {
        TableEntry entry = core().state().table(name);
        return Optional.ofNullable(entry).map(e -> new Table(this, e.ordinal()));
    }

    /** Returns the names of all tables, sorted. */
    public List<String> tableNames() {
        return core().state().tableNames();
    }

    /**
     * Drops a table and all its rows. Snapshots taken before go on seeing it.
     *
     * @throws StoreException if there is none of this name
     */
    public void dropTable(String name) {
        LiveCore live = live("drop a table");
        synchronized (changes) {
            int ordinal = table(name).ordinal();
            live.pipeline().control(new ControlRecord.DropTable(ordinal));
            live.pipeline().awaitSealed();
            live.catalog().commit(new CatalogRecord.TableDropped(ordinal));
        }
    }

    void changeSchema(int ordinal, Function<TableEntry, Schema> change) {
        LiveCore live = live("change a table");
        synchronized (changes) {
            TableEntry entry = live.state().table(ordinal);
            if (entry == null) {
                throw new StoreException("table " + ordinal + " was dropped", null);
            }
            Schema next = change.apply(entry);
            int nextColumnId =
                    Math.max(
                            entry.nextColumnId(),
                            1 + next.columns().stream().mapToInt(Column::id).max().orElse(0));
            live.catalog().commit(new CatalogRecord.SchemaChanged(ordinal, next, nextColumnId));
            live.pipeline().control(new ControlRecord.ChangeSchema(ordinal, next.toJson()));
        }
    }

    /** Takes a snapshot of all tables. Close it. */
    public Snapshot snapshot() {
        return new Snapshot(core(), options);
    }

    /**
     * Runs a query on the newest visible rows.
     *
     * @param cql one statement, see engine/docs/cql.md
     * @param parameters values for {@code ?}, in order
     * @return the result; close it
     * @throws io.thermocline.engine.query.QueryException if the statement is wrong; says where and
     *     what was expected
     */
    public Cursor query(String cql, @Nullable Object... parameters) {
        try (Snapshot snapshot = snapshot()) {
            return snapshot.query(cql, parameters);
        }
    }

    /** Returns what moves rows between tiers. */
    public Tiers tiers() {
        core();
        return tiers;
    }

    /**
     * Makes room for a file of the store, to be filled in place and published.
     *
     * @param kind what it is
     * @param id the user's name for it, 1 to 255 bytes of UTF-8, not in use for this kind
     * @param bytes its length
     * @return the room; publish or close it
     * @throws StoreException if the name is in use or the disk has no room
     */
    public StagedFile stage(FileKind kind, String id, long bytes) {
        return StagedFile.create(live("stage a file"), changes, kind, id, bytes);
    }

    /** Returns a published file, if there is one of this kind and name. */
    public Optional<StoredFile> file(FileKind kind, String id) {
        return Optional.ofNullable(core().state().file(StagedFile.kindName(kind), id))
                .map(entry -> StagedFile.stored(core.layout(), entry));
    }

    /** Returns the published files of a kind, in the order of publication. */
    public List<StoredFile> files(FileKind kind) {
        return core().state().files().stream()
                .filter(entry -> entry.kind().equals(StagedFile.kindName(kind)))
                .map(entry -> StagedFile.stored(core.layout(), entry))
                .toList();
    }

    /** Removes a published file from the store; it is deleted when no snapshot needs it. */
    public void removeFile(StoredFile file) {
        LiveCore live = live("remove a file");
        synchronized (changes) {
            var entry = live.state().file(StagedFile.kindName(file.kind()), file.id());
            if (entry == null) {
                throw new StoreException(
                        "expected a published file, found none named '" + file.id() + "'", null);
            }
            live.catalog().commit(new CatalogRecord.FileRemoved(entry.file()));
        }
    }

    /** Returns the time of the store's clock, UTC. */
    public Instant now() {
        long nanos = core().nanos();
        return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
    }

    /** Returns what the store is, how it runs, and what would make it faster. */
    public StoreInfo info() {
        return StoreInfo.of(core());
    }

    /**
     * Checks every checksum and every reference of every sealed file, and that no rows are missing
     * between them.
     *
     * @param progress told bytes as they pass
     */
    public VerifyReport verify(LongConsumer progress) {
        return StoreVerifier.verify(core(), progress);
    }

    /** Returns why the store's writer failed, or null if it did not. */
    public @Nullable Throwable failure() {
        return core instanceof LiveCore live ? live.pipeline().failure() : null;
    }

    /**
     * Closes the store: applies what was handed over, seals it, stops the threads. Everything
     * appended before survives a power cut when this returns. Closing twice is fine.
     *
     * @throws StoreException if the writer had failed; rows that were visible are recovered by the
     *     next opening
     */
    @Override
    public void close() {
        if (core instanceof LiveCore live) {
            if (!live.beginClose()) {
                return;
            }
            tiers.stop();
            live.close();
            Throwable failure = live.pipeline().failure();
            if (failure != null) {
                throw new StoreException(
                        directory()
                                + ": the writer had failed: "
                                + failure
                                + " (open the store again to recover)",
                        failure);
            }
        } else {
            core.close();
        }
    }
}
