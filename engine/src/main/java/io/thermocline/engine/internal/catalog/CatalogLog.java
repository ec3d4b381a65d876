package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecordCodec;
import io.thermocline.formats.journal.FrameLayout;
import io.thermocline.formats.journal.FrameWriter;
import io.thermocline.formats.journal.LogHeader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * One generation of the catalogue log, open for appending: a snapshot, then commits.
 *
 * <p>It comes into being under a temporary name and gets its own once the snapshot is durable. A
 * log that an earlier opening wrote is never continued, so that a writer that lost its lock without
 * noticing writes to a file that nobody reads. One thread at a time.
 */
final class CatalogLog {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Records gathered into one frame of the snapshot. */
    private static final int SNAPSHOT_RECORDS = 256;

    private final Storage storage;
    private final StoreLayout layout;
    private final long generation;
    private final Path temporary;
    private final FileChannel channel;
    private final FrameWriter frames;

    /** Bytes of the log that were forced. */
    private long durableBytes;

    private CatalogLog(Storage storage, StoreLayout layout, LogHeader header, Path temporary)
            throws IOException {
        this.storage = storage;
        this.layout = layout;
        this.generation = header.number();
        this.temporary = temporary;
        this.channel =
                storage.open(
                        temporary,
                        Storage.Access.READ,
                        Storage.Access.WRITE,
                        Storage.Access.CREATE_NEW);
        this.frames = FrameWriter.create(channel, header);
    }

    /** Returns the newest generation in a store; 0 if there is none. */
    static long latest(Storage storage, StoreLayout layout) throws IOException {
        long latest = 0;
        for (Path file : storage.list(layout.directory(StoreDirectory.SHARD))) {
            latest = Math.max(latest, StoreLayout.generation(file));
        }
        return latest;
    }

    /**
     * Writes a log that begins with a state, under a temporary name. Nothing has changed for anyone
     * if this fails.
     */
    static CatalogLog prepare(
            Storage storage, StoreLayout layout, long generation, CatalogState state, long nanos)
            throws IOException {
        long incarnation = RANDOM.nextLong() | 1;
        LogHeader header =
                new LogHeader(
                        LogHeader.Kind.CATALOGUE, incarnation, generation, 1, state.storeId());
        Path temporary = AtomicFile.temporary(layout.catalogLog(generation));
        CatalogLog log = new CatalogLog(storage, layout, header, temporary);
        try {
            log.writeSnapshot(state, nanos);
            return log;
        } catch (IOException | RuntimeException e) {
            log.discard(e);
            throw e;
        }
    }

    private void writeSnapshot(CatalogState state, long nanos) throws IOException {
        List<CatalogRecord> records = new ArrayList<>();
        CatalogSnapshot.write(
                state,
                record -> {
                    records.add(record);
                    if (records.size() == SNAPSHOT_RECORDS
                            || record instanceof CatalogRecord.SegmentsReplaced) {
                        appendSnapshot(records, state.epoch(), nanos);
                    }
                });
        appendSnapshot(records, state.epoch(), nanos);
        frames.flush();
        channel.force(true);
        forced();
    }

    private void appendSnapshot(List<CatalogRecord> records, long epoch, long nanos)
            throws IOException {
        frames.append(FrameLayout.KIND_SNAPSHOT, epoch, nanos, CatalogRecordCodec.encode(records));
        records.clear();
    }

    /** Gives the log its name: from now on it is the catalogue. If this fails, nobody knows. */
    void publish(long epoch, long nanos) throws IOException {
        storage.rename(temporary, layout.catalogLog(generation));
        storage.syncDirectory(layout.directory(StoreDirectory.SHARD));
        mark(epoch, nanos);
    }

    /** Appends one commit; it is durable when this returns. */
    void commit(long epoch, long nanos, MemorySegment body) throws IOException {
        frames.append(FrameLayout.KIND_COMMIT, epoch, nanos, body);
        frames.flush();
        channel.force(false);
        forced();
        mark(epoch, nanos);
    }

    private void forced() {
        frames.durable(frames.lastSequence());
        durableBytes = frames.bytes();
    }

    /**
     * Notes what is durable. The note is not forced; wherever it survives, damage to the commit
     * before it is told from a write that a crash cut short.
     */
    private void mark(long epoch, long nanos) throws IOException {
        frames.appendMark(epoch, nanos);
        frames.flush();
    }

    /** Returns the generation. */
    long generation() {
        return generation;
    }

    /** Returns the bytes of the log that are durable. */
    long durableBytes() {
        return durableBytes;
    }

    /** Deletes older generations; what cannot be deleted is tried again by the next opening. */
    void deleteOlder() {
        try {
            for (Path file : storage.list(layout.directory(StoreDirectory.SHARD))) {
                long other = StoreLayout.generation(file);
                if (other > 0 && other < generation) {
                    storage.delete(file);
                }
            }
        } catch (IOException e) {
            // Readers take the highest number, so older files do no harm.
        }
    }

    /** Closes and deletes a log that was not published. */
    private void discard(Exception failure) {
        closeQuietly(failure);
        AtomicFile.deleteQuietly(storage, temporary, failure);
    }

    /** Closes the file; everything that matters was forced. A failure joins another. */
    void closeQuietly(Exception failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
