package io.thermocline.engine;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file that was published into a store. Immutable; its bytes never change.
 *
 * @param kind what it is
 * @param id name that the user chose, 1 to 255 bytes of UTF-8
 * @param path where it lies
 * @param bytes its length
 * @param created when it was published
 * @param metadata one JSON object for its owner
 */
public record StoredFile(
        FileKind kind, String id, Path path, long bytes, Instant created, String metadata) {}
