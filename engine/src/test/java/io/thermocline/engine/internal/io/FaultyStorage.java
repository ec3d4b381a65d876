package io.thermocline.engine.internal.io;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A storage that fails or crashes at the n-th change, and can then be left as a power cut would
 * leave it.
 *
 * <p>Changes are counted from 0: files created, writes, forces, truncations, renames, deletions,
 * directories made, directory syncs and allocations. The files are real; forces are not, which
 * makes tests fast. After a crash
 *
 * <ul>
 *   <li>the directory is what a killed process leaves: everything done is there;
 *   <li>{@link #cutPower} turns it into what a power cut may leave: writes that were not forced may
 *       be there, gone, or torn at 512 bytes; names in directories that were not synced may be
 *       missing, still be there, or be the old ones; stores into mapped memory are gone.
 * </ul>
 *
 * <p>Everything random comes from the seed. Thread rules: any thread.
 */
public final class FaultyStorage implements Storage {
    private static final int SECTOR_BYTES = 512;
    private static final long NEVER = Long.MAX_VALUE;

    private final Path root;
    private final SplittableRandom random;
    private final LocalStorage real = LocalStorage.INSTANCE;

    /** Files by name as the running process sees them. Guarded by this. */
    private final Map<Path, Node> names = new HashMap<>();

    /** Files by name as they are after a power cut at the worst moment. Guarded by this. */
    private final Map<Path, Node> durableNames = new HashMap<>();

    /** Changes of names not yet durable, by directory, in order. Guarded by this. */
    private final Map<Path, List<NameChange>> nameChanges = new LinkedHashMap<>();

    private long operations;
    private long crashAt = NEVER;
    private long failAt = NEVER;
    private long failUntil = NEVER;
    private boolean crashed;

    /** Content of a file. */
    static final class Node {
        byte[] durable = new byte[0];
        final List<Write> pending = new ArrayList<>();
    }

    /** Bytes written but not forced; a length of 0 sets the length of the file to the offset. */
    private static final class Write {
        private final long offset;
        private final byte[] bytes;

        Write(long offset, byte[] bytes) {
            this.offset = offset;
            this.bytes = bytes;
        }
    }

    /** A name that a file got (or lost, if there is no file), and one that went with it. */
    private record NameChange(Path name, @Nullable Node node, @Nullable Path gone) {}

    /** Wraps the files that are in a directory now; they count as durable. */
    public FaultyStorage(Path root, long seed) throws IOException {
        this.root = root;
        this.random = new SplittableRandom(seed);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(FaultyStorage::isTracked).toList()) {
                Node node = new Node();
                node.durable = Files.readAllBytes(file);
                names.put(file, node);
                durableNames.put(file, node);
            }
        }
    }

    private static boolean isTracked(Path file) {
        // Reading the lock file would drop the lock.
        return Files.isRegularFile(file)
                && !file.getFileName().toString().equals(StoreLock.LOCK_NAME);
    }

    /** Crashes at a change: it is made not at all, in part, or whole. */
    public synchronized FaultyStorage crashAt(long operation) {
        crashAt = operation;
        return this;
    }

    /** Fails one change, once. */
    public FaultyStorage failAt(long operation) {
        return failBetween(operation, operation + 1);
    }

    /** Fails all changes from one on. */
    public FaultyStorage failFrom(long operation) {
        return failBetween(operation, NEVER);
    }

    private synchronized FaultyStorage failBetween(long from, long until) {
        failAt = from;
        failUntil = until;
        return this;
    }

    /** Returns how many changes were made or tried. */
    public synchronized long operations() {
        return operations;
    }

    /** Returns whether the crash happened. */
    public synchronized boolean isCrashed() {
        return crashed;
    }

    /** Crashes now, between two changes. */
    public synchronized void crash() {
        crashed = true;
    }

    /** How much of a change is made. */
    private enum Extent {
        NOTHING,
        PART,
        ALL
    }

    /** Counts a change. If it must fail, makes as much of it as fate wills and throws. */
    private void change(Change change) throws IOException {
        requireAlive();
        long operation = operations++;
        if (operation == crashAt) {
            crashed = true;
            change.make(Extent.values()[random.nextInt(Extent.values().length)]);
            throw new SimulatedCrash(operation);
        }
        if (operation >= failAt && operation < failUntil) {
            change.make(random.nextBoolean() ? Extent.NOTHING : Extent.PART);
            throw new IOException("simulated failure at operation " + operation);
        }
        change.make(Extent.ALL);
    }

    private interface Change {
        void make(Extent extent) throws IOException;
    }

    void requireAlive() throws IOException {
        if (crashed) {
            throw new SimulatedCrash(operations);
        }
    }

    @Override
    public synchronized FileChannel open(Path file, Access... access) throws IOException {
        requireAlive();
        boolean creates = Arrays.asList(access).contains(Access.CREATE_NEW);
        creates |= Arrays.asList(access).contains(Access.CREATE) && !names.containsKey(file);
        FileChannel[] opened = new FileChannel[1];
        if (creates) {
            change(extent -> {
                if (extent != Extent.NOTHING) {
                    opened[0] = real.open(file, access);
                    setName(file, new Node(), null);
                    closeUnless(extent == Extent.ALL, opened[0]);
                }
            });
        } else {
            opened[0] = real.open(file, access);
        }
        return new FaultyChannel(this, opened[0], names.computeIfAbsent(file, f -> new Node()));
    }

    private static void closeUnless(boolean stays, FileChannel channel) throws IOException {
        if (!stays) {
            channel.close();
        }
    }

    private void setName(Path name, @Nullable Node node, @Nullable Path gone) {
        if (node == null) {
            names.remove(name);
        } else {
            names.put(name, node);
        }
        if (gone != null) {
            names.remove(gone);
        }
        Path directory = parent(name);
        nameChanges
                .computeIfAbsent(directory, d -> new ArrayList<>())
                .add(new NameChange(name, node, gone));
    }

    private static Path parent(Path file) {
        return java.util.Objects.requireNonNull(file.getParent());
    }

    synchronized int write(FileChannel channel, Node node, ByteBuffer source, long offset)
            throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        change(extent -> {
            int count =
                    switch (extent) {
                        case NOTHING -> 0;
                        case PART -> random.nextInt(bytes.length + 1);
                        case ALL -> bytes.length;
                    };
            byte[] written = Arrays.copyOf(bytes, count);
            ByteBuffer buffer = ByteBuffer.wrap(written);
            while (buffer.hasRemaining()) {
                channel.write(buffer, offset + buffer.position());
            }
            if (count > 0) {
                node.pending.add(new Write(offset, written));
            }
        });
        return bytes.length;
    }

    synchronized void truncate(FileChannel channel, Node node, long size) throws IOException {
        change(extent -> {
            if (extent != Extent.NOTHING) {
                channel.truncate(size);
                node.pending.add(new Write(size, new byte[0]));
            }
        });
    }

    synchronized void force(Node node) throws IOException {
        change(extent -> {
            if (extent == Extent.ALL) {
                node.pending.forEach(write -> node.durable = apply(node.durable, write));
                node.pending.clear();
            } else if (!crashed) {
                // As operating systems do it: the failure is told once, the bytes are lost
                // although they can be read, and the next force succeeds.
                node.pending.clear();
            }
        });
    }

    private static byte[] apply(byte[] content, Write write) {
        if (write.bytes.length == 0) {
            return Arrays.copyOf(content, Math.toIntExact(write.offset));
        }
        int end = Math.toIntExact(write.offset + write.bytes.length);
        byte[] next = Arrays.copyOf(content, Math.max(content.length, end));
        System.arraycopy(write.bytes, 0, next, (int) write.offset, write.bytes.length);
        return next;
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        change(extent -> {
            if (extent == Extent.ALL) {
                real.rename(from, to);
                setName(to, names.get(from), from);
            }
        });
    }

    @Override
    public synchronized boolean delete(Path path) throws IOException {
        requireAlive();
        if (!real.exists(path)) {
            return false;
        }
        boolean isFile = Files.isRegularFile(path);
        change(extent -> {
            if (extent == Extent.ALL) {
                real.delete(path);
                if (isFile) {
                    setName(path, null, null);
                }
            }
        });
        return true;
    }

    @Override
    public boolean exists(Path path) {
        return real.exists(path);
    }

    @Override
    public synchronized long size(Path file) throws IOException {
        requireAlive();
        return real.size(file);
    }

    @Override
    public synchronized List<Path> list(Path directory) throws IOException {
        requireAlive();
        return real.list(directory);
    }

    /** Directories are durable once made: the real storage syncs each at once. */
    @Override
    public synchronized void createDirectories(Path directory) throws IOException {
        requireAlive();
        if (real.exists(directory)) {
            real.createDirectories(directory);
            return;
        }
        createDirectories(parent(directory));
        change(extent -> {
            if (extent == Extent.ALL) {
                Files.createDirectory(directory);
            }
        });
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        change(extent -> {
            if (extent == Extent.ALL) {
                List<NameChange> changes = nameChanges.remove(directory);
                if (changes != null) {
                    changes.forEach(change -> apply(durableNames, change));
                }
            }
        });
    }

    private static void apply(Map<Path, Node> names, NameChange change) {
        if (change.node() == null) {
            names.remove(change.name());
        } else {
            names.put(change.name(), change.node());
        }
        if (change.gone() != null) {
            names.remove(change.gone());
        }
    }

    @Override
    public synchronized void allocate(Path file, FileChannel channel, long bytes)
            throws IOException {
        FaultyChannel faulty = (FaultyChannel) channel;
        change(extent -> {
            if (extent != Extent.NOTHING && bytes > faulty.size()) {
                faulty.node().pending.add(new Write(bytes - 1, new byte[1]));
                real.allocate(file, faulty.real(), bytes);
            }
        });
    }

    /**
     * Leaves the directory as a power cut may leave it; the storage is of no more use.
     *
     * @return what was done, for messages
     */
    public synchronized String cutPower() throws IOException {
        crashed = true;
        StringBuilder done = new StringBuilder();
        Map<Path, Node> after = new HashMap<>(durableNames);
        nameChanges.forEach((directory, changes) -> {
            // A directory's names change in order; how far that came, nobody knows.
            int kept = random.nextInt(changes.size() + 1);
            changes.subList(0, kept).forEach(change -> apply(after, change));
            done.append(directory.getFileName())
                    .append(": ")
                    .append(kept)
                    .append(" of ")
                    .append(changes)
                    .append(" names; ");
        });
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(FaultyStorage::isTracked).forEach(FaultyStorage::deleteFile);
        }
        for (Map.Entry<Path, Node> entry : after.entrySet()) {
            Files.createDirectories(parent(entry.getKey()));
            Files.write(entry.getKey(), afterPowerCut(entry.getValue()));
        }
        return done.toString();
    }

    private static void deleteFile(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] afterPowerCut(Node node) {
        byte[] content = node.durable;
        for (Write write : node.pending) {
            switch (random.nextInt(3)) {
                case 0 -> content = apply(content, write);
                case 1 -> content = tear(content, write);
                default -> {
                    // Gone.
                }
            }
        }
        return content;
    }

    /** Applies some of the sectors of a write; a file that grew is zero where they are missing. */
    private byte[] tear(byte[] content, Write write) {
        byte[] next = content;
        int at = 0;
        while (at < write.bytes.length) {
            long offset = write.offset + at;
            int count =
                    (int) Math.min(write.bytes.length - at, SECTOR_BYTES - offset % SECTOR_BYTES);
            if (random.nextBoolean()) {
                byte[] sector = Arrays.copyOfRange(write.bytes, at, at + count);
                next = apply(next, new Write(offset, sector));
            }
            at += count;
        }
        return next;
    }
}
