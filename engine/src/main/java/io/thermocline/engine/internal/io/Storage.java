package io.thermocline.engine.internal.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * What the engine asks of a file system. {@link LocalStorage} is the real one; tests put one in its
 * place that fails, crashes and forgets.
 *
 * <p>Whoever creates or renames a file that must survive a power cut forces the file first and
 * {@linkplain #syncDirectory syncs its directory} after. Links are never followed. Thread rules:
 * any thread.
 */
public interface Storage {
    /** How a file is opened. */
    enum Access {
        /** For reading. */
        READ,
        /** For writing. */
        WRITE,
        /** Created if it is not there. Needs {@link #WRITE}. */
        CREATE,
        /** Created; an error if it is there. Needs {@link #WRITE}. */
        CREATE_NEW
    }

    /**
     * Opens a file. A file created here can be read and written by its owner only.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there and was not to be created
     * @throws java.nio.file.FileAlreadyExistsException if it is there and was to be new
     */
    FileChannel open(Path file, Access... access) throws IOException;

    /** Gives a file another name in one step; a file that had that name is gone. */
    void rename(Path from, Path to) throws IOException;

    /**
     * Deletes a file or an empty directory.
     *
     * @return false if it was not there
     */
    boolean delete(Path path) throws IOException;

    /** Returns whether there is a file or directory of this name. */
    boolean exists(Path path);

    /**
     * Returns the length of a file in bytes.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    long size(Path file) throws IOException;

    /** Returns what a directory holds, sorted by name; nothing if it is not there. */
    List<Path> list(Path directory) throws IOException;

    /**
     * Creates a directory and its missing parents, for their owner only, and makes their names
     * durable. Does nothing if it is there.
     */
    void createDirectories(Path directory) throws IOException;

    /** Makes the names in a directory durable, where the operating system can. */
    void syncDirectory(Path directory) throws IOException;

    /**
     * Makes a file at least {@code bytes} long, with the space on the device taken: a full disk is
     * reported here and not by a later store into mapped memory. New bytes are zero.
     *
     * @param file the file
     * @param channel the same file, open for writing
     * @throws IOException if the space is not there; the file may have grown
     */
    void allocate(Path file, FileChannel channel, long bytes) throws IOException;
}
