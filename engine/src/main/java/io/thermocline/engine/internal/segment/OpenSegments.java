package io.thermocline.engine.internal.segment;

import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens published files when they are read, and keeps a number of idle ones open.
 *
 * <p>A file in use is never closed; one that nobody uses is closed when too many are idle, the
 * longest idle first. Opening and closing happen outside the lock, since either may wait for a
 * disk. Thread rules: any thread.
 */
public final class OpenSegments implements AutoCloseable {
    /** Most files open at once: an eighth of the mappings that Linux allows a process. */
    public static final int OPEN_MAX = 8192;

    /** Idle files kept open. */
    public static final int IDLE_MAX = 256;

    private final Opener opener;
    private final int openMax;
    private final int idleMax;

    /** Files to be found by the next reader. Guarded by this. */
    private final Map<Path, OpenFile> files = new HashMap<>();

    /** Those of {@link #files} that nobody uses, the longest idle first. Guarded by this. */
    private final Map<Path, OpenFile> idle = new LinkedHashMap<>();

    /** Files open, evicted ones that are still in use included. Guarded by this. */
    private int openCount;

    /** Guarded by this. */
    private boolean isClosed;

    /** Opens one file. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens a published file. Any thread.
         *
         * @throws io.thermocline.formats.FormatException if the file is damaged or not supported
         * @throws java.io.UncheckedIOException if it cannot be read
         */
        StoredColumns open(Tier tier, Path file);
    }

    /** Creates an empty set with the limits above. */
    public OpenSegments(Opener opener) {
        this(opener, OPEN_MAX, IDLE_MAX);
    }

    /**
     * Creates an empty set.
     *
     * @param opener opens files of every tier
     * @param openMax most files open at once
     * @param idleMax most files open that nobody uses
     */
    public OpenSegments(Opener opener, int openMax, int idleMax) {
        this.opener = opener;
        this.openMax = openMax;
        this.idleMax = idleMax;
    }

    /**
     * Returns rows of a file as a run. The file is opened by the first reader of the run, which may
     * fail as {@link Opener#open} does.
     *
     * @param file a published file
     * @param baseRow position of the run's first row, not before the file's
     * @param rowCount rows in the run, not beyond the file's
     * @param schema schema of the rows; columns are matched by id
     */
    public RowRun run(Tier tier, Path file, long baseRow, int rowCount, Schema schema) {
        return new StoredRun(this, tier, file, baseRow, rowCount, schema);
    }

    /** A file that stays open until this is closed. */
    public static final class Lease implements AutoCloseable {
        private final OpenSegments owner;
        private final OpenFile file;
        private final StoredColumns columns;

        /** Closed once. Guarded by this. */
        private boolean isClosed;

        private Lease(OpenSegments owner, OpenFile file, StoredColumns columns) {
            this.owner = owner;
            this.file = file;
            this.columns = columns;
        }

        /** Returns the rows of the file; they must not be closed. */
        public StoredColumns columns() {
            return columns;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (isClosed) {
                    return;
                }
                isClosed = true;
            }
            owner.release(file);
        }
    }

    /** One file, and how many leases it has. */
    private static final class OpenFile {
        private final Path path;

        /** Leases. Guarded by the owner. */
        private int uses;

        /** Whether readers to come must not find it. Guarded by the owner. */
        private boolean isEvicted;

        /** Null until opened. Guarded by this. */
        private @Nullable StoredColumns columns;

        OpenFile(Path path) {
            this.path = path;
        }

        synchronized StoredColumns open(Opener opener, Tier tier) {
            StoredColumns open = columns;
            if (open == null) {
                open = opener.open(tier, path);
                columns = open;
            }
            return open;
        }

        synchronized void close() {
            if (columns != null) {
                columns.close();
                columns = null;
            }
        }
    }

    /**
     * Opens a file or joins those who have it open.
     *
     * @throws IllegalStateException if too many files are in use
     */
    public Lease acquire(Tier tier, Path path) {
        List<OpenFile> surplus = new ArrayList<>(0);
        OpenFile file;
        synchronized (this) {
            if (isClosed) {
                throw new IllegalStateException(path + ": expected an open store, found it closed");
            }
            OpenFile known = files.get(path);
            file = known != null ? known : add(path, surplus);
            file.uses++;
            idle.remove(path);
        }
        closeAll(surplus);
        boolean done = false;
        try {
            Lease lease = new Lease(this, file, file.open(opener, tier));
            done = true;
            return lease;
        } finally {
            if (!done) {
                evict(file);
                release(file);
            }
        }
    }

    /** Makes an entry for a file that is not open. Under the lock. */
    private OpenFile add(Path path, List<OpenFile> surplus) {
        if (openCount >= openMax) {
            trim(Math.max(0, idle.size() - 1), surplus);
        }
        if (openCount >= openMax) {
            throw new IllegalStateException(
                    path
                            + ": expected at most "
                            + openMax
                            + " files in use at once, found all in use (close cursors and"
                            + " snapshots that are done)");
        }
        OpenFile file = new OpenFile(path);
        files.put(path, file);
        openCount++;
        return file;
    }

    private void release(OpenFile file) {
        List<OpenFile> surplus = new ArrayList<>(0);
        synchronized (this) {
            if (--file.uses > 0) {
                return;
            }
            if (file.isEvicted) {
                openCount--;
                surplus.add(file);
            } else {
                idle.put(file.path, file);
                trim(idleMax, surplus);
            }
        }
        closeAll(surplus);
    }

    /** Takes the longest idle files out until {@code kept} are left. Under the lock. */
    private void trim(int kept, List<OpenFile> surplus) {
        var eldest = idle.values().iterator();
        while (idle.size() > kept) {
            OpenFile file = eldest.next();
            eldest.remove();
            files.remove(file.path);
            openCount--;
            surplus.add(file);
        }
    }

    private static void closeAll(List<OpenFile> surplus) {
        surplus.forEach(OpenFile::close);
    }

    /**
     * Closes a file as soon as nobody uses it. Before it is deleted: nobody may ask for a run of it
     * afterwards.
     */
    public void evict(Path path) {
        List<OpenFile> surplus = new ArrayList<>(0);
        synchronized (this) {
            OpenFile file = files.get(path);
            if (file != null) {
                evictLocked(file, surplus);
            }
        }
        closeAll(surplus);
    }

    private void evict(OpenFile file) {
        synchronized (this) {
            evictLocked(file, new ArrayList<>(0));
        }
    }

    private void evictLocked(OpenFile file, List<OpenFile> surplus) {
        if (files.remove(file.path, file)) {
            file.isEvicted = true;
            if (idle.remove(file.path) != null) {
                openCount--;
                surplus.add(file);
            }
        }
    }

    /** Returns the files open, idle ones included. */
    public synchronized int openCount() {
        return openCount;
    }

    /** Returns the files that are open and that nobody uses. */
    public synchronized int idleCount() {
        return idle.size();
    }

    /** Closes what is idle now, and what is in use as soon as it no longer is. */
    @Override
    public void close() {
        List<OpenFile> surplus = new ArrayList<>();
        synchronized (this) {
            isClosed = true;
            for (OpenFile file : List.copyOf(files.values())) {
                evictLocked(file, surplus);
            }
        }
        closeAll(surplus);
    }
}
