package io.thermocline.engine.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes small files whole: readers see the old content or the new one, before and after a crash.
 */
public final class AtomicFile {
    /** What stands between a file's name and a number while it is being written. */
    private static final String TEMPORARY = ".tmp-";

    private static final AtomicLong NUMBERS = new AtomicLong();

    private AtomicFile() {}

    /** Returns a name for a file that will be renamed to {@code target} once it is whole. */
    public static Path temporary(Path target) {
        return target.resolveSibling(
                target.getFileName()
                        + TEMPORARY
                        + ProcessHandle.current().pid()
                        + "-"
                        + NUMBERS.incrementAndGet());
    }

    /** Returns whether a file is one that somebody began and did not finish. */
    public static boolean isTemporary(Path file) {
        return file.getFileName().toString().contains(TEMPORARY);
    }

    /** Replaces a file; it is durable when this returns. */
    public static void write(Storage storage, Path target, String text) throws IOException {
        write(storage, target, text, true);
        storage.syncDirectory(parent(target));
    }

    /** Replaces a file that a power cut may take back: views for people. */
    public static void writeView(Storage storage, Path target, String text) throws IOException {
        write(storage, target, text, false);
    }

    private static void write(Storage storage, Path target, String text, boolean force)
            throws IOException {
        Path temporary = temporary(target);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            try (FileChannel channel =
                    storage.open(temporary, Storage.Access.WRITE, Storage.Access.CREATE_NEW)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                if (force) {
                    channel.force(true);
                }
            }
            storage.rename(temporary, target);
        } catch (IOException e) {
            deleteQuietly(storage, temporary, e);
            throw e;
        }
    }

    /** Returns the text of a file of at most 16 MiB. */
    public static String read(Storage storage, Path file) throws IOException {
        try (FileChannel channel = storage.open(file, Storage.Access.READ)) {
            long size = channel.size();
            if (size > 16 << 20) {
                throw new IOException(
                        file + ": expected at most 16 MiB of text, found " + size + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {
                // Reads may be short.
            }
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    /** Deletes what an operation that failed left behind; a second failure joins the first. */
    public static void deleteQuietly(Storage storage, Path file, Exception failure) {
        try {
            storage.delete(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static Path parent(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(file + ": expected a file in a directory");
        }
        return parent;
    }
}
