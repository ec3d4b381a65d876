package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.journal.FileEntry;
import io.thermocline.formats.journal.SegmentEntry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Deletes files that left the catalogue: when no pin of this process is older than their removal,
 * and after a grace period for readers in other processes, who look the catalogue up again when a
 * file is gone.
 *
 * <p>It deletes only files whose names the engine makes. Thread rules: any thread; one at a time
 * deletes.
 */
public final class FileReaper {
    /** Time that readers of other processes have between a look at the catalogue and an open. */
    public static final long GRACE_NANOS = 10_000_000_000L;

    private static final Pattern OURS = Pattern.compile("[0-9]{1,19}\\.(seg|segz|h5|qms)");
    private static final Pattern ORDINAL = Pattern.compile("[0-9]{1,10}");

    private static final List<StoreDirectory> TABLE_DIRECTORIES =
            List.of(
                    StoreDirectory.HOT,
                    StoreDirectory.WARM,
                    StoreDirectory.COLD,
                    StoreDirectory.INDEX);

    private static final List<StoreDirectory> STATE_DIRECTORIES =
            List.of(
                    StoreDirectory.STATES_HOT,
                    StoreDirectory.STATES_WARM,
                    StoreDirectory.STATES_COLD);

    private final Storage storage;
    private final StoreLayout layout;
    private final EngineClock clock;
    private final DirectoryManifest manifests;

    /** Pins by the commits of their state. Guarded by itself. */
    private final TreeMap<Long, Integer> pins = new TreeMap<>();

    /** What is to be deleted, in the order of removal. Guarded by itself. */
    private final Deque<Removed> queue = new ArrayDeque<>();

    /**
     * Something that left the catalogue.
     *
     * @param file a file, or null for a whole table
     * @param table the table, if there is no file
     * @param commits commits of the first state without it
     * @param nanos when it left
     */
    private record Removed(@Nullable Path file, int table, long commits, long nanos) {}

    FileReaper(
            Storage storage, StoreLayout layout, EngineClock clock, DirectoryManifest manifests) {
        this.storage = storage;
        this.layout = layout;
        this.clock = clock;
        this.manifests = manifests;
    }

    /** Counts a pin; the state must be the newest one, read while holding the same lock. */
    CatalogPin pin(CatalogSource source) {
        synchronized (pins) {
            CatalogState state = source.state();
            pins.merge(state.commits(), 1, Integer::sum);
            return new CatalogPin(state, this::unpin);
        }
    }

