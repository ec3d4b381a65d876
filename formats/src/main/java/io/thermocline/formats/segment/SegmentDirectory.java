package io.thermocline.formats.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.encoding.Codec;

import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory of a segment file: schema and where each column's chunks lie.
 *
 * <pre>
 *   directory := schema bytes:u32  schema:UTF-8 JSON  column{columns of the schema}
 *   column    := flags:u8 (1 dictionary, 2 floating statistics)  [dictionary size:u32  dictionary:chunk]
 *                statistics:chunk  chunk{chunks of the segment}
 *   chunk     := codec:u8  shuffle width:u16  reserved:u8  crc:u32  offset:u64  stored:u64
 *                validity:u64  offsets:u64  child offsets:u64  values:u64
 * </pre>
 *
 * @param schema schema of the rows
 * @param columns one entry a column
 */
record SegmentDirectory(Schema schema, List<ColumnEntry> columns) {
    private static final int CHUNK_BYTES = 2 * Integer.BYTES + 6 * Long.BYTES;
    private static final int FLAG_DICTIONARY = 1;
    private static final int FLAG_FLOATING = 2;

    ByteBuffer encode() {
        byte[] json = schema.toJson().getBytes(StandardCharsets.UTF_8);
        int bytes = Integer.BYTES + json.length;
        for (ColumnEntry column : columns) {
            bytes += 1 + (column.dictionary() == null ? 0 : Integer.BYTES + CHUNK_BYTES);
            bytes += (1 + column.chunks().size()) * CHUNK_BYTES;
        }
        ByteBuffer out = SegmentLayout.allocate(bytes).putInt(json.length).put(json);
        for (ColumnEntry column : columns) {
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
            column.chunks().forEach(chunk -> put(out, chunk));
        }
        return out.flip();
    }

    private static void put(ByteBuffer out, ChunkEntry chunk) {
        out.put((byte) chunk.codec().id()).putShort((short) chunk.shuffleWidth()).put((byte) 0);
        out.putInt(chunk.crc()).putLong(chunk.offset()).putLong(chunk.storedBytes());
        out.putLong(chunk.validityBytes()).putLong(chunk.offsetsBytes());
        out.putLong(chunk.childOffsetsBytes()).putLong(chunk.valuesBytes());
    }

    /**
     * Reads a directory whose checksum holds.
     *
     * @param file name for messages
     * @param in the directory
     * @param at its offset in the file, for messages and as the end of the chunks
     * @param chunkCount chunks of each column
     */
    static SegmentDirectory decode(Path file, ByteBuffer in, long at, int chunkCount) {
        try {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new CorruptFileException(
                        file, at, "schema bytes", "0.." + in.remaining(), length);
            }
            byte[] json = new byte[length];
            in.get(json);
            Schema schema = Schema.parse(new String(json, StandardCharsets.UTF_8));
            List<ColumnEntry> columns = new ArrayList<>(schema.size());
            for (int c = 0; c < schema.size(); c++) {
                columns.add(column(file, in, at, chunkCount));
            }
            if (in.hasRemaining()) {
                throw new CorruptFileException(
                        file,
                        at + in.position(),
                        "directory",
                        "its end",
                        in.remaining() + " more bytes");
            }
            return new SegmentDirectory(schema, List.copyOf(columns));
        } catch (BufferUnderflowException e) {
            throw new CorruptFileException(
                    file, at + in.position(), "directory", "another entry", "its end");
        }
    }

    private static ColumnEntry column(Path file, ByteBuffer in, long at, int chunkCount) {
        int flags = in.get();
        if ((flags & ~(FLAG_DICTIONARY | FLAG_FLOATING)) != 0) {
            throw new CorruptFileException(
                    file, at + in.position() - 1, "column flags", "0..3", flags);
        }
        int size = -1;
        @Nullable ChunkEntry dictionary = null;
        if ((flags & FLAG_DICTIONARY) != 0) {
            size = in.getInt();
            dictionary = chunk(file, in, at);
        }
        ChunkEntry statistics = chunk(file, in, at);
        if ((long) chunkCount * CHUNK_BYTES > in.remaining()) {
            throw new CorruptFileException(
                    file,
                    at + in.position(),
                    "directory",
                    chunkCount + " chunks",
                    in.remaining() + " bytes");
        }
        List<ChunkEntry> chunks = new ArrayList<>(chunkCount);
        for (int i = 0; i < chunkCount; i++) {
            chunks.add(chunk(file, in, at));
        }
        return new ColumnEntry(
                size, dictionary, (flags & FLAG_FLOATING) != 0, statistics, List.copyOf(chunks));
    }

    private static ChunkEntry chunk(Path file, ByteBuffer in, long at) {
        long field = at + in.position();
        int id = in.get();
        Codec codec = Codec.ofId(id);
        if (codec == null) {
            throw new CorruptFileException(
                    file, field, "codec", "0, 1 or 2", id, "written by a newer version?");
        }
        int shuffleWidth = Short.toUnsignedInt(in.getShort());
        in.get();
        ChunkEntry chunk =
                new ChunkEntry(
                        codec,
                        shuffleWidth,
                        in.getInt(),
                        in.getLong(),
                        in.getLong(),
                        in.getLong(),
                        in.getLong(),
                        in.getLong(),
                        in.getLong());
        requireWithin(file, field, chunk, at);
        return chunk;
    }

    private static void requireWithin(Path file, long field, ChunkEntry chunk, long end) {
        long stored = chunk.storedBytes();
        if (chunk.offset() < SegmentLayout.HEADER_BYTES
                || chunk.offset() % SegmentLayout.ALIGNMENT != 0
                || stored < 0
                || chunk.offset() > end
                || stored > end - chunk.offset()) {
            throw new CorruptFileException(
                    file,
                    field,
                    "chunk",
                    "bytes within " + SegmentLayout.HEADER_BYTES + ".." + end,
                    stored + " bytes at " + chunk.offset());
        }
        for (long bytes :
                new long[] {
                    chunk.validityBytes(),
                    chunk.offsetsBytes(),
                    chunk.childOffsetsBytes(),
                    chunk.valuesBytes()
                }) {
            if (bytes < 0 || bytes > Integer.MAX_VALUE) {
                throw new CorruptFileException(
                        file, field, "buffer", "0.." + Integer.MAX_VALUE + " bytes", bytes);
            }
        }
        boolean isRawLength = stored == chunk.rawBytes();
        if (chunk.codec() == Codec.RAW
                ? !isRawLength
                : stored >= chunk.rawBytes() && chunk.rawBytes() > 0) {
            throw new CorruptFileException(
                    file,
                    field,
                    "stored bytes",
                    chunk.rawBytes() + " for a raw chunk, fewer for another",
                    stored);
        }
    }
}
