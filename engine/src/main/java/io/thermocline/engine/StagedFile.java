package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.ContentHash;
import io.thermocline.formats.journal.ControlRecord;
import io.thermocline.formats.journal.FileEntry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A file of the store that is being made: mapped memory to fill, then {@link #publish}.
 *
 * <p>The bytes never pass through the ring: the caller writes them, forces them, and one small
 * record gives the file its place among the rows. Until then nobody sees it; closed without being
 * published, it leaves nothing behind. One thread at a time.
 */
public final class StagedFile implements AutoCloseable {
    private final LiveCore live;
    private final Object changes;
    private final FileKind kind;
    private final String id;
    private final Path temporary;
    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private boolean finished;

    private StagedFile(
            LiveCore live, Object changes, FileKind kind, String id, Path temporary, long bytes)
            throws IOException {
        this.live = live;
        this.changes = changes;
        this.kind = kind;
        this.id = id;
        this.temporary = temporary;
        Storage storage = live.storage();
        channel =
                storage.open(
                        temporary,
                        Storage.Access.READ,
                        Storage.Access.WRITE,
                        Storage.Access.CREATE_NEW);
        try {
            storage.allocate(temporary, channel, bytes);
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
        } catch (IOException e) {
            arena.close();
            channel.close();
            AtomicFile.deleteQuietly(storage, temporary, e);
            throw e;
        }
    }

    static StagedFile create(LiveCore live, Object changes, FileKind kind, String id, long bytes) {
        Column.requireName("file", id);
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    "file '" + id + "': expected at least 1 byte, found " + bytes);
        }
        requireNew(live, kind, id);
        try {
            StoreLayout layout = live.layout();
            Path target = layout.resolve(layout.statePath(Tier.HOT, live.state().nextFile()));
            live.catalog()
                    .directories()
                    .prepare(io.thermocline.engine.internal.catalog.StoreDirectory.STATES_HOT);
            return new StagedFile(live, changes, kind, id, AtomicFile.temporary(target), bytes);
        } catch (IOException e) {
            throw new StoreException(
                    "file '" + id + "': expected room for " + bytes + " bytes, found " + e, e);
        }
    }

    private static void requireNew(LiveCore live, FileKind kind, String id) {
        if (live.state().file(kindName(kind), id) != null) {
            throw new StoreException(
                    "expected a new " + kindName(kind) + " name, found '" + id + "' in use", null);
        }
    }

    static String kindName(FileKind kind) {
        return switch (kind) {
            case STATE -> "qms";
        };
    }

    static StoredFile stored(StoreLayout layout, FileEntry entry) {
        long nanos = entry.createdNanos();
        return new StoredFile(
                FileKind.STATE,
                entry.id(),
                layout.resolve(entry.path()),
                entry.bytes(),
                Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L),
                entry.metadata());
    }

    /** Returns the file's memory, zeroed, starting on a page; valid until this is closed. */
    public MemorySegment memory() {
        return memory;
    }

    /**
     * Forces the file and makes it part of the store. It survives a power cut when this returns.
     *
     * @param sha256 SHA-256 of what the owner calls its content, 32 bytes, or none
     * @param metadata one JSON object for the owner
     * @throws StoreException if the name was taken meanwhile or the file cannot be written
     */
    public StoredFile publish(byte[] sha256, String metadata) {
        if (finished) {
            throw new IllegalStateException(
                    "file '" + id + "': expected a file not published before");
        }
        try {
            memory.force();
            channel.force(true);
            synchronized (changes) {
                requireNew(live, kind, id);
                return publishAs(live.state().nextFile(), ContentHash.of(sha256), metadata);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("file '" + id + "': cannot be written: " + e, e);
        }
    }

    private StoredFile publishAs(long number, ContentHash hash, String metadata)
            throws IOException {
        Storage storage = live.storage();
        StoreLayout layout = live.layout();
        String path = layout.statePath(Tier.HOT, number);
        Path target = layout.resolve(path);
        storage.rename(temporary, target);
        finished = true;
        storage.syncDirectory(java.util.Objects.requireNonNull(target.getParent()));
        var applied = live.pipeline().control(new ControlRecord.PublishFile(number));
        FileEntry entry =
                new FileEntry(
                        number,
                        kindName(kind),
                        id,
                        path,
                        memory.byteSize(),
                        hash,
                        applied.timestamp(),
                        metadata);
        live.catalog().commit(new CatalogRecord.FilePublished(entry));
        return stored(layout, entry);
    }

    /** Lets go of the memory; a file that was not published is deleted. Closing twice is fine. */
    @Override
    public void close() {
        if (!arena.scope().isAlive()) {
            return;
        }
        arena.close();
        try {
            channel.close();
            if (!finished) {
                live.storage().delete(temporary);
            }
        } catch (IOException e) {
            throw new StoreException("file '" + id + "': cannot be given up: " + e, e);
        }
    }
}
