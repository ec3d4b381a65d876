package io.thermocline.formats.segment;

import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Writes a whole segment file, front to back, from any stored runs of consecutive rows.
 *
 * <p>Memory is bounded by two chunks of the widest column. The caller opens the channel on a new
 * file, forces and renames it. One thread, one file.
 */
public final class SegmentWriter {
    /** Rows of a chunk where columns are narrow. */
    private static final int CHUNK_ROWS_MAX = 1 << 16;

    /** A chunk of the widest column stays near this: it is decoded whole. */
    private static final long CHUNK_BYTES_AIM = 4L << 20;

    private final FileChannel channel;
    private final SegmentInfo info;
    private final List<? extends StoredColumns> runs;
    private final ChunkCodec codec;
    private final Schema schema;
    private final int chunkRows;
    private final CRC32C crc = new CRC32C();

    /** Where the next chunk goes. */
    private long position = SegmentLayout.HEADER_BYTES;

    private SegmentWriter(
            FileChannel channel,
            SegmentInfo info,
            List<? extends StoredColumns> runs,
            ChunkCodec codec) {
        this.channel = channel;
        this.info = info;
        this.runs = runs;
        this.codec = codec;
        this.schema = runs.getFirst().schema();
        this.chunkRows = chunkRowsFor(schema);
    }

    /** Returns the rows of a chunk: a power of two, so that the widest column stays near 4 MiB. */
    static int chunkRowsFor(Schema schema) {
        int widest = 1;
        for (Column column : schema.columns()) {
            widest = Math.max(widest, column.type().fixedBytes());
        }
        long rows = Long.highestOneBit(Math.max(1, CHUNK_BYTES_AIM / widest));
        return Math.clamp(rows, StoredColumns.BLOCK_ROWS, CHUNK_ROWS_MAX);
    }

    /**
     * Writes a file.
     *
     * @param channel open for writing on a new, empty file
     * @param info what the header says; its row count is the sum of the runs'
     * @param runs one or more runs of consecutive rows with the same schema
     * @param codec codec for chunks that shrink; {@link Codec#RAW} for a hot segment
     * @throws IllegalArgumentException if schemas differ or row counts do not add up
     */
    public static SegmentSummary write(
            FileChannel channel,
            SegmentInfo info,
            List<? extends StoredColumns> runs,
            ChunkCodec codec)
            throws IOException {
        long rows = 0;
        for (StoredColumns run : runs) {
            rows += run.rowCount();
            if (!run.schema().equals(runs.getFirst().schema())) {
                throw new IllegalArgumentException(
                        "segment: expected runs of one schema, found "
                                + runs.getFirst().schema().version()
                                + " and "
                                + run.schema().version());
            }
        }
        if (rows != info.rowCount()) {
            throw new IllegalArgumentException(
                    "segment: expected " + info.rowCount() + " rows in the runs, found " + rows);
        }
        return new SegmentWriter(channel, info, runs, codec).write();
    }

    private SegmentSummary write() throws IOException {
        List<ColumnEntry> entries = new ArrayList<>();
        List<SegmentSummary.ColumnSummary> columns = new ArrayList<>();
        long rawBytes = 0;
        for (int c = 0; c < schema.size(); c++) {
            ColumnEntry entry = writeColumn(c);
            SegmentSummary.ColumnSummary summary = summary(schema.column(c), entry);
            entries.add(entry);
            columns.add(summary);
            rawBytes += summary.rawBytes();
        }
        ByteBuffer directory = new SegmentDirectory(schema, entries).encode();
        long directoryOffset = position;
        int directoryBytes = directory.remaining();
        int directoryCrc = SegmentLayout.crc(directory, 0, directoryBytes);
        writeFully(directory, directoryOffset);
        long fileBytes = directoryOffset + directoryBytes + SegmentLayout.FOOTER_BYTES;
        ByteBuffer footer = SegmentLayout.allocate(SegmentLayout.FOOTER_BYTES);
        footer.putLong(directoryOffset).putInt(directoryBytes).putInt(directoryCrc);
        footer.putLong(fileBytes).putInt(SegmentLayout.VERSION);
        footer.putInt(SegmentLayout.crc(footer, 0, SegmentLayout.FOOTER_CRC_OFFSET));
        footer.putLong(SegmentLayout.MAGIC).flip();
        writeFully(footer, directoryOffset + directoryBytes);
        writeFully(header(), 0);
        return new SegmentSummary(fileBytes, rawBytes, columns);
    }

