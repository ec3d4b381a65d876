package io.thermocline.engine.internal.io;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The right to write to a store: an operating-system lock on its file {@code LOCK}, which ends with
 * the process, however that ends.
 *
 * <p>POSIX drops a process's lock on a file as soon as that process closes <em>any</em> descriptor
 * of it. So nothing but this class opens the file, a second opening within this JVM is refused
 * before it opens the file, and where that was not possible the descriptor stays open for good.
 * Readers never touch it.
 *
 * <p>Thread rules: any thread.
 */
public final class StoreLock implements AutoCloseable {
    /** Name of the locked file in the store's directory. */
    public static final String LOCK_NAME = "LOCK";

    /** Name of the file that tells people who holds the lock. */
    public static final String OWNER_NAME = "OWNER.json";

    /** Locks held by this JVM, by identity of the file. Guarded by itself. */
    private static final Map<Object, StoreLock> HELD = new HashMap<>();

    /** Descriptors that must not be closed before the JVM ends. Guarded by {@link #HELD}. */
    private static final List<FileChannel> KEPT_OPEN = new ArrayList<>();

    private final Storage storage;
    private final Path root;
    private final Object key;
    private final FileChannel channel;

    /** Null once released. Guarded by {@link #HELD}. */
    private @Nullable FileLock lock;

    private StoreLock(Storage storage, Path root, Object key, FileChannel channel, FileLock lock) {
        this.storage = storage;
        this.root = root;
        this.key = key;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock, or says who has it. What an owner left behind that is no more is replaced.
     *
     * @param storage where the owner's name is written
     * @param root directory of the store, which is there
     * @param process this process
     * @param nowNanos now, in nanoseconds since 1970-01-01T00:00:00Z
     * @throws StoreLockedException if another writer holds it, in this JVM or elsewhere
     */
    public static StoreLock acquire(Storage storage, Path root, HostProcess process, long nowNanos)
            throws IOException {
        Path file = root.resolve(LOCK_NAME);
        StoreLock acquired;
        synchronized (HELD) {
            createIfMissing(file);
            Object key = identity(file);
            if (HELD.containsKey(key)) {
                throw locked(storage, root);
            }
            FileChannel channel = LocalStorage.INSTANCE.open(file, Storage.Access.WRITE);
            FileLock lock = tryLock(storage, root, channel);
            acquired = new StoreLock(storage, root, key, channel, lock);
            HELD.put(key, acquired);
        }
        try {
            new StoreOwner(process.pid(), process.host(), EngineClock.format(nowNanos))
                    .write(storage, root.resolve(OWNER_NAME));
        } catch (IOException e) {
            acquired.close();
            throw e;
        }
        return acquired;
    }

    /** A file that is there is not opened: closing it again would drop a lock on it. */
    private static void createIfMissing(Path file) throws IOException {
        try {
            LocalStorage.INSTANCE
                    .open(file, Storage.Access.WRITE, Storage.Access.CREATE_NEW)
                    .close();
        } catch (FileAlreadyExistsException e) {
            // As it should be.
        }
    }

    private static FileLock tryLock(Storage storage, Path root, FileChannel channel)
            throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by another class loader of this JVM: closing the channel would free its lock.
            KEPT_OPEN.add(channel);
            throw locked(storage, root);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (lock == null) {
            channel.close();
            throw locked(storage, root);
        }
        return lock;
    }

    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath() : key;
    }

    private static StoreLockedException locked(Storage storage, Path root) {
        return new StoreLockedException(root, StoreOwner.read(storage, root.resolve(OWNER_NAME)));
    }

    /** Returns the directory of the store. */
    public Path root() {
        return root;
    }

    /** Returns whether the lock is still held. */
    public boolean isHeld() {
        synchronized (HELD) {
            return lock != null;
        }
    }

    /** Gives the lock back. Does nothing the second time. */
    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (lock == null) {
                return;
            }
            lock = null;
            HELD.remove(key);
            try {
                // While the lock is still held: the file must not vanish under the next owner.
                storage.delete(root.resolve(OWNER_NAME));
            } finally {
                channel.close();
            }
        }
    }
}
