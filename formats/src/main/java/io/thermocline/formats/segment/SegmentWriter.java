package io.thermocline.formats.segment;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.encoding.ChunkCodec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a whole segment file, front to back, from any stored runs of consecutive rows.
 *
 * <p>Memory is bounded by a few chunks of the widest column and one column's dictionary. The caller
 * opens the channel on a new file, forces and renames it. One thread, one file.
 */
public final class SegmentWriter {
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
        this.asIs =
                codec.isRaw()
                        && runs.size() == 1
                        && runs.getFirst().chunkCount() == 1
                        && info.rowCount() <= SegmentLayout.CHUNK_ROWS_MAX;
        this.chunkRows = asIs ? ChunkSize.whole(info.rowCount()) : ChunkSize.choose(schema, runs);
    }

    /**
     * Writes a file.
     *
     * @param channel open for writing on a new, empty file
     * @param info what the header says; its row count is the sum of the runs'
     * @param runs one or more runs of consecutive rows with the same schema
     * @param codec codec for chunks that shrink; {@link io.thermocline.formats.encoding.Codec#RAW}
     *     for a hot segment
     * @throws IllegalArgumentException if the file is not empty, schemas differ, row counts do not
     *     add up, or a chunk would be larger than the format allows (2 GiB a buffer)
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
        if (runs.isEmpty() || rows != info.rowCount()) {
            throw new IllegalArgumentException(
                    "segment: expected %d rows in one or more runs, found %d in %d"
                            .formatted(info.rowCount(), rows, runs.size()));
        }
        if (channel.size() != 0) {
            throw new IllegalArgumentException(
                    "segment: expected an empty file, whose gaps read as zeros, found %d bytes"
                            .formatted(channel.size()));
        }
        return new SegmentWriter(channel, info, runs, codec).write();
    }

    private SegmentSummary write() throws IOException {
        List<ColumnEntry> entries = new ArrayList<>(schema.size());
        List<SegmentSummary.ColumnSummary> columns = new ArrayList<>(schema.size());
        long rawBytes = 0;
        for (int c = 0; c < schema.size(); c++) {
            ColumnEntry entry = writeColumn(c);
            SegmentSummary.ColumnSummary summary =
                    SegmentSummary.ColumnSummary.of(schema.column(c), entry);
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
        ColumnType type = schema.column(column).type();
        try (Arena arena = Arena.ofConfined()) {
            StatisticsBuilder statistics = new StatisticsBuilder(type, info.rowCount(), arena);
            if (asIs) {
                ColumnVector rows = runs.getFirst().read(column, 0, arena);
                if (startsItsBuffers(rows)) {
                    return writeAsIs(rows, statistics, arena);
                }
            }
            return writeMerged(column, statistics);
        }
    }

    private static boolean startsItsBuffers(ColumnVector rows) {
        MemorySegment offsets = rows.offsets();
        MemorySegment childOffsets = rows.childOffsets();
        return rows.firstRow() == 0
                && (offsets == null || offsets.get(ColumnVector.INT, 0) == 0)
                && (childOffsets == null || childOffsets.get(ColumnVector.INT, 0) == 0);
    }

    /** Writes the only chunk of the only run from the memory that it lies in. */
    private ColumnEntry writeAsIs(ColumnVector rows, StatisticsBuilder statistics, Arena arena)
            throws IOException {
        statistics.add(rows);
        Dictionary dictionary = rows.dictionary();
        ChunkEntry texts = dictionary == null ? null : writeDictionary(dictionary);
        ChunkEntry chunk = out.write(rows, arena);
        return new ColumnEntry(
                dictionary == null ? -1 : dictionary.size(),
                texts,
                statistics.isFloating(),
                writeStatistics(statistics),
                List.of(chunk));
    }

    private ChunkEntry writeDictionary(Dictionary dictionary) throws IOException {
        long offsetsBytes = (dictionary.size() + 1L) * Integer.BYTES;
        return out.write(
                null,
                dictionary.offsets().asSlice(0, offsetsBytes),
                null,
                dictionary.heap().asSlice(0, DictionaryMerge.heapBytes(dictionary)));
    }

    /** Puts the runs together and cuts them anew. */
    private ColumnEntry writeMerged(int column, StatisticsBuilder statistics) throws IOException {
        Column spec = schema.column(column);
        DictionaryMerge dictionary = DictionaryMerge.of(runs, column, spec);
        int width = shuffleWidth(spec.type(), dictionary != null);
        List<ChunkEntry> chunks = new ArrayList<>();
        try (ChunkBuffers buffers = new ChunkBuffers(spec.type(), dictionary != null)) {
            for (StoredColumns run : runs) {
                for (int chunk = 0; chunk < run.chunkCount(); chunk++) {
                    try (Arena scratch = Arena.ofConfined()) {
                        ColumnVector rows = run.read(column, chunk, scratch);
                        statistics.add(rows);
                        addRows(rows, dictionary, buffers, width, chunks);
                    }
                }
            }
            if (buffers.rows() > 0) {
                chunks.add(writeChunk(buffers, width));
            }
        }
        return new ColumnEntry(
                dictionary == null ? -1 : dictionary.size(),
                dictionary == null ? null : writeDictionary(dictionary),
                statistics.isFloating(),
                writeStatistics(statistics),
                chunks);
    }

    /** Adds rows to the chunk in progress; writes it and starts the next as it fills. */
    private void addRows(
            ColumnVector rows,
            @Nullable DictionaryMerge dictionary,
            ChunkBuffers buffers,
            int width,
            List<ChunkEntry> chunks)
            throws IOException {
        int[] codes = dictionary == null ? new int[0] : dictionary.codesOf(rows.dictionary());
        for (int from = 0; from < rows.rowCount(); ) {
            int count = Math.min(rows.rowCount() - from, chunkRows - buffers.rows());
            buffers.add(rows.slice(from, count), codes);
            from += count;
            if (buffers.rows() == chunkRows) {
                chunks.add(writeChunk(buffers, width));
                buffers.clear();
            }
        }
    }

    /** Returns the bytes of the elements that a shuffle would transpose; 1 if there are none. */
    private static int shuffleWidth(ColumnType type, boolean coded) {
        if (coded) {
            return Integer.BYTES;
        }
        int bytes = type.element().bytes();
        return type.element().isComplex() ? bytes / 2 : bytes;
    }

    private ChunkEntry writeChunk(ChunkBuffers buffers, int width) throws IOException {
        if (codec.isRaw()) {
            return out.write(
                    buffers.validity(),
                    buffers.offsets(),
                    buffers.childOffsets(),
                    buffers.values());
        }
        BufferBytes lengths = buffers.lengths();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw = arena.allocate(lengths.raw(), SegmentLayout.ALIGNMENT);
            buffers.writeTo(raw);
            return out.write(lengths, codec.encode(raw, width));
        }
    }

    private ChunkEntry writeDictionary(DictionaryMerge dictionary) throws IOException {
        BufferBytes lengths = dictionary.lengths();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw = arena.allocate(lengths.raw(), SegmentLayout.ALIGNMENT);
            dictionary.writeTo(raw);
            return out.write(lengths, codec.encode(raw, 1));
        }
    }

    private ChunkEntry writeStatistics(StatisticsBuilder statistics) throws IOException {
        return out.write(null, null, null, statistics.entries());
    }
}
