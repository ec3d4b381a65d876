package io.thermocline.bench.append;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Directories that a measurement fills and deletes: under {@code java.io.tmpdir}, so the caller
 * chooses the volume.
 */
public final class Scratch {
    private Scratch() {}

    /** Creates an empty directory. */
    public static Path create(String name) {
        try {
            return Files.createTempDirectory("thermocline-bench-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a directory and all that is in it. */
    public static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