    private ByteBuffer header() {
        ByteBuffer header = SegmentLayout.allocate(SegmentLayout.HEADER_BYTES);
        header.putLong(SegmentLayout.MAGIC_OFFSET, SegmentLayout.MAGIC);
        header.putInt(SegmentLayout.VERSION_OFFSET, SegmentLayout.VERSION);
        header.putLong(SegmentLayout.SEGMENT_ID_OFFSET, info.segmentId());
        header.putInt(SegmentLayout.TABLE_OFFSET, info.tableOrdinal());
        header.putInt(SegmentLayout.SCHEMA_VERSION_OFFSET, schema.version());
        header.putLong(SegmentLayout.BASE_ROW_OFFSET, info.baseRow());
        header.putInt(SegmentLayout.ROW_COUNT_OFFSET, info.rowCount());
        header.putInt(SegmentLayout.CHUNK_ROWS_OFFSET, chunkRows);
        header.putLong(SegmentLayout.FIRST_APPEND_OFFSET, info.firstAppendNanos());
        header.putLong(SegmentLayout.LAST_APPEND_OFFSET, info.lastAppendNanos());
        int covered =
                SegmentLayout.crc(
                        header, SegmentLayout.SEGMENT_ID_OFFSET, SegmentLayout.HEADER_BYTES);
        return header.putInt(SegmentLayout.CRC_OFFSET, covered);
    }

    private ColumnEntry writeColumn(int column) throws IOException {
        Column spec = schema.column(column);
        DictionaryMerge dictionary = DictionaryMerge.of(runs, column, spec);
        StatisticsBuilder statistics = new StatisticsBuilder(spec.type(), info.rowCount());
        List<ChunkEntry> chunks = new ArrayList<>();
        try (ChunkBuffers buffers = new ChunkBuffers(spec.type(), dictionary != null)) {
            buffers.clear();
            for (StoredColumns run : runs) {
                addRun(run, column, dictionary, statistics, buffers, chunks);
            }
            if (buffers.rows() > 0) {
                chunks.add(writeChunk(buffers, widthOf(spec.type(), dictionary != null)));
            }
        }
        BlockStatistics built = statistics.build();
        return new ColumnEntry(
                dictionary == null ? -1 : dictionary.size(),
                dictionary == null ? null : writeDictionary(dictionary),
                built.isFloating(),
                writeStatistics(built),
                chunks);
    }

    private void addRun(
            StoredColumns run,
            int column,
            @Nullable DictionaryMerge dictionary,
            StatisticsBuilder statistics,
            ChunkBuffers buffers,
            List<ChunkEntry> chunks)
            throws IOException {
        ColumnType type = schema.column(column).type();
        for (int chunk = 0; chunk < run.chunkCount(); chunk++) {
            try (Arena scratch = Arena.ofConfined()) {
                ColumnVector vector = run.read(column, chunk, scratch);
                int[] codes =
                        dictionary == null ? new int[0] : dictionary.codesOf(vector.dictionary());
                for (int from = 0; from < vector.rowCount(); ) {
                    int count = Math.min(vector.rowCount() - from, chunkRows - buffers.rows());
                    ColumnVector piece = vector.slice(from, count);
                    buffers.add(piece, codes);
                    statistics.add(piece);
                    from += count;
                    if (buffers.rows() == chunkRows) {
                        chunks.add(writeChunk(buffers, widthOf(type, dictionary != null)));
                        buffers.clear();
                    }
                }
            }
        }
    }

    /** Returns the bytes of the elements that a shuffle would transpose. */
    private static int widthOf(ColumnType type, boolean coded) {
        if (coded) {
            return Integer.BYTES;
        }
        if (type.element().isComplex()) {
            return type.element().bytes() / 2;
        }
        return type.isBool() ? 1 : type.element().bytes();
    }

