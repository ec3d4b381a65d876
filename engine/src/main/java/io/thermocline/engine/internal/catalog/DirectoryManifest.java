package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.json.Json;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates the directories of a store when something is put into them, and keeps the {@code
 * _manifest.json} in each: what it holds, in which format, when last written, who may read it. The
 * manifests are for people; the engine never reads one, and a power cut may take the last version
 * back.
 *
 * <p>Thread rules: any thread.
 */
public final class DirectoryManifest {
    /** Name of the manifest in every directory. */
    public static final String NAME = "_manifest.json";

    private final Storage storage;
    private final StoreLayout layout;
    private final EngineClock clock;

    /** Directories known to be there with a manifest. Any thread. */
    private final Set<Path> ready = ConcurrentHashMap.newKeySet();

    /** Describes the directories of one store. */
    public DirectoryManifest(Storage storage, StoreLayout layout, EngineClock clock) {
        this.storage = storage;
        this.layout = layout;
        this.clock = clock;
    }

    /** Returns a directory that no table has for itself; it is there, with a manifest. */
    public Path prepare(StoreDirectory directory) throws IOException {
        return prepare(directory, layout.directory(directory), Map.of());
    }

    /** Returns a directory of one table; it is there, with a manifest. */
    public Path prepare(StoreDirectory directory, TableEntry table) throws IOException {
        return prepare(directory, layout.directory(directory, table.ordinal()), describe(table));
    }

    /**
     * Returns a directory of one table that is not in the catalogue yet, or whose description does
     * not matter; it is there, with a manifest.
     */
    public Path prepare(StoreDirectory directory, int table) throws IOException {
        return prepare(directory, layout.directory(directory, table), Map.of("table", table));
    }

    private Path prepare(StoreDirectory directory, Path path, Map<String, Object> more)
            throws IOException {
        if (!ready.contains(path)) {
            boolean there = storage.exists(path.resolve(NAME));
            storage.createDirectories(path);
            if (!there) {
                write(directory, path, more);
            }
            ready.add(path);
        }
        return path;
    }

    /** Writes the manifest of a directory anew: after something was written there. */
    public void written(StoreDirectory directory) throws IOException {
        write(directory, layout.directory(directory), Map.of());
    }

    /** Writes the manifest of a table's directory anew: after something was written there. */
    public void written(StoreDirectory directory, TableEntry table) throws IOException {
        write(directory, layout.directory(directory, table.ordinal()), describe(table));
    }

    /** Forgets a table whose directories were deleted. */
    void forget(int table) {
        Path directory = layout.directory(StoreDirectory.TABLE, table);
        ready.removeIf(path -> path.startsWith(directory));
    }

    private static Map<String, Object> describe(TableEntry table) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("table", table.ordinal());
        more.put("name", table.name());
        more.put(
                "schemas",
                table.schemas().stream()
                        .map(schema -> Json.read(schema.toJson(), "").asMap())
                        .toList());
        return more;
    }

    private void write(StoreDirectory directory, Path path, Map<String, Object> more)
            throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("holds", directory.holds());
        json.put("format", directory.format());
        json.put("written", EngineClock.format(clock.nanos()));
        json.put("readers", directory.readers());
        json.putAll(more);
        AtomicFile.writeView(storage, path.resolve(NAME), Json.writePretty(json));
    }
}
