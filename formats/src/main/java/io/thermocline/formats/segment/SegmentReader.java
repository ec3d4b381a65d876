package io.thermocline.formats.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Column;
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
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Reads a segment file.
 *
 * <p>Raw chunks are given as slices of a mapping of the file, without copying; others are decoded
 * into the caller's scratch memory. A chunk's checksum and references are checked at its first
 * touch, on bytes that came through {@code read()} into private memory: a bad page is then an
 * exception and not a dead JVM. Any thread may read; {@link #close} must not run beside a read.
 */
public final class SegmentReader implements StoredColumns {
    /** Bytes read and checksummed at once: they stay in the cache between the two. */
    private static final int READ_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment mapping;
    private final SegmentInfo info;
    private final ChunkGrid grid;
    private final SegmentDirectory directory;

    /** Per column and chunk: 1 once its checksum and references held. Any thread. */
    private final AtomicIntegerArray checked;

    /** Per column: its dictionary once read. Any thread; read twice at worst. */
    private final AtomicReferenceArray<@Nullable Dictionary> dictionaries;

    /** Per column: its statistics once read. Any thread; read twice at worst. */
    private final AtomicReferenceArray<@Nullable BlockStatistics> statistics;

    /**
     * Opens a file.
     *
     * @param file name for messages
     * @param channel open for reading; closed by {@link #close}, and if this constructor throws
     * @throws CorruptFileException if header, directory or footer are damaged
     * @throws UnsupportedFormatException if it is no segment or of a newer version
     */
    public SegmentReader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        try {
            long length = channel.size();
            SegmentEnds ends = SegmentEnds.read(file, channel, length);
            info = ends.info();
            grid = ends.grid();
            directory = ends.directory();
            mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        checked = new AtomicIntegerArray(schema().size() * grid.chunkCount());
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
        return grid.rowCount();
    }

    @Override
    public int chunkRows() {
        return grid.chunkRows();
    }

    @Override
    public long fileBytes() {
        return mapping.byteSize();
    }

    /** Returns how a column is stored, for people: the codecs of its chunks, and their bytes. */
    public SegmentSummary.ColumnSummary describe(int column) {
        return SegmentSummary.ColumnSummary.of(schema().column(column), entry(column));
    }

    private ColumnEntry entry(int column) {
        return directory.columns().get(column);
    }

    private String where(int column) {
        return "column '" + schema().column(column).name() + "'";
    }

    private String where(int column, int chunk) {
        long first = grid.firstRow(chunk);
        return where(column) + ", rows " + first + ".." + (first + grid.rowsOf(chunk) - 1);
    }

    @Override
    public ColumnVector read(int column, int chunk, SegmentAllocator scratch) {
        ColumnEntry entry = entry(column);
        ChunkEntry place = entry.chunks().get(chunk);
        Dictionary dictionary = entry.dictionary() == null ? null : dictionary(column);
        int slot = column * grid.chunkCount() + chunk;
        boolean isChecked = checked.getAcquire(slot) != 0;
        if (place.codec() != Codec.RAW) {
            return decode(column, chunk, dictionary, isChecked, scratch);
        }
        if (!isChecked) {
            try (Arena own = Arena.ofConfined()) {
                decode(column, chunk, dictionary, false, own);
            }
        }
        MemorySegment raw = mapping.asSlice(place.offset(), place.rawBytes());
        ColumnType type = schema().column(column).type();
        return place.buffers().vector(type, grid.rowsOf(chunk), raw, dictionary);
    }

    /** Reads a chunk through {@code read()}, and checks its references unless they were. */
    private ColumnVector decode(
            int column,
            int chunk,
            @Nullable Dictionary dictionary,
            boolean isChecked,
            SegmentAllocator scratch) {
        ChunkEntry place = entry(column).chunks().get(chunk);
        String where = where(column, chunk);
        MemorySegment raw = load(place, where, scratch);
        ColumnType type = schema().column(column).type();
        ColumnVector vector = place.buffers().vector(type, grid.rowsOf(chunk), raw, dictionary);
        if (!isChecked) {
            new ChunkCheck(file, place, where).require(vector);
            checked.setRelease(column * grid.chunkCount() + chunk, 1);
        }
        return vector;
    }

    /**
     * Returns the dictionary of a coded column. Dictionaries are small and shared by all readers:
     * kept in private memory for as long as the file is open.
     */
    private Dictionary dictionary(int column) {
        Dictionary known = dictionaries.getAcquire(column);
        if (known != null) {
            return known;
        }
        try (Arena own = Arena.ofConfined()) {
            Dictionary read = loadDictionary(column, own);
            Dictionary kept = new Dictionary(read.size(), copy(read.offsets()), copy(read.heap()));
            dictionaries.setRelease(column, kept);
            return kept;
        }
    }

    private MemorySegment copy(MemorySegment source) {
        MemorySegment kept = arena.allocate(Math.max(1, source.byteSize()), Integer.BYTES);
        return kept.asSlice(0, source.byteSize()).copyFrom(source);
    }

    private Dictionary loadDictionary(int column, SegmentAllocator scratch) {
        ColumnEntry entry = entry(column);
        ChunkEntry place = Objects.requireNonNull(entry.dictionary());
        String where = "dictionary of " + where(column);
        MemorySegment raw = load(place, where, scratch);
        Dictionary read = place.buffers().dictionary(entry.dictionarySize(), raw);
        new ChunkCheck(file, place, where).require(read);
        return read;
    }

    @Override
    public BlockStatistics statistics(int column) {
        BlockStatistics known = statistics.getAcquire(column);
        if (known != null) {
            return known;
        }
        BlockStatistics read = loadStatistics(column);
        statistics.setRelease(column, read);
        return read;
    }

    private BlockStatistics loadStatistics(int column) {
        StatisticsReader reader = statisticsReader(column);
        try (Arena own = Arena.ofConfined()) {
            return reader.read(load(reader.place(), reader.where(), own), rowCount());
        }
    }

    private StatisticsReader statisticsReader(int column) {
        ColumnEntry entry = entry(column);
        String where = "statistics of " + where(column);
        return new StatisticsReader(file, entry.statistics(), where, entry.floating());
    }

    /** Returns the raw form of a chunk in private memory, its checksum checked. */
    private MemorySegment load(ChunkEntry place, String where, SegmentAllocator target) {
        if (place.codec() == Codec.RAW) {
            return loadStored(place, where, target);
        }
        try (Arena own = Arena.ofConfined()) {
            MemorySegment stored = loadStored(place, where, own);
            MemorySegment raw = target.allocate(place.rawBytes(), SegmentLayout.ALIGNMENT);
            ChunkCodec.decode(
                    place.codec(), place.shuffleWidth(), stored, raw, file + ": " + where);
            return raw;
        } catch (UnsupportedFormatException e) {
            throw e;
        } catch (FormatException e) {
            CorruptFileException corrupt =
                    new CorruptFileException(
                            file,
                            place.offset(),
                            where,
                            "a chunk of " + place.rawBytes() + " bytes",
                            String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    /** Reads the stored bytes of a chunk and their padding, and checks their checksum. */
    private MemorySegment loadStored(ChunkEntry place, String where, SegmentAllocator target) {
        long stored = place.storedBytes();
        long padded = SegmentLayout.align(stored);
        MemorySegment memory = target.allocate(Math.max(1, padded), SegmentLayout.ALIGNMENT);
        CRC32C crc = new CRC32C();
        for (long done = 0; done < padded; done += READ_BYTES) {
            long count = Math.min(READ_BYTES, padded - done);
            ByteBuffer part = memory.asSlice(done, count).asByteBuffer();
            SegmentEnds.readFully(file, channel, part, place.offset() + done);
            crc.update(part.flip().limit((int) Math.min(count, stored - done)));
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
        for (long at = stored; at < padded; at++) {
            byte padding = memory.get(ValueLayout.JAVA_BYTE, at);
            if (padding != 0) {
                throw new CorruptFileException(
                        file, place.offset() + at, "padding after " + where, 0, padding);
            }
        }
        return memory.asSlice(0, stored);
    }

    /**
     * Checks every checksum and every reference of the file, whatever was checked before, and that
     * the statistics say what the rows say.
     *
     * @param progress told the bytes of each chunk of rows as it passes
     * @throws CorruptFileException at the first damage; names column and rows
     */
    public void verify(LongConsumer progress) {
        for (int column = 0; column < schema().size(); column++) {
            Column spec = schema().column(column);
            try (Arena whole = Arena.ofConfined()) {
                Dictionary dictionary =
                        entry(column).dictionary() == null ? null : loadDictionary(column, whole);
                BlockStatistics found = loadStatistics(column);
                StatisticsBuilder rows = new StatisticsBuilder(spec.type(), rowCount(), whole);
                for (int chunk = 0; chunk < chunkCount(); chunk++) {
                    try (Arena own = Arena.ofConfined()) {
                        rows.add(decode(column, chunk, dictionary, false, own));
                    }
                    progress.accept(entry(column).chunks().get(chunk).storedBytes());
                }
                StatisticsReader reader = statisticsReader(column);
                reader.requireSame(found, reader.read(rows.entries(), rowCount()));
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
