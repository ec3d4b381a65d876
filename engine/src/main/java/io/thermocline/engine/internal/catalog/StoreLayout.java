package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.StoreLock;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.journal.SegmentFormat;
import io.thermocline.formats.journal.StorePath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of everything in a store's directory. Files are named by ordinals; no name that a user
 * chose is ever part of a path. Immutable.
 */
public final class StoreLayout {
    private static final Pattern CATALOG_LOG = Pattern.compile("catalog-([0-9]{1,18})\\.log");

    private final Path root;

    private StoreLayout(Path root) {
        this.root = root;
    }

    /**
     * Returns the layout of the store in a directory, which need not be there. Links on the way to
     * it are resolved now, so that none is followed later.
     */
    public static StoreLayout at(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        return new StoreLayout(Files.exists(absolute) ? absolute.toRealPath() : absolute);
    }

    /** Returns the directory of the store. */
    public Path root() {
        return root;
    }

    /** Returns the file that says what the directory is. */
    public Path storeFile() {
        return root.resolve("store.json");
    }

    /** Returns a directory that no table has for itself. */
    public Path directory(StoreDirectory directory) {
        if (directory.isPerTable()) {
            throw new IllegalArgumentException(directory + ": each table has its own");
        }
        return root.resolve(directory.path());
    }

    /** Returns a directory of one table. */
    public Path directory(StoreDirectory directory, int table) {
        return root.resolve(directory.path().replace("{table}", Integer.toString(table)));
    }

    /** Returns the catalogue log of a generation, from 1. */
    public Path catalogLog(long generation) {
        return directory(StoreDirectory.SHARD).resolve("catalog-%08d.log".formatted(generation));
    }

    /** Returns the generation of a catalogue log; 0 for any other file. */
    static long generation(Path file) {
        Matcher matcher = CATALOG_LOG.matcher(file.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Returns the path of a new segment relative to the store, as the catalogue keeps it. */
    public String segmentPath(int table, SegmentFormat format, long id) {
        String directory =
                directory(tier(format)).path().replace("{table}", Integer.toString(table));
        return directory + "/" + id + "." + format.extension();
    }

    /** Returns the path of a new quantum state relative to the store. */
    public String statePath(Tier tier, long file) {
        StoreDirectory directory =
                switch (tier) {
                    case HOT -> StoreDirectory.STATES_HOT;
                    case WARM -> StoreDirectory.STATES_WARM;
                    case COLD -> StoreDirectory.STATES_COLD;
                };
        return relative(directory(directory).resolve(file + (tier == Tier.COLD ? ".h5" : ".qms")));
    }

    /** Returns the directory that holds a table's segments of a tier. */
    public static StoreDirectory directory(Tier tier) {
        return switch (tier) {
            case HOT -> StoreDirectory.HOT;
            case WARM -> StoreDirectory.WARM;
            case COLD -> StoreDirectory.COLD;
        };
    }

    /** Returns the tier that a kind of segment file belongs to. */
    public static Tier tier(SegmentFormat format) {
        return switch (format) {
            case SEG -> Tier.HOT;
            case SEGZ -> Tier.WARM;
            case HDF5 -> Tier.COLD;
        };
    }

    /**
     * Returns the file that a path in the catalogue names.
     *
     * @throws IllegalArgumentException if the path would lead out of the store
     */
    public Path resolve(String relative) {
        return root.resolve(StorePath.require(relative));
    }

    /** Returns the path of a file in the store as the catalogue keeps it. */
    public String relative(Path file) {
        return StorePath.require(root.relativize(file).toString().replace('\\', '/'));
    }

    /**
     * Returns whether a name in the store's own directory is one that no unfinished store lacks.
     */
    static boolean isLockName(String name) {
        return name.equals(StoreLock.LOCK_NAME) || name.equals(StoreLock.OWNER_NAME);
    }
}