    private ChunkEntry writeChunk(ChunkBuffers buffers, int width) throws IOException {
        ChunkEntry raw =
                new ChunkEntry(
                        Codec.RAW,
                        0,
                        0,
                        0,
                        0,
                        buffers.validityBytes(),
                        buffers.offsetsBytes(),
                        buffers.childOffsetsBytes(),
                        buffers.valuesBytes());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory =
                    arena.allocate(Math.max(1, raw.rawBytes()), SegmentLayout.ALIGNMENT);
            buffers.writeTo(memory);
            return store(raw, memory.asSlice(0, raw.rawBytes()), width);
        }
    }

    private ChunkEntry writeDictionary(DictionaryMerge dictionary) throws IOException {
        ChunkEntry raw =
                new ChunkEntry(
                        Codec.RAW,
                        0,
                        0,
                        0,
                        0,
                        0,
                        (dictionary.size() + 1L) * Integer.BYTES,
                        0,
                        dictionary.heapBytes());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(raw.rawBytes(), SegmentLayout.ALIGNMENT);
            dictionary.writeTo(memory, SegmentLayout.align(raw.offsetsBytes()));
            return store(raw, memory, 1);
        }
    }

    private ChunkEntry writeStatistics(BlockStatistics statistics) throws IOException {
        long bytes = (long) statistics.blockCount() * SegmentLayout.STATISTICS_ENTRY_BYTES;
        ChunkEntry raw = new ChunkEntry(Codec.RAW, 0, 0, 0, 0, 0, 0, 0, bytes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory =
                    arena.allocate(Math.max(1, raw.rawBytes()), SegmentLayout.ALIGNMENT);
            for (int block = 0; block < statistics.blockCount(); block++) {
                long at = (long) block * SegmentLayout.STATISTICS_ENTRY_BYTES;
                memory.set(ColumnVector.INT, at, statistics.nullCount(block));
                memory.set(ColumnVector.INT, at + 4, statistics.valueCount(block));
                memory.set(ColumnVector.LONG, at + 8, statistics.minBits(block));
                memory.set(ColumnVector.LONG, at + 16, statistics.maxBits(block));
            }
            return store(raw, memory.asSlice(0, raw.rawBytes()), 1);
        }
    }

    private ChunkEntry store(ChunkEntry raw, MemorySegment memory, int width) throws IOException {
        ChunkCodec.Encoded encoded = codec.encode(memory, width);
        ByteBuffer stored = encoded.memory().asByteBuffer();
        crc.reset();
        crc.update(stored.duplicate());
        ChunkEntry entry =
                new ChunkEntry(
                        encoded.codec(),
                        encoded.shuffleWidth(),
                        (int) crc.getValue(),
                        position,
                        stored.remaining(),
                        raw.validityBytes(),
                        raw.offsetsBytes(),
                        raw.childOffsetsBytes(),
                        raw.valuesBytes());
        writeFully(stored, position);
        position = SegmentLayout.align(position + entry.storedBytes());
        return entry;
    }

    private void writeFully(ByteBuffer source, long at) throws IOException {
        for (long next = at; source.hasRemaining(); ) {
            next += channel.write(source, next);
        }
    }

    static SegmentSummary.ColumnSummary summary(Column column, ColumnEntry entry) {
        long stored = entry.statistics().storedBytes();
        long raw = 0;
        Set<Codec> codecs = EnumSet.noneOf(Codec.class);
        int shuffle = 0;
        for (ChunkEntry chunk : entry.chunks()) {
            stored += chunk.storedBytes();
            raw += chunk.rawBytes();
            codecs.add(chunk.codec());
            shuffle = Math.max(shuffle, chunk.shuffleWidth());
        }
        ChunkEntry dictionary = entry.dictionary();
        if (dictionary != null) {
            stored += dictionary.storedBytes();
            raw += dictionary.rawBytes();
        }
        String storage =
                (dictionary == null ? "" : "dictionary, ")
                        + String.join(
                                " or ",
                                codecs.stream()
                                        .map(c -> c.name().toLowerCase(java.util.Locale.ROOT))
                                        .toList())
                        + (shuffle == 0 ? "" : " + shuffle " + shuffle);
        return new SegmentSummary.ColumnSummary(column.name(), storage, stored, raw);
    }
}
