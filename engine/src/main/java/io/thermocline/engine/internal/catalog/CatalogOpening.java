package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.HostProcess;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.journal.CatalogRecord.EpochStarted;
import io.thermocline.formats.journal.CatalogRecord.StoreCreated;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The steps of opening a catalogue for writing: read the newest log, start an epoch, write it all
 * into a new log, and say so in {@code store.json}. One thread.
 */
final class CatalogOpening {
    private final Storage storage;
    private final StoreLayout layout;
    private final EngineClock clock;
    private final HostProcess process;
    private final DirectoryManifest manifests;
    private final @Nullable StoreFile store;

    /** Newest generation found; 0 if the store is new. */
    private long generation;

    /** Why the last bytes of the log that was found were left out, or null. */
    private @Nullable String torn;

    private boolean clean;

    CatalogOpening(Storage storage, StoreLayout layout, EngineClock clock, HostProcess process)
            throws IOException {
        this.storage = storage;
        this.layout = layout;
        this.clock = clock;
        this.process = process;
        this.manifests = new DirectoryManifest(storage, layout, clock);
        StoreFile.requireStoreOrEmpty(storage, layout);
        this.store = StoreFile.readOrNull(storage, layout);
    }

    /**
     * Returns the state that the catalogue was left in, with the new epoch.
     *
     * @throws FormatException if it cannot be had; nothing was changed
     */
    CatalogState read() throws IOException {
        generation = CatalogLog.latest(storage, layout);
        CatalogDraft draft;
        if (generation == 0) {
            if (store != null) {
                throw ReadOnlyCatalog.missing(layout);
            }
            draft = new CatalogDraft();
            draft.apply(new StoreCreated(UUID.randomUUID(), clock.nanos()));
            clean = true;
        } else {
            CatalogState found = replay();
            clean = found.openEpochs().isEmpty();
            draft = new CatalogDraft(found);
        }
        draft.commit(
                List.of(
                        new EpochStarted(
                                draft.epoch() + 1,
                                process.bootId(),
                                process.pid(),
                                process.host(),
                                clock.nanos())));
        return draft.freeze();
    }

    private CatalogState replay() throws IOException {
        Path file = layout.catalogLog(generation);
        CatalogReplay replay;
        try (FileChannel channel = storage.open(file, Storage.Access.READ)) {
            replay = CatalogReplay.read(channel, file);
        }
        torn = replay.torn();
        CatalogState found = replay.state();
        if (store != null) {
            store.requireFits(file, replay);
        } else if (found.tableCount() > 0 || found.fileCount() > 0) {
            // Not a creation cut short: that holds nothing yet.
            throw new FormatException(
                    layout.storeFile()
                            + ": expected this file beside a catalogue with tables, found none"
                            + " (restore it; its store_id is "
                            + found.storeId()
                            + ")");
        }
        return found;
    }

    /** Writes the state into a new log, which is the catalogue from then on. */
    CatalogLog start(CatalogState state) throws IOException {
        manifests.prepare(StoreDirectory.ROOT);
        manifests.prepare(StoreDirectory.SHARDS);
        manifests.prepare(StoreDirectory.SHARD);
        long now = clock.nanos();
        CatalogLog log = CatalogLog.prepare(storage, layout, generation + 1, state, now);
        try {
            log.publish(state.epoch(), now);
            StoreFile.of(state, log).write(storage, layout);
            log.deleteOlder();
            return log;
        } catch (IOException | RuntimeException e) {
            log.closeQuietly(e);
            throw e;
        }
    }

    DirectoryManifest manifests() {
        return manifests;
    }

    @Nullable String torn() {
        return torn;
    }

    /** Whether the writer before left nothing unfinished. */
    boolean wasClean() {
        return clean;
    }
}
