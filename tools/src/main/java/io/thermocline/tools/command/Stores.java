package io.thermocline.tools.command;

import io.thermocline.engine.Store;
import io.thermocline.engine.StoreOptions;
import io.thermocline.formats.FormatException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens stores that have to be there. */
final class Stores {
    private Stores() {}

    /** Opens a store for reading, beside a writer or not. Writes nothing, not even a lock. */
    static Store read(Path directory) throws IOException {
        return Store.openReadOnly(existing(directory));
    }

    /** Opens a store for writing without moving rows between tiers by itself. */
    static Store write(Path directory) throws IOException {
        return Store.open(existing(directory), StoreOptions.DEFAULT.withBackground(false));
    }

    private static Path existing(Path directory) throws IOException {
        if (Store.isStore(directory)) {
            return directory;
        }
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        throw new FormatException(
                Files.isDirectory(directory)
                        ? directory
                                + ": expected a store, found a directory without store.json (import"
                                + " or table create makes one of an empty or new directory)"
                        : directory
                                + ": expected the directory of a store, found a file (inspect"
                                + " looks into files)");
    }
}
