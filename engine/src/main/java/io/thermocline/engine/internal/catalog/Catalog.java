package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.HostProcess;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.io.StoreLock;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecord.CleanClose;
import io.thermocline.formats.journal.CatalogRecord.CountersSet;
import io.thermocline.formats.journal.CatalogRecord.EpochStarted;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.CatalogRecord.SnapshotEnded;
import io.thermocline.formats.journal.CatalogRecord.StoreCreated;
import io.thermocline.formats.journal.CatalogRecordCodec;
import io.thermocline.formats.journal.FrameLayout;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;

/**
 * The catalogue of a store that this process writes to.
 *
 * <p>A commit is: frame written, forced, state visible. The first write or force that fails ends
 * the catalogue's life; the store is opened again to find out what became of it. Thread rules: any
 * thread that nobody interrupts while it commits; commits queue up, so the thread that takes rows
 * in never makes one.
 */
public final class Catalog implements CatalogSource {
    /**
     * Least records logged after the snapshot before a new one is worth its while: some
     * milliseconds of replay.
     */
    private static final long CHECKPOINT_RECORDS = 4096;

    private final Storage storage;
    private final StoreLayout layout;
    private final EngineClock clock;
    private final FileReaper reaper;
    private final DirectoryManifest manifests;
    private final @Nullable String torn;

    /** Guarded by this. */
    private CatalogLog log;

    /** Records in the log, and how many there are when it is looked at again. Guarded by this. */
    private long logged;

    private long checkpointAt;

    /** Why nothing is committed any more. Guarded by this. */
    private @Nullable Exception failure;

    /** Guarded by this. */
    private boolean closed;

    /** Written while this is locked; read by any thread. */
    private volatile CatalogState state;

    private Catalog(Storage storage, StoreLayout layout, EngineClock clock, CatalogOpening opening)
            throws IOException {
        this.storage = storage;
        this.layout = layout;
        this.clock = clock;
        this.state = opening.read();
        this.torn = opening.torn();
        this.manifests = opening.manifests();
        this.reaper = new FileReaper(storage, layout, clock, manifests);
        this.log = opening.start(state);
        this.logged = CatalogSnapshot.weight(state);
        this.checkpointAt = 2 * logged + CHECKPOINT_RECORDS;
    }

    /**
     * Takes the lock of a store, after a look that the directory is one or may become one.
     *
     * @throws FormatException if the directory holds something else
     * @throws io.thermocline.engine.internal.io.StoreLockedException if another writer has it
     */
    public static StoreLock lock(
            Storage storage, StoreLayout layout, EngineClock clock, HostProcess process)
            throws IOException {
        StoreFile.requireStoreOrEmpty(storage, layout);
        storage.createDirectories(layout.root());
        return StoreLock.acquire(storage, layout.root(), process, clock.nanos());
    }

    /**
     * Opens the catalogue for writing and starts an epoch; makes a store of an empty directory.
     * What a crash left behind is deleted.
     *
     * @param lock held by the caller until after {@link #close}
     * @param process named in the epoch
     * @throws FormatException if the directory is no store, or its catalogue is damaged; nothing
     *     was changed then
     */
    public static Catalog open(
            StoreLock lock,
            Storage storage,
            StoreLayout layout,
            EngineClock clock,
            HostProcess process)
            throws IOException {
        if (!lock.isHeld() || !lock.root().equals(layout.root())) {
            throw new IllegalArgumentException(
                    layout.root()
                            + ": expected the lock of this store, found that of "
                            + lock.root());
        }
        CatalogOpening opening = new CatalogOpening(storage, layout, clock, process);
        Catalog catalog = new Catalog(storage, layout, clock, opening);
        try {
            catalog.reaper.sweepUnfinished();
            if (!opening.wasClean()) {
                catalog.reaper.sweep(catalog.state);
            }
        } catch (IOException | RuntimeException e) {
            catalog.close();
            throw e;
        }
        return catalog;
    }

    @Override
    public CatalogState state() {
        return state;
    }

    @Override
    public CatalogPin pin() {
        return reaper.pin(this);
    }

    /** Returns what deletes the files that leave the catalogue. */
    public FileReaper reaper() {
        return reaper;
    }

    /** Returns what creates the directories of the store. */
    public DirectoryManifest directories() {
        return manifests;
    }

    /**
     * Returns why the last bytes of the log found at the opening were left out, or null: a commit
     * that was never acknowledged.
     */
    public @Nullable String torn() {
        return torn;
    }

    /** Commits records together. See {@link #commit(List)}. */
    public CatalogState commit(CatalogRecord... records) {
        return commit(List.of(records));
    }

