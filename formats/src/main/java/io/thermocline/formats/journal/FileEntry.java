package io.thermocline.formats.journal;

import io.thermocline.formats.column.Column;

/**
 * One published file that is no segment, such as a quantum state. Immutable.
 *
 * @param file number of the file in the store, from 1, each used once
 * @param kind what it is to its owner, such as {@code qms}; 1 to 255 bytes
 * @param id the user's name for it, unique within its kind; 1 to 255 bytes of UTF-8, never part of
 *     a path
 * @param path file, relative to the store's directory
 * @param bytes length of the file
 * @param sha256 SHA-256 of the file's content, or {@link ContentHash#NONE}
 * @param createdNanos when it was made, in nanoseconds since 1970-01-01T00:00:00Z
 * @param metadata one JSON object for its owner
 */
public record FileEntry(
        long file,
        String kind,
        String id,
        String path,
        long bytes,
        ContentHash sha256,
        long createdNanos,
        String metadata) {
    /** Checks the ranges. */
    public FileEntry {
        Column.requireName("kind of file", kind);
        Column.requireName("file", id);
        StorePath.require(path);
        if (file < 1 || bytes < 0) {
            throw new IllegalArgumentException(
                    "file '%s': expected a number from 1 and no negative length, found %d and %d bytes"
                            .formatted(id, file, bytes));
        }
    }
}