    private void unpin(CatalogState state) {
        synchronized (pins) {
            pins.computeIfPresent(
                    state.commits(), (commits, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Returns the commits of the oldest pinned state; a very large number if there is no pin. */
    private long oldestPin() {
        synchronized (pins) {
            return pins.isEmpty() ? Long.MAX_VALUE : pins.firstKey();
        }
    }

    /** Notes what a commit removed. */
    void removed(CatalogDraft draft, long commits) {
        long now = clock.nanos();
        synchronized (queue) {
            for (String path : draft.removedPaths()) {
                queue.add(new Removed(layout.resolve(path), 0, commits, now));
            }
            for (int table : draft.droppedTables()) {
                queue.add(new Removed(null, table, commits, now));
            }
        }
    }

    /** Returns how many files and tables wait to be deleted. */
    public int pending() {
        synchronized (queue) {
            return queue.size();
        }
    }

    /**
     * Deletes what nobody needs any more.
     *
     * @return how many files and tables were deleted
     */
    public int reap() {
        return delete(deletable(clock.nanos() - GRACE_NANOS));
    }

    /** Deletes everything that waits, pinned or not: when the store closes. */
    int reapAll() {
        List<Removed> all;
        synchronized (queue) {
            all = new ArrayList<>(queue);
            queue.clear();
        }
        return delete(all);
    }

    private List<Removed> deletable(long before) {
        List<Removed> due = new ArrayList<>();
        synchronized (queue) {
            // The pins are looked at while the removal is already in the newest state: no pin that
            // is taken from now on can be older.
            for (Removed next = queue.peek();
                    next != null && next.nanos() <= before && next.commits() <= oldestPin();
                    next = queue.peek()) {
                due.add(queue.remove());
            }
        }
        return due;
    }

    private int delete(List<Removed> due) {
        due.forEach(this::delete);
        return due.size();
    }

    private void delete(Removed removed) {
        try {
            if (removed.file() != null) {
                storage.delete(removed.file());
            } else {
                deleteTable(layout.directory(StoreDirectory.TABLE, removed.table()));
                manifests.forget(removed.table());
            }
        } catch (IOException e) {
            // A file that cannot be deleted costs space, nothing else; a sweep tries again.
        }
    }

    /** Deletes unfinished files among those that every opening and closing writes. */
    void sweepUnfinished() throws IOException {
        sweep(layout.root(), Set.of());
        sweep(layout.directory(StoreDirectory.SHARDS), Set.of());
        sweep(layout.directory(StoreDirectory.SHARD), Set.of());
    }

    /**
     * Deletes what a crash left behind: files that the catalogue does not know, unfinished files,
     * directories of dropped tables. Before anything new is written.
     *
     * @return how many files were deleted
     */
    int sweep(CatalogState state) throws IOException {
        int deleted = 0;
        for (Path directory : storage.list(layout.directory(StoreDirectory.TABLES))) {
            TableEntry table = tableOf(directory, state);
            if (table != null) {
                deleted += sweepTable(directory, table);
            } else if (ORDINAL.matcher(directory.getFileName().toString()).matches()) {
                deleted += deleteTable(directory);
            }
        }
        Set<Path> known = new HashSet<>();
        for (FileEntry file : state.files()) {
            known.add(layout.resolve(file.path()));
        }
        deleted += sweep(layout.directory(StoreDirectory.STATES), Set.of());
        for (StoreDirectory directory : STATE_DIRECTORIES) {
            deleted += sweep(layout.directory(directory), known);
        }
        return deleted;
    }

    private static @Nullable TableEntry tableOf(Path directory, CatalogState state) {
        String name = directory.getFileName().toString();
        if (!ORDINAL.matcher(name).matches()) {
            return null;
        }
        long ordinal = Long.parseLong(name);
        return ordinal > Integer.MAX_VALUE ? null : state.table((int) ordinal);
    }

    private int sweepTable(Path directory, TableEntry table) throws IOException {
        Set<Path> known = new HashSet<>();
        for (SegmentEntry segment : table.segments()) {
            known.add(layout.resolve(segment.path()));
        }
        int deleted = sweep(directory, Set.of());
        for (StoreDirectory each : TABLE_DIRECTORIES) {
            deleted += sweep(layout.directory(each, table.ordinal()), known);
        }
        return deleted;
    }

    private int sweep(Path directory, Set<Path> known) throws IOException {
        int deleted = 0;
        for (Path file : storage.list(directory)) {
            boolean orphan =
                    OURS.matcher(file.getFileName().toString()).matches() && !known.contains(file);
            if ((orphan || AtomicFile.isTemporary(file)) && storage.delete(file)) {
                deleted++;
            }
        }
        return deleted;
    }

    /** Deletes a table's directory; a directory with files of others stays. */
    private int deleteTable(Path directory) throws IOException {
        int deleted = 0;
        for (StoreDirectory each : TABLE_DIRECTORIES) {
            String name = each.path().substring(each.path().lastIndexOf('/') + 1);
            deleted += deleteDirectory(directory.resolve(name));
        }
        return deleted + deleteDirectory(directory);
    }

    private int deleteDirectory(Path directory) throws IOException {
        int deleted = sweep(directory, Set.of());
        storage.delete(directory.resolve(DirectoryManifest.NAME));
        if (storage.exists(directory) && storage.list(directory).isEmpty()) {
            storage.delete(directory);
        }
        return deleted;
    }
}
