package io.thermocline.formats.segment;

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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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

    private final ChunkOutput out;
    private final SegmentInfo info;
    private final List<? extends StoredColumns> runs;
    private final ChunkCodec codec;
    private final Schema schema;
    private final int chunkRows;

    /**
     * Whether the only chunk of the only run goes into the file from where it lies: the way of a
     * seal.
     */
    private final boolean asIs;

    private SegmentWriter(
            FileChannel channel,
            SegmentInfo info,
            List<? extends StoredColumns> runs,
            ChunkCodec codec) {
        this.out = new ChunkOutput(channel);
        this.info = info;
        this.runs = runs;
        this.codec = codec;
        this.schema = runs.getFirst().schema();
        this.asIs = codec.isRaw() && runs.size() == 1 && runs.getFirst().chunkCount() <= 1;
        this.chunkRows = asIs ? oneChunk(info.rowCount()) : chunkRowsFor(schema);
    }

    /** Returns the least chunk size that holds all rows. */
    private static int oneChunk(int rows) {
        return Math.max(
                StoredColumns.BLOCK_ROWS, Integer.highestOneBit(Math.max(1, rows - 1)) << 1);
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
        long directoryOffset = out.position();
        int directoryBytes = directory.remaining();
        int directoryCrc = SegmentLayout.crc(directory, 0, directoryBytes);
        out.writeFully(directory, directoryOffset);
        long fileBytes = directoryOffset + directoryBytes + SegmentLayout.FOOTER_BYTES;
        ByteBuffer footer = SegmentLayout.allocate(SegmentLayout.FOOTER_BYTES);
        footer.putLong(directoryOffset).putInt(directoryBytes).putInt(directoryCrc);
        footer.putLong(fileBytes).putInt(SegmentLayout.VERSION);
        footer.putInt(SegmentLayout.crc(footer, 0, SegmentLayout.FOOTER_CRC_OFFSET));
        footer.putLong(SegmentLayout.MAGIC).flip();
        out.writeFully(footer, directoryOffset + directoryBytes);
        out.writeFully(header(), 0);
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
        try (Arena arena = Arena.ofConfined()) {
            StatisticsBuilder statistics =
                    new StatisticsBuilder(spec.type(), info.rowCount(), arena);
            if (asIs) {
                return writeAsIs(column, statistics);
            }
            DictionaryMerge dictionary = DictionaryMerge.of(runs, column, spec);
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
            return new ColumnEntry(
                    dictionary == null ? -1 : dictionary.size(),
                    dictionary == null ? null : writeDictionary(dictionary),
                    statistics.isFloating(),
                    writeStatistics(statistics),
                    chunks);
        }
    }

    /** Writes the only chunk of the only run from the memory that it lies in: the way of a seal. */
    private ColumnEntry writeAsIs(int column, StatisticsBuilder statistics) throws IOException {
        StoredColumns run = runs.getFirst();
        if (run.rowCount() == 0) {
            return new ColumnEntry(
                    -1, null, statistics.isFloating(), writeStatistics(statistics), List.of());
        }
        try (Arena scratch = Arena.ofConfined()) {
            ColumnVector vector = run.read(column, 0, scratch);
            statistics.add(vector);
            Dictionary dictionary = vector.dictionary();
            ChunkEntry texts = null;
            if (dictionary != null) {
                long heapBytes =
                        dictionary
                                .offsets()
                                .get(ColumnVector.INT, (long) dictionary.size() * Integer.BYTES);
                texts =
                        out.write(
                                null,
                                dictionary
                                        .offsets()
                                        .asSlice(0, (dictionary.size() + 1L) * Integer.BYTES),
                                null,
                                dictionary.heap().asSlice(0, heapBytes));
            }
            ChunkEntry chunk = out.write(vector);
            return new ColumnEntry(
                    dictionary == null ? -1 : dictionary.size(),
                    texts,
                    statistics.isFloating(),
                    writeStatistics(statistics),
                    List.of(chunk));
        }
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

    private ChunkEntry writeStatistics(StatisticsBuilder statistics) throws IOException {
        return out.write(null, null, null, statistics.entries());
    }

    private ChunkEntry store(ChunkEntry raw, MemorySegment memory, int width) throws IOException {
        return out.write(raw, codec.encode(memory, width));
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
