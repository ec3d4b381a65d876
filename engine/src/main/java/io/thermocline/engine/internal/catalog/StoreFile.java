package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.json.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * {@code store.json}: says that a directory is a store, which one, and how much of a catalogue it
 * has at least, so that a log that was cut or put back from older days is noticed.
 *
 * <p>Written after the catalogue whenever a writer opens or closes the store; a directory with this
 * file is a whole store.
 *
 * @param storeId identity of the store
 * @param created when it was made, as ISO date and time
 * @param generation catalogue log at the time of writing
 * @param bytes bytes of it that were durable then
 */
public record StoreFile(UUID storeId, String created, long generation, long bytes) {
    /** Version of the store's directory written, and the newest one read. */
    public static final int VERSION = 1;

    private static final String FORMAT = "thermocline-store";

    /**
     * Reads the file.
     *
     * @throws FormatException if it is missing or not a store's
     * @throws UnsupportedFormatException if a newer version wrote it
     */
    public static StoreFile read(Storage storage, StoreLayout layout) throws IOException {
        StoreFile file = readOrNull(storage, layout);
        if (file == null) {
            throw new FormatException(
                    layout.storeFile()
                            + ": expected this file in the directory of a store, found none (is"
                            + " the path right? a store is created by opening it for writing)");
        }
        return file;
    }

    /** Reads the file; null if there is none. */
    static @Nullable StoreFile readOrNull(Storage storage, StoreLayout layout) throws IOException {
        Path path = layout.storeFile();
        String text;
        try {
            text = AtomicFile.read(storage, path);
        } catch (NoSuchFileException e) {
            return null;
        }
        Json.Reader json = Json.read(text, path.toString());
        if (!json.string("format").equals(FORMAT)) {
            throw new FormatException(
                    path
                            + ".format: expected \""
                            + FORMAT
                            + "\", found \""
                            + json.string("format")
                            + "\"");
        }
        long version = json.integer("format_version");
        if (version < 1 || version > VERSION) {
            throw new UnsupportedFormatException(
                    path
                            + ".format_version: expected 1.."
                            + VERSION
                            + ", found "
                            + version
                            + " (written by a newer Thermocline; upgrade to read it)");
        }
        try {
            Json.Reader catalogue = json.object("catalogue");
            return new StoreFile(
                    UUID.fromString(json.string("store_id")),
                    json.string("created"),
                    catalogue.integer("generation"),
                    catalogue.integer("bytes"));
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    path + ".store_id: expected a UUID, found \"" + json.string("store_id") + "\"",
                    e);
        }
    }

    /** Returns the file of a store whose catalogue is as given. */
    static StoreFile of(CatalogState state, CatalogLog log) {
        return new StoreFile(
                state.storeId(),
                EngineClock.format(state.createdNanos()),
                log.generation(),
                log.durableBytes());
    }

    /** Writes the file; it is durable afterwards. */
    void write(Storage storage, StoreLayout layout) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "what",
                "A Thermocline store. Files below belong to its engine; do not change them.");
        json.put("format", FORMAT);
        json.put("format_version", VERSION);
        json.put("store_id", storeId.toString());
        json.put("created", created);
        Map<String, Object> catalogue = new LinkedHashMap<>();
        catalogue.put("generation", generation);
        catalogue.put("bytes", bytes);
        json.put("catalogue", catalogue);
        AtomicFile.write(storage, layout.storeFile(), Json.writePretty(json));
    }

    /**
     * Checks that a catalogue belongs to this store and is not older than this file.
     *
     * @throws CorruptFileException if not
     */
    void requireFits(Path log, CatalogReplay replay) {
        if (!replay.storeId().equals(storeId)) {
            throw new CorruptFileException(
                    log,
                    0,
                    "store id",
                    storeId + " as in store.json",
                    replay.storeId(),
                    "the file belongs to another store");
        }
        if (replay.generation() < generation
                || (replay.generation() == generation && replay.offset() < bytes)) {
            throw new CorruptFileException(
                    log,
                    replay.offset(),
                    "length",
                    "at least %d bytes of log %d, as store.json says".formatted(bytes, generation),
                    "%d bytes of log %d".formatted(replay.offset(), replay.generation()),
                    "restore the file from a backup or another copy of the store");
        }
    }

    /**
     * Checks that a directory is a store, or that a store may be made of it, before anything in it
     * is touched.
     *
     * @throws FormatException if it is neither
     */
    public static void requireStoreOrEmpty(Storage storage, StoreLayout layout) throws IOException {
        if (readOrNull(storage, layout) != null) {
            return;
        }
        List<String> strangers =
                storage.list(layout.root()).stream()
                        .filter(file -> !isOfUnfinishedStore(file))
                        .map(file -> file.getFileName().toString())
                        .toList();
        if (!strangers.isEmpty()) {
            throw new FormatException(
                    layout.root()
                            + ": expected a store or an empty directory, found no store.json but "
                            + strangers.subList(0, Math.min(5, strangers.size()))
                            + " (choose another directory)");
        }
    }

    /** Whether a file is one that a creation cut short by a crash leaves behind. */
    private static boolean isOfUnfinishedStore(Path file) {
        String name = file.getFileName().toString();
        return StoreLayout.isLockName(name)
                || name.equals(StoreDirectory.SHARDS.path())
                || name.equals(DirectoryManifest.NAME)
                || name.equals("lost+found")
                || AtomicFile.isTemporary(file);
    }
}
