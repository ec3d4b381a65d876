package io.thermocline.formats.segment;

import io.thermocline.formats.column.Schema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The directory of a segment file: schema and where each column's chunks lie. {@link
 * DirectoryReader} reads it back.
 *
 * <pre>
 *   directory := schema bytes:u32  schema:UTF-8 JSON  column{columns of the schema}
 *   column    := flags:u8 (1 dictionary, 2 floating statistics)  [dictionary size:u32  dictionary:chunk]
 *                statistics:chunk  chunk{chunks of the segment}
 *   chunk     := codec:u8  shuffle width:u16  zero:u8  crc:u32  offset:u64  stored:u64
 *                validity:u64  offsets:u64  child offsets:u64  values:u64
 * </pre>
 *
 * @param schema schema of the rows
 * @param columns one entry a column
 */
record SegmentDirectory(Schema schema, List<ColumnEntry> columns) {
    static final int CHUNK_BYTES = 2 * Integer.BYTES + 6 * Long.BYTES;
    static final int FLAG_DICTIONARY = 1;
    static final int FLAG_FLOATING = 2;

    /** Longest schema as JSON: 4 KiB for each of 4,096 columns. */
    static final int SCHEMA_BYTES_MAX = 16 << 20;

    ByteBuffer encode() {
        byte[] json = schema.toJson().getBytes(StandardCharsets.UTF_8);
        if (json.length > SCHEMA_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "segment: expected a schema of at most %d bytes as JSON, found %d; shorten its descriptions and metadata"
                            .formatted(SCHEMA_BYTES_MAX, json.length));
        }
        long bytes = (long) Integer.BYTES + json.length;
        for (ColumnEntry column : columns) {
            bytes += 1 + (column.dictionary() == null ? 0 : Integer.BYTES + CHUNK_BYTES);
            bytes += (1L + column.chunks().size()) * CHUNK_BYTES;
        }
        ByteBuffer out = SegmentLayout.allocate(Math.toIntExact(bytes));
        out.putInt(json.length).put(json);
        for (ColumnEntry column : columns) {
            put(out, column);
        }
        return out.flip();
    }

    private static void put(ByteBuffer out, ColumnEntry column) {
        ChunkEntry dictionary = column.dictionary();
        int flags =
                (dictionary != null ? FLAG_DICTIONARY : 0)
                        | (column.floating() ? FLAG_FLOATING : 0);
        out.put((byte) flags);
        if (dictionary != null) {
            out.putInt(column.dictionarySize());
            put(out, dictionary);
        }
        put(out, column.statistics());
        for (ChunkEntry chunk : column.chunks()) {
            put(out, chunk);
        }
    }

    private static void put(ByteBuffer out, ChunkEntry chunk) {
        BufferBytes buffers = chunk.buffers();
        out.put((byte) chunk.codec().id()).putShort((short) chunk.shuffleWidth()).put((byte) 0);
        out.putInt(chunk.crc()).putLong(chunk.offset()).putLong(chunk.storedBytes());
        out.putLong(buffers.validity()).putLong(buffers.offsets());
        out.putLong(buffers.childOffsets()).putLong(buffers.values());
    }
}
