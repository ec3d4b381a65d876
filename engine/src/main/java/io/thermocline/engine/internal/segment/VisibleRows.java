package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.NativeMemory;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * How many rows of each table readers may see: one mapped file per shard.
 *
 * <p>The writer changes counts in sections, one for each range of records; a snapshot sees a
 * section whole or not at all. Every change is first noted with the count before it, in a log of
 * the last 4,096 changes. A snapshot takes the last finished section, copies the counts as they
 * are, and takes back what the log says was changed since. So it never waits: not for a section
 * under way, and not for a writer that died in the middle of one, whose half section is taken back
 * as well.
 *
 * <p>Thread rules: {@link #begin}, {@link #set} and {@link #end} belong to the writer thread; all
 * else to any thread of any process.
 */
public final class VisibleRows implements AutoCloseable {
    /** Most tables of a shard. */
    public static final int TABLES_MAX = VisibleRowsLayout.TABLES;

    /**
     * A snapshot starts over when 4,096 changes were made while it copied. Each try is a few
     * microseconds, so this many failures mean that something else is wrong.
     */
    private static final int ATTEMPTS_MAX = 100_000;

    private final Path file;
    private final MemorySegment memory;
    private final Arena arena;

    /** Finished sections. Writer thread. */
    private long sections;

    /** Changes noted. Writer thread. */
    private long changes;

    /** Changes noted before the section under way. Writer thread. */
    private long sectionStart;

    /** What the last finished section ended with. Writer thread. */
    private long lastSequence = -1;

    private long lastTimestamp;

    /** Whether a section is under way. Writer thread. */
    private boolean isOpen;

    private VisibleRows(Path file, MemorySegment memory, Arena arena) {
        this.file = file;
        this.memory = memory;
        this.arena = arena;
    }

    /** The counts after one section. The array is the caller's own. */
    public static final class Snapshot {
        private final long[] rows;
        private final long sequence;
        private final long timestampNanos;

        private Snapshot(long[] rows, long sequence, long timestampNanos) {
            this.rows = rows;
            this.sequence = sequence;
            this.timestampNanos = timestampNanos;
        }

        /** Returns the visible rows by table ordinal. */
        public long[] rows() {
            return rows;
        }

        /** Returns the position of the last record that they include; −1 before the first. */
        public long sequence() {
            return sequence;
        }

        /** Returns the append time of that record, ns since 1970. */
        public long timestampNanos() {
            return timestampNanos;
        }
    }

    /**
     * Creates the file with all counts zero. One that was there is superseded and replaced.
     *
     * @param epoch number of this opening of the store
     * @throws UncheckedIOException if the file cannot be made
     */
    public static VisibleRows create(Storage storage, Path file, long epoch) {
        Path temporary = AtomicFile.temporary(file);
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                storage.open(
                        temporary,
                        Storage.Access.READ,
                        Storage.Access.WRITE,
                        Storage.Access.CREATE_NEW)) {
            storage.allocate(temporary, channel, VisibleRowsLayout.FILE_BYTES);
            MemorySegment memory =
                    channel.map(MapMode.READ_WRITE, 0, VisibleRowsLayout.FILE_BYTES, arena);
            NativeMemory.populate(memory);
            memory.set(SlabLayout.LONG, VisibleRowsLayout.MAGIC_OFFSET, VisibleRowsLayout.MAGIC);
            memory.set(SlabLayout.INT, VisibleRowsLayout.VERSION_OFFSET, VisibleRowsLayout.VERSION);
            memory.set(SlabLayout.LONG, VisibleRowsLayout.EPOCH_OFFSET, epoch);
            byte[] identity = new byte[(int) VisibleRowsLayout.IDENTITY_BYTES];
            MemorySegment.copy(memory, 0, MemorySegment.ofArray(identity), 0, identity.length);
            memory.set(SlabLayout.INT, VisibleRowsLayout.CRC_OFFSET, crc(identity));
            memory.set(
                    SlabLayout.LONG,
                    VisibleRowsLayout.mark(0) + VisibleRowsLayout.MARK_SEQUENCE_OFFSET,
                    -1L);
            supersede(storage, file);
            storage.rename(temporary, file);
            return new VisibleRows(file, memory, arena);
        } catch (IOException e) {
            arena.close();
            AtomicFile.deleteQuietly(storage, temporary, e);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            arena.close();
            AtomicFile.deleteQuietly(storage, temporary, e);
            throw e;
        }
    }

    /**
     * Maps the file of another process, or of one that died.
     *
     * @throws CorruptFileException if the header does not hold
     * @throws UnsupportedFormatException if a newer version wrote it
     * @throws UncheckedIOException if the file cannot be read
     */
    public static VisibleRows openReadOnly(Storage storage, Path file) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = storage.open(file, Storage.Access.READ)) {
            requireSound(file, channel);
            MemorySegment memory =
                    channel.map(MapMode.READ_ONLY, 0, VisibleRowsLayout.FILE_BYTES, arena);
            return new VisibleRows(file, memory, arena);
        } catch (IOException e) {
            arena.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static void requireSound(Path file, FileChannel channel) throws IOException {
        byte[] identity = new byte[(int) VisibleRowsLayout.IDENTITY_BYTES];
        if (channel.size() < VisibleRowsLayout.FILE_BYTES
                || !FileBytes.read(channel, 0, identity)) {
            throw new CorruptFileException(
                    file, 0, "file length", VisibleRowsLayout.FILE_BYTES, channel.size());
        }
        MemorySegment bytes = MemorySegment.ofArray(identity);
        long magic = bytes.get(ColumnVector.LONG, VisibleRowsLayout.MAGIC_OFFSET);
        if (magic != VisibleRowsLayout.MAGIC) {
            throw new CorruptFileException(
                    file,
                    VisibleRowsLayout.MAGIC_OFFSET,
                    "magic",
                    "0x" + Long.toHexString(VisibleRowsLayout.MAGIC),
                    "0x" + Long.toHexString(magic));
        }
        int version = bytes.get(ColumnVector.INT, VisibleRowsLayout.VERSION_OFFSET);
        if (version > VisibleRowsLayout.VERSION) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: version: expected %d, found %d (written by a newer Thermocline; upgrade to read it)"
                            .formatted(
                                    file,
                                    VisibleRowsLayout.VERSION_OFFSET,
                                    VisibleRowsLayout.VERSION,
                                    version));
        }
        int crc = bytes.get(ColumnVector.INT, VisibleRowsLayout.CRC_OFFSET);
        if (crc != crc(identity)) {
            throw new CorruptFileException(
                    file,
                    VisibleRowsLayout.CRC_OFFSET,
                    "header crc32c",
                    "0x" + Integer.toHexString(crc(identity)),
                    "0x" + Integer.toHexString(crc));
        }
    }

    private static int crc(byte[] identity) {
        CRC32C crc = new CRC32C();
        crc.update(identity, 0, (int) VisibleRowsLayout.CRC_OFFSET);
        int rest = (int) VisibleRowsLayout.EPOCH_OFFSET;
        crc.update(identity, rest, identity.length - rest);
        return (int) crc.getValue();
    }

    /** Starts a section. One of more than 4,095 changes becomes visible in parts. Writer thread. */
    public void begin() {
        assert !isOpen : "a section is under way";
        isOpen = true;
    }

    /**
     * Sets the visible rows of a table. Their bytes were stored before; pairs with {@link #rows}
     * and {@link #snapshot}. Writer thread.
     *
     * @param tableOrdinal less than {@link #TABLES_MAX}
     * @param rows not less than before
     */
    public void set(int tableOrdinal, long rows) {
        Objects.checkIndex(tableOrdinal, TABLES_MAX);
        assert isOpen : "no section is under way";
        long at = VisibleRowsLayout.rows(tableOrdinal);
        long change = VisibleRowsLayout.change(changes);
        if (changes - sectionStart == VisibleRowsLayout.LOG_CHANGES - 1) {
            mark(lastSequence, lastTimestamp);
        }
        // A reader that still finds the log shorter must not find the entry overwritten.
        VarHandle.storeStoreFence();
        SlabLayout.setOpaque(memory, change, tableOrdinal);
        SlabLayout.setOpaque(memory, change + Long.BYTES, memory.get(SlabLayout.LONG, at));
        changes++;
        SlabLayout.setRelease(memory, VisibleRowsLayout.CHANGES_OFFSET, changes);
        SlabLayout.setRelease(memory, at, rows);
    }

    /**
     * Finishes a section: what was set since {@link #begin} is visible. Writer thread.
     *
     * @param sequence position of the last record applied
     * @param timestampNanos its append time
     */
    public void end(long sequence, long timestampNanos) {
        assert isOpen : "no section is under way";
        isOpen = false;
        lastSequence = sequence;
        lastTimestamp = timestampNanos;
        mark(sequence, timestampNanos);
    }

    private void mark(long sequence, long timestampNanos) {
        long mark = VisibleRowsLayout.mark(sections + 1);
        // A reader that still finds the section before must not find its mark overwritten.
        VarHandle.storeStoreFence();
        SlabLayout.setOpaque(memory, mark + VisibleRowsLayout.MARK_SEQUENCE_OFFSET, sequence);
        SlabLayout.setOpaque(
                memory, mark + VisibleRowsLayout.MARK_TIMESTAMP_OFFSET, timestampNanos);
        SlabLayout.setOpaque(memory, mark + VisibleRowsLayout.MARK_CHANGES_OFFSET, changes);
        sections++;
        SlabLayout.setRelease(memory, VisibleRowsLayout.SECTIONS_OFFSET, sections);
        sectionStart = changes;
    }

    private long getMark(long section) {
        return SlabLayout.getOpaque(
                memory, VisibleRowsLayout.mark(section) + VisibleRowsLayout.MARK_CHANGES_OFFSET);
    }

    /**
     * Returns the rows of a table that are visible now, those of a section under way included. All
     * their bytes can be read.
     */
    public long rows(int tableOrdinal) {
        Objects.checkIndex(tableOrdinal, TABLES_MAX);
        return SlabLayout.getAcquire(memory, VisibleRowsLayout.rows(tableOrdinal));
    }

    /**
     * Returns the counts of tables [0, tableCount) after the last finished section.
     *
     * @throws IllegalStateException if the writer made thousands of changes during every one of
     *     very many tries
     */
    public long[] snapshot(int tableCount) {
        return read(tableCount).rows();
    }

    /** Returns the counts as {@link #snapshot} does, with the position that they stand for. */
    public Snapshot read(int tableCount) {
        Objects.checkIndex(tableCount, TABLES_MAX + 1);
        long[] rows = new long[tableCount];
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Snapshot snapshot = tryRead(rows);
            if (snapshot != null) {
                return snapshot;
            }
            Thread.onSpinWait();
        }
        throw new IllegalStateException(
                file
                        + ": expected counts that hold still for a moment, found none in "
                        + ATTEMPTS_MAX
                        + " tries");
    }

    private @Nullable Snapshot tryRead(long[] rows) {
        long section = SlabLayout.getAcquire(memory, VisibleRowsLayout.SECTIONS_OFFSET);
        long mark = VisibleRowsLayout.mark(section);
        long sequence = SlabLayout.getOpaque(memory, mark + VisibleRowsLayout.MARK_SEQUENCE_OFFSET);
        long timestamp =
                SlabLayout.getOpaque(memory, mark + VisibleRowsLayout.MARK_TIMESTAMP_OFFSET);
        long first = getMark(section);
        VarHandle.acquireFence();
        long sectionNow = SlabLayout.getOpaque(memory, VisibleRowsLayout.SECTIONS_OFFSET);
        if (sectionNow - section > VisibleRowsLayout.MARKS - 2) {
            return null;
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = SlabLayout.getOpaque(memory, VisibleRowsLayout.rows(i));
        }
        VarHandle.acquireFence();
        long last = SlabLayout.getAcquire(memory, VisibleRowsLayout.CHANGES_OFFSET);
        if (last - first >= VisibleRowsLayout.LOG_CHANGES) {
            return null;
        }
        for (long n = last - 1; n >= first; n--) {
            long change = VisibleRowsLayout.change(n);
            long table = SlabLayout.getOpaque(memory, change);
            long before = SlabLayout.getOpaque(memory, change + Long.BYTES);
            if (table >= 0 && table < rows.length) {
                rows[(int) table] = before;
            }
        }
        VarHandle.acquireFence();
        long now = SlabLayout.getOpaque(memory, VisibleRowsLayout.CHANGES_OFFSET);
        // The writer may be storing change `now`, in the place of the one 4,096 before it.
        return now - first < VisibleRowsLayout.LOG_CHANGES
                ? new Snapshot(rows, sequence, timestamp)
                : null;
    }

    /** Returns the position of the last record whose section is finished; −1 before the first. */
    public long sequence() {
        return read(0).sequence();
    }

    /** Returns the epoch that the file was made in. */
    public long epoch() {
        return memory.get(SlabLayout.LONG, VisibleRowsLayout.EPOCH_OFFSET);
    }

    /** Returns whether these counts ended: the store was closed, or opened anew. */
    public boolean superseded() {
        return SlabLayout.getAcquire(memory, VisibleRowsLayout.SUPERSEDED_OFFSET) != 0;
    }

    /** Tells readers that these counts end: open the file again. Writer's process. */
    public void supersede() {
        SlabLayout.setRelease(memory, VisibleRowsLayout.SUPERSEDED_OFFSET, 1);
    }

    /**
     * Tells readers of a file that a dead process left behind that its counts ended. Does nothing
     * if there is no such file.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void supersede(Storage storage, Path file) {
        if (!storage.exists(file)) {
            return;
        }
        try (FileChannel channel = storage.open(file, Storage.Access.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(Long.BYTES).put(0, (byte) 1);
            while (one.hasRemaining()) {
                channel.write(one, VisibleRowsLayout.SUPERSEDED_OFFSET + one.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unmaps the file; it stays. No other thread may use these counts. */
    @Override
    public void close() {
        arena.close();
    }
}
