package io.thermocline.engine.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The file system of this machine. Stateless. */
public final class LocalStorage implements Storage {
    /** The only instance anyone needs. */
    public static final LocalStorage INSTANCE = new LocalStorage();

    private static final FileAttribute<?>[] NONE = {};
    private static final FileAttribute<?>[] OWNER_FILE = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
    private static final FileAttribute<?>[] OWNER_DIRECTORY = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };

    /** Zeros written at once: large enough for the device, small enough for the cache. */
    private static final int ZEROS_BYTES = 1 << 20;

    private static final boolean SYNCS_DIRECTORIES =
            !System.getProperty("os.name", "").startsWith("Windows");

    private LocalStorage() {}

    @Override
    public FileChannel open(Path file, Access... access) throws IOException {
        Set<OpenOption> options = new HashSet<>();
        options.add(LinkOption.NOFOLLOW_LINKS);
        for (Access one : access) {
            options.add(
                    switch (one) {
                        case READ -> StandardOpenOption.READ;
                        case WRITE -> StandardOpenOption.WRITE;
                        case CREATE -> StandardOpenOption.CREATE;
                        case CREATE_NEW -> StandardOpenOption.CREATE_NEW;
                    });
        }
        return FileChannel.open(file, options, attributes(file, OWNER_FILE));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        if (!exists(directory)) {
            return List.of();
        }
        requireDirectory(directory);
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(paths::add);
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(paths);
        return paths;
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        Path path = directory.toAbsolutePath();
        while (path != null && !exists(path)) {
            missing.push(path);
            path = path.getParent();
        }
        for (Path each : missing) {
            try {
                Files.createDirectory(each, attributes(each, OWNER_DIRECTORY));
            } catch (FileAlreadyExistsException e) {
                // Another thread was faster; whether it made a directory is checked below.
                requireDirectory(each);
            }
            syncDirectory(Objects.requireNonNull(each.getParent()));
        }
        requireDirectory(directory);
    }

    private static void requireDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(
                    directory + ": expected a directory, found a file or a link");
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (SYNCS_DIRECTORIES) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void allocate(Path file, FileChannel channel, long bytes) throws IOException {
        long size = channel.size();
        if (size >= bytes || NativeMemory.allocate(file, bytes)) {
            return;
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, bytes - size));
        while (size < bytes) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - size));
            size += channel.write(zeros, size);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, FileAttribute<?>[] posix) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix") ? posix : NONE;
    }
}