    /**
     * Commits records together: after a crash all of them are there or none. They are durable and
     * visible when this returns.
     *
     * @return the state after them
     * @throws IllegalArgumentException if the records do not fit the state, or take more than
     *     {@link FrameLayout#MAX_BODY_BYTES} bytes; nothing happened
     * @throws CatalogFailedException if they could not be written, now or earlier
     * @throws IllegalStateException if the catalogue is closed
     */
    public synchronized CatalogState commit(List<? extends CatalogRecord> records) {
        for (CatalogRecord record : records) {
            if (record instanceof StoreCreated
                    || record instanceof EpochStarted
                    || record instanceof CountersSet
                    || record instanceof SnapshotEnded) {
                throw new IllegalArgumentException(
                        record + ": expected a record that the catalogue does not write itself");
            }
        }
        requireOpen();
        CatalogDraft draft = new CatalogDraft(state);
        draft.commit(records);
        CatalogState next = draft.freeze();
        MemorySegment body = CatalogRecordCodec.encode(records);
        if (body.byteSize() > FrameLayout.MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "commit: expected at most %d bytes, found %d (split it)"
                            .formatted(FrameLayout.MAX_BODY_BYTES, body.byteSize()));
        }
        append(next, body);
        state = next;
        reaper.removed(draft, next.commits());
        logged += weight(records);
        if (logged >= checkpointAt) {
            checkpoint();
        }
        return next;
    }

    private void append(CatalogState next, MemorySegment body) {
        // A file channel closes under a thread that was interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            log.commit(next.epoch(), clock.nanos(), body);
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw failed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Commits what a decision makes of the newest state, which no other commit changes meanwhile.
     *
     * @param decision returns the records; none if nothing is to be done
     * @return the state after them
     */
    public synchronized CatalogState commitFrom(
            Function<CatalogState, List<CatalogRecord>> decision) {
        List<CatalogRecord> records = decision.apply(state);
        return records.isEmpty() ? state : commit(records);
    }

    /** Returns how many things a commit adds or removes. */
    private static long weight(List<? extends CatalogRecord> records) {
        long weight = records.size();
        for (CatalogRecord record : records) {
            if (record instanceof SegmentsReplaced segments) {
                weight += segments.added().size() + segments.removed().size();
            }
        }
        return weight;
    }

    /** Begins a new log if most of what this one says is no longer so. */
    private void checkpoint() {
        long alive = CatalogSnapshot.weight(state);
        checkpointAt = logged + Math.max(alive, CHECKPOINT_RECORDS);
        if (logged >= 2 * alive + CHECKPOINT_RECORDS) {
            replaceLog();
        }
    }

    /** Begins a new log with the state as it is. */
    synchronized void replaceLog() {
        CatalogLog next;
        long now = clock.nanos();
        try {
            next = CatalogLog.prepare(storage, layout, log.generation() + 1, state, now);
        } catch (IOException e) {
            // The log at hand is sound; there is another try after as many records.
            return;
        }
        try {
            next.publish(state.epoch(), now);
        } catch (IOException | RuntimeException e) {
            // Either log may be the one that the next opening finds, so neither may go on. Both
            // hold
            // the commit that led here.
            next.closeQuietly(e);
            failure = e;
            return;
        }
        CatalogLog old = log;
        log = next;
        logged = CatalogSnapshot.weight(state);
        checkpointAt = 2 * logged + CHECKPOINT_RECORDS;
        old.closeQuietly(new IOException("superseded"));
        next.deleteOlder();
    }

    private CatalogFailedException failed(Exception cause) {
        return new CatalogFailedException(
                layout.catalogLog(log.generation())
                        + ": expected every write to succeed, found "
                        + cause
                        + " (nothing more is taken; open the store again)",
                cause);
    }

    private void requireOpen() {
        if (failure != null) {
            throw failed(failure);
        }
        if (closed) {
            throw new IllegalStateException(layout.root() + ": the catalogue is closed");
        }
    }

    /**
     * Ends the epoch with nothing left to recover: the caller sealed every tail. Deletes what waits
     * for deletion and closes.
     *
     * @throws CatalogFailedException if that could not be written; the catalogue is closed all the
     *     same
     */
    public synchronized void closeCleanly() {
        try {
            reaper.reapAll();
            commit(new CleanClose(state.epoch()));
            StoreFile.of(state, log).write(storage, layout);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            close();
        }
    }

    /** Closes without a word: the next opening recovers as after a crash. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            log.closeQuietly(new IOException("closed"));
        }
    }
}
