package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The catalogue of a store that another process may be writing to. Nothing is written, not even a
 * lock.
 *
 * <p>The state stands still until {@link #refresh}. A file that a state names may be deleted some
 * seconds after a newer state left it out: who finds one gone refreshes and looks again. Thread
 * rules: any thread.
 */
public final class ReadOnlyCatalog implements CatalogSource {
    /** A generation may be replaced while it is being opened, hardly ever twice. */
    private static final int ATTEMPTS = 100;

    private final Storage storage;
    private final StoreLayout layout;
    private final StoreFile store;

    /** Null if the log has to be read anew. Guarded by this. */
    private @Nullable CatalogReplay replay;

    private volatile CatalogState state;

    private ReadOnlyCatalog(Storage storage, StoreLayout layout) throws IOException {
        this.storage = storage;
        this.layout = layout;
        this.store = StoreFile.read(storage, layout);
        CatalogReplay loaded = load();
        this.replay = loaded;
        this.state = loaded.state();
    }

    /**
     * Opens the catalogue of a store.
     *
     * @throws FormatException if the directory is no store, or its catalogue is damaged
     */
    public static ReadOnlyCatalog open(Storage storage, StoreLayout layout) throws IOException {
        return new ReadOnlyCatalog(storage, layout);
    }

    private CatalogReplay load() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long latest = CatalogLog.latest(storage, layout);
            if (latest == 0) {
                break;
            }
            Path file = layout.catalogLog(latest);
            try (FileChannel channel = storage.open(file, Storage.Access.READ)) {
                CatalogReplay loaded = CatalogReplay.read(channel, file);
                store.requireFits(file, loaded);
                return loaded;
            } catch (NoSuchFileException e) {
                // Replaced between the two calls.
            }
        }
        throw missing(layout);
    }

    static FormatException missing(StoreLayout layout) {
        return new FormatException(
                layout.directory(StoreDirectory.SHARD)
                        + ": expected a catalogue log, found none (restore catalog-*.log from a"
                        + " backup or another copy of the store)");
    }

    @Override
    public CatalogState state() {
        return state;
    }

    @Override
    public CatalogPin pin() {
        return new CatalogPin(state, released -> {});
    }

    /**
     * Takes over what the writer committed since; costs a look at the directory if that is nothing.
     *
     * @return whether the state changed
     * @throws CorruptFileException if the log is damaged; the state stays as it was
     */
    public synchronized boolean refresh() throws IOException {
        long before = state.commits();
        CatalogReplay current = replay;
        // What fails half way is of no more use; then the next refresh begins anew.
        replay = null;
        current = current == null ? load() : follow(current);
        replay = current;
        if (current.commits() == before) {
            return false;
        }
        state = current.state();
        return true;
    }

    /** Returns a replay with the newest commits. */
    private CatalogReplay follow(CatalogReplay current) throws IOException {
        Path file = layout.catalogLog(current.generation());
        try {
            if (storage.size(file) != current.offset()) {
                try (FileChannel channel = storage.open(file, Storage.Access.READ)) {
                    if (current.readMore(channel)) {
                        return current;
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return load();
        } catch (FormatException e) {
            // Perhaps a frame was read half written and a later one whole. Reading everything again
            // finds both whole, or the damage.
            return load();
        }
        boolean newest = CatalogLog.latest(storage, layout) == current.generation();
        return newest ? current : load();
    }

    @Override
    public void close() {
        // Files are open only while they are read.
    }
}
