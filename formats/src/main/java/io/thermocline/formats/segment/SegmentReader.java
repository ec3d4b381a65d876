package io.thermocline.formats.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;

/**
 * Reads a segment file.
 *
 * <p>Raw chunks are given as slices of a mapping of the file, without copying; others are decoded
 * into the caller's scratch memory. A chunk's checksum and references are checked at its first
 * touch, on bytes that came through {@code read()} into private memory: a bad page is then an
 * exception and not a dead JVM. Any thread may read; {@link #close} must not run beside a read.
 */
public final class SegmentReader implements StoredColumns {
    private static final int READ_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment mapping;
    private final SegmentInfo info;
    private final int chunkRows;
    private final SegmentDirectory directory;

    /** Per column and chunk: 1 once its checksum and references held. Any thread. */
    private final AtomicIntegerArray checked;

    /** Per column: its dictionary once read. Any thread; read twice at worst. */
    private final AtomicReferenceArray<@Nullable Dictionary> dictionaries;

    private final AtomicReferenceArray<@Nullable BlockStatistics> statistics;

    /**
     * Opens a file.
     *
     * @param file name for messages
     * @param channel open for reading; closed by {@link #close}, and if this constructor throws
     * @throws CorruptFileException if header, directory or footer are damaged
     * @throws io.thermocline.formats.UnsupportedFormatException if it is no segment or of a newer
     *     version
     */
    public SegmentReader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        try {
            long length = channel.size();
            SegmentEnds ends = SegmentEnds.read(file, channel, length);
            info = ends.info();
            chunkRows = ends.chunkRows();
            directory = ends.directory();
            mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        checked = new AtomicIntegerArray(Math.max(1, schema().size() * chunkCount()));
        dictionaries = new AtomicReferenceArray<>(schema().size());
        statistics = new AtomicReferenceArray<>(schema().size());
    }

    @Override
    public Schema schema() {
        return directory.schema();
    }

    /** Returns what the header says. */
    public SegmentInfo info() {
        return info;
    }

    @Override
    public long baseRow() {
        return info.baseRow();
    }

    @Override
    public int rowCount() {
        return info.rowCount();
    }

    @Override
    public int chunkRows() {
        return chunkRows;
    }

    @Override
    public long fileBytes() {
        return mapping.byteSize();
    }

    /**
     * Returns how a column is stored, for people: codec and shuffle of its first chunk, and its
     * bytes.
     */
    public SegmentSummary.ColumnSummary describe(int column) {
        return SegmentWriter.summary(schema().column(column), directory.columns().get(column));
    }

    @Override
    public ColumnVector read(int column, int chunk, SegmentAllocator scratch) {
        java.util.Objects.checkIndex(chunk, chunkCount());
        ColumnEntry entry = directory.columns().get(column);
        ChunkEntry place = entry.chunks().get(chunk);
        ColumnType type = schema().column(column).type();
        int rows = rowsOf(chunk);
        int slot = column * chunkCount() + chunk;
        boolean isChecked = checked.getAcquire(slot) != 0;
        MemorySegment raw;
        if (place.codec() == Codec.RAW) {
            if (!isChecked) {
                try (Arena own = Arena.ofConfined()) {
                    MemorySegment copy = load(place, where(column, chunk), own);
                    ChunkCheck.require(
                            file,
                            place,
                            vector(type, entry, column, place, copy, rows),
                            where(column, chunk));
                }
                checked.setRelease(slot, 1);
            }
            raw = mapping.asSlice(place.offset(), place.rawBytes());
            return vector(type, entry, column, place, raw, rows);
        }
        try (Arena own = Arena.ofConfined()) {
            MemorySegment stored = load(place, where(column, chunk), own);
            raw =
                    scratch.allocate(Math.max(1, place.rawBytes()), SegmentLayout.ALIGNMENT)
                            .asSlice(0, place.rawBytes());
            decode(place, stored, raw, where(column, chunk));
        }
        ColumnVector vector = vector(type, entry, column, place, raw, rows);
        if (!isChecked) {
            ChunkCheck.require(file, place, vector, where(column, chunk));
            checked.setRelease(slot, 1);
        }
        return vector;
    }

    private int rowsOf(int chunk) {
        return (int) Math.min(chunkRows, rowCount() - (long) chunk * chunkRows);
    }

    private String where(int column, int chunk) {
        long first = (long) chunk * chunkRows;
        return "column '"
                + schema().column(column).name()
                + "', rows "
                + first
                + ".."
                + (first + rowsOf(chunk) - 1);
    }

    private ColumnVector vector(
            ColumnType type,
            ColumnEntry entry,
            int column,
            ChunkEntry place,
            MemorySegment raw,
            int rows) {
        long next = 0;
        MemorySegment validity =
                place.validityBytes() == 0 ? null : raw.asSlice(next, place.validityBytes());
        next += SegmentLayout.align(place.validityBytes());
        MemorySegment offsets =
                place.offsetsBytes() == 0 ? null : raw.asSlice(next, place.offsetsBytes());
        next += SegmentLayout.align(place.offsetsBytes());
        MemorySegment childOffsets =
                place.childOffsetsBytes() == 0
                        ? null
                        : raw.asSlice(next, place.childOffsetsBytes());
        next += SegmentLayout.align(place.childOffsetsBytes());
        MemorySegment values = raw.asSlice(next, place.valuesBytes());
        Dictionary dictionary = entry.dictionary() == null ? null : dictionary(column);
        return new ColumnVector(type, 0, rows, validity, values, offsets, childOffsets, dictionary);
    }

