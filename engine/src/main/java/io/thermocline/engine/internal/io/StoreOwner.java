package io.thermocline.engine.internal.io;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.json.Json;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has a store open for writing, as {@code OWNER.json} tells it to people. Nothing is decided by
 * it: the lock decides.
 *
 * @param pid process, 0 if not known
 * @param host machine, empty if not known
 * @param since when it opened the store, as ISO date and time, empty if not known
 */
public record StoreOwner(long pid, String host, String since) implements Serializable {
    private static final StoreOwner UNKNOWN = new StoreOwner(0, "", "");

    /** Returns the owner that a file names; an unknown one if the file is missing or unreadable. */
    public static StoreOwner read(Storage storage, Path file) {
        try {
            Json.Reader json = Json.read(AtomicFile.read(storage, file), file.toString());
            return new StoreOwner(json.integer("pid"), json.string("host"), json.string("since"));
        } catch (IOException | FormatException e) {
            return UNKNOWN;
        }
    }

    void write(Storage storage, Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", "Process that has this store open for writing; for people only.");
        json.put("pid", pid);
        json.put("host", host);
        json.put("since", since);
        AtomicFile.writeView(storage, file, Json.writePretty(json));
    }

    String describe() {
        return pid == 0 && host.isEmpty()
                ? "another process that left no name"
                : "pid " + pid + " on host " + host + " since " + since;
    }
}
