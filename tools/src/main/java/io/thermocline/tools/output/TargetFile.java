package io.thermocline.tools.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears complete or not at all: written beside its place under another name, forced,
 * then renamed. Closing without {@link #commit} leaves nothing behind.
 */
public final class TargetFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;

    /** Whether the temporary file got its name. Writing thread. */
    private boolean committed;

    /**
     * Chooses the temporary name.
     *
     * @throws IOException if the target is a directory or its directory is missing
     */
    public TargetFile(Path target) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target) || directory == null) {
            throw new IOException(target + ": expected the name of a file, found a directory");
        }
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        this.target = target;
        this.temporary =
                directory.resolve(
                        ".%s.%d-%x.tmp"
                                .formatted(
                                        target.getFileName(),
                                        ProcessHandle.current().pid(),
                                        System.nanoTime()));
        // For those who interrupt; closing deletes it otherwise.
        temporary.toFile().deleteOnExit();
    }

    /** Returns where to write. The file does not exist yet. */
    public Path path() {
        return temporary;
    }

    /** Forces the file and gives it its name, in place of a file that had it. */
    public void commit() throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(
                    temporary,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
        committed = true;
    }

    @Override
    public void close() throws IOException {
        if (!committed) {
            Files.deleteIfExists(temporary);
        }
    }
}