    private Dictionary dictionary(int column) {
        Dictionary known = dictionaries.getAcquire(column);
        if (known != null) {
            return known;
        }
        ColumnEntry entry = directory.columns().get(column);
        ChunkEntry place = java.util.Objects.requireNonNull(entry.dictionary());
        String where = "dictionary of column '" + schema().column(column).name() + "'";
        // Dictionaries are small and shared by all readers: kept in private memory for as long as
        // the file is open.
        MemorySegment raw = loadRaw(place, where, arena);
        Dictionary read =
                new Dictionary(
                        entry.dictionarySize(),
                        raw.asSlice(0, place.offsetsBytes()),
                        raw.asSlice(
                                SegmentLayout.align(place.offsetsBytes()), place.valuesBytes()));
        ChunkCheck.requireDictionary(file, place, read, where);
        dictionaries.setRelease(column, read);
        return read;
    }

    @Override
    public @Nullable BlockStatistics statistics(int column) {
        BlockStatistics known = statistics.getAcquire(column);
        if (known != null) {
            return known;
        }
        ColumnEntry entry = directory.columns().get(column);
        ChunkEntry place = entry.statistics();
        int blocks = (int) ((rowCount() + (long) BLOCK_ROWS - 1) / BLOCK_ROWS);
        long expected = (long) blocks * SegmentLayout.STATISTICS_ENTRY_BYTES;
        if (place.valuesBytes() != expected) {
            throw new CorruptFileException(
                    file, place.offset(), "statistics bytes", expected, place.valuesBytes());
        }
        int[] nulls = new int[blocks];
        int[] values = new int[blocks];
        long[] mins = new long[blocks];
        long[] maxs = new long[blocks];
        try (Arena own = Arena.ofConfined()) {
            MemorySegment raw =
                    loadRaw(
                            place,
                            "statistics of column '" + schema().column(column).name() + "'",
                            own);
            for (int block = 0; block < blocks; block++) {
                long at = (long) block * SegmentLayout.STATISTICS_ENTRY_BYTES;
                nulls[block] = raw.get(ColumnVector.INT, at + SegmentLayout.NULL_COUNT_OFFSET);
                values[block] = raw.get(ColumnVector.INT, at + SegmentLayout.VALUE_COUNT_OFFSET);
                mins[block] = raw.get(ColumnVector.LONG, at + SegmentLayout.MIN_OFFSET);
                maxs[block] = raw.get(ColumnVector.LONG, at + SegmentLayout.MAX_OFFSET);
            }
        }
        BlockStatistics read = new BlockStatistics(entry.floating(), nulls, values, mins, maxs);
        statistics.setRelease(column, read);
        return read;
    }

    private MemorySegment loadRaw(ChunkEntry place, String where, Arena target) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment stored = load(place, where, own);
            MemorySegment raw =
                    target.allocate(Math.max(1, place.rawBytes()), SegmentLayout.ALIGNMENT)
                            .asSlice(0, place.rawBytes());
            decode(place, stored, raw, where);
            return raw;
        }
    }

    private void decode(ChunkEntry place, MemorySegment stored, MemorySegment raw, String where) {
        try {
            ChunkCodec.decode(
                    place.codec(), place.shuffleWidth(), stored, raw, file + ": " + where);
        } catch (io.thermocline.formats.UnsupportedFormatException e) {
            throw e;
        } catch (FormatException e) {
            throw new CorruptFileException(
                    file,
                    place.offset(),
                    where,
                    "a chunk of " + place.rawBytes() + " bytes",
                    String.valueOf(e.getMessage()));
        }
    }

    /** Reads the stored bytes of a chunk into private memory and checks their CRC. */
    private MemorySegment load(ChunkEntry place, String where, Arena target) {
        MemorySegment stored =
                target.allocate(Math.max(1, place.storedBytes()), SegmentLayout.ALIGNMENT)
                        .asSlice(0, place.storedBytes());
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        for (long done = 0; done < place.storedBytes(); ) {
            long count = Math.min(READ_BYTES, place.storedBytes() - done);
            ByteBuffer part = stored.asSlice(done, count).asByteBuffer();
            SegmentEnds.readFully(file, channel, part, place.offset() + done);
            crc.update(part.flip());
            done += count;
        }
        if ((int) crc.getValue() != place.crc()) {
            throw new CorruptFileException(
                    file,
                    place.offset(),
                    "checksum of " + where,
                    "0x%08x".formatted(place.crc()),
                    "0x%08x".formatted((int) crc.getValue()),
                    "restore the file, or leave these rows out");
        }
        return stored;
    }

    /**
     * Checks every checksum and every reference of the file, whatever was checked before.
     *
     * @param progress told the bytes of each chunk as it passes
     * @throws CorruptFileException at the first damage; names column and rows
     */
    public void verify(LongConsumer progress) {
        for (int column = 0; column < schema().size(); column++) {
            statistics.set(column, null);
            statistics(column);
            for (int chunk = 0; chunk < chunkCount(); chunk++) {
                checked.set(column * chunkCount() + chunk, 0);
                try (Arena own = Arena.ofConfined()) {
                    read(column, chunk, own);
                }
                progress.accept(directory.columns().get(column).chunks().get(chunk).storedBytes());
            }
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be closed", e);
        }
    }
}
