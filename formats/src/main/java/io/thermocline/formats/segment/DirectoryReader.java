package io.thermocline.formats.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;

import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads a directory whose checksum holds. That says nothing about its honesty, so every length is
 * checked here against rows, types and file, before anything is allocated for it; what the chunks
 * hold is checked when they are read, see {@link ChunkCheck}.
 */
final class DirectoryReader {
    /** Widest element that a shuffle may name: one complex128. */
    private static final int SHUFFLE_WIDTH_MAX = 16;

    private final Path file;
    private final ByteBuffer in;

    /** Where the directory lies in the file, which is where the chunks end. */
    private final long at;

    private final ChunkGrid grid;

    /**
     * Starts at the first byte.
     *
     * @param file name for messages
     * @param in the directory
     * @param at its offset in the file
     * @param grid chunks of each column
     */
    DirectoryReader(Path file, ByteBuffer in, long at, ChunkGrid grid) {
        this.file = file;
        this.in = in;
        this.at = at;
        this.grid = grid;
    }

    SegmentDirectory read() {
        try {
            Schema schema = schema();
            List<ColumnEntry> columns = new ArrayList<>(schema.size());
            for (Column column : schema.columns()) {
                columns.add(column(column.type()));
            }
            if (in.hasRemaining()) {
                throw corrupt("directory", "its end", in.remaining() + " more bytes");
            }
            requireTiles(columns);
            return new SegmentDirectory(schema, List.copyOf(columns));
        } catch (BufferUnderflowException e) {
            throw corrupt("directory", "another entry", "its end");
        }
    }

    private CorruptFileException corrupt(String field, Object expected, Object found) {
        return new CorruptFileException(file, at + in.position(), field, expected, found);
    }

    private Schema schema() {
        int length = in.getInt();
        int limit = Math.min(in.remaining(), SegmentDirectory.SCHEMA_BYTES_MAX);
        if (length < 0 || length > limit) {
            throw corrupt("schema bytes", "0.." + limit, length);
        }
        byte[] json = new byte[length];
        in.get(json);
        try {
            return Schema.parse(new String(json, StandardCharsets.UTF_8));
        } catch (FormatException | IllegalArgumentException | ArithmeticException e) {
            CorruptFileException corrupt =
                    corrupt("schema", "a schema as JSON", String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private ColumnEntry column(ColumnType type) {
        boolean isFloating = type.isNumber() && type.element().isFloat();
        int expected = isFloating ? SegmentDirectory.FLAG_FLOATING : 0;
        int flags = in.get();
        boolean isCoded = type.isText() && (flags & SegmentDirectory.FLAG_DICTIONARY) != 0;
        if (flags != (isCoded ? expected | SegmentDirectory.FLAG_DICTIONARY : expected)) {
            throw corrupt("column flags", expected + " for " + type.text(), flags);
        }
        int size = -1;
        @Nullable ChunkEntry dictionary = null;
        if (isCoded) {
            size = in.getInt();
            if (size < 0 || size > Dictionary.MAX_SIZE) {
                throw corrupt("dictionary size", "0.." + Dictionary.MAX_SIZE, size);
            }
            dictionary = chunk(type, new BufferBytes(0, (size + 1L) * Integer.BYTES, 0, -1));
        }
        long statisticsBytes = SegmentLayout.statisticsBytes(grid.rowCount());
        ChunkEntry statistics = chunk(type, new BufferBytes(0, 0, 0, statisticsBytes));
        int count = grid.chunkCount();
        if ((long) count * SegmentDirectory.CHUNK_BYTES > in.remaining()) {
            throw corrupt("directory", count + " chunks", in.remaining() + " bytes");
        }
        List<ChunkEntry> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(chunk(type, lengths(type, isCoded, grid.rowsOf(i))));
        }
        return new ColumnEntry(size, dictionary, isFloating, statistics, List.copyOf(chunks));
    }

    /** Returns the lengths that rows need: −1 if their content decides; validity may be absent. */
    private static BufferBytes lengths(ColumnType type, boolean isCoded, int rows) {
        long bits = (rows + 7L) / Byte.SIZE;
        if (isCoded) {
            return new BufferBytes(bits, 0, 0, (long) rows * Integer.BYTES);
        }
        if (!type.isVariable()) {
            return new BufferBytes(
                    bits, 0, 0, type.isBool() ? bits : (long) rows * type.fixedBytes());
        }
        boolean isTextList = type.kind() == ColumnType.Kind.STRING_LIST;
        return new BufferBytes(bits, (rows + 1L) * Integer.BYTES, isTextList ? -1 : 0, -1);
    }

    private ChunkEntry chunk(ColumnType type, BufferBytes expected) {
        int id = in.get();
        Codec codec = Codec.ofId(id);
        if (codec == null) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: codec: expected 0, 1 or 2, found %d (written by a newer Thermocline; upgrade to read it)"
                            .formatted(file, at + in.position() - 1, id));
        }
        int shuffleWidth = Short.toUnsignedInt(in.getShort());
        int zero = in.get();
        if (zero != 0) {
            throw corrupt("reserved byte", 0, zero);
        }
        ChunkEntry chunk =
                new ChunkEntry(
                        codec,
                        shuffleWidth,
                        in.getInt(),
                        in.getLong(),
                        in.getLong(),
                        new BufferBytes(in.getLong(), in.getLong(), in.getLong(), in.getLong()));
        requireBuffers(type, chunk.buffers(), expected);
        requireStored(chunk);
        return chunk;
    }

    private void requireBuffers(ColumnType type, BufferBytes found, BufferBytes expected) {
        int width = type.kind() == ColumnType.Kind.LIST ? type.element().bytes() : 1;
        if ((found.validity() != 0 && found.validity() != expected.validity())
                || found.offsets() != expected.offsets()
                || !isLength(found.childOffsets(), expected.childOffsets(), Integer.BYTES)
                || !isLength(found.values(), expected.values(), width)) {
            throw corrupt("buffers", expected + " (validity may be 0, -1 is any)", found);
        }
    }

    private static boolean isLength(long found, long expected, int unit) {
        return expected >= 0
                ? found == expected && found <= SegmentLayout.BUFFER_BYTES_MAX
                : found >= 0 && found <= SegmentLayout.BUFFER_BYTES_MAX && found % unit == 0;
    }

    private void requireStored(ChunkEntry chunk) {
        long raw = chunk.rawBytes();
        long stored = chunk.storedBytes();
        int width = chunk.shuffleWidth();
        boolean isSound =
                chunk.codec() == Codec.RAW
                        ? stored == raw && width == 0
                        : ChunkCodec.isPlausible(chunk.codec(), raw, stored)
                                && width != 1
                                && width <= SHUFFLE_WIDTH_MAX;
        if (!isSound) {
            throw corrupt(
                    "stored bytes",
                    raw + " and no shuffle for a raw chunk, plausibly fewer for another",
                    stored + ", shuffle " + width + ", " + chunk.codec());
        }
    }

    /** Checks that the chunks fill the file up to the directory, without overlaps and gaps. */
    private void requireTiles(List<ColumnEntry> columns) {
        List<ChunkEntry> all = new ArrayList<>();
        for (ColumnEntry column : columns) {
            ChunkEntry dictionary = column.dictionary();
            if (dictionary != null) {
                all.add(dictionary);
            }
            all.add(column.statistics());
            all.addAll(column.chunks());
        }
        all.sort(
                Comparator.comparingLong(ChunkEntry::offset)
                        .thenComparingLong(ChunkEntry::storedBytes));
        long next = SegmentLayout.HEADER_BYTES;
        for (ChunkEntry chunk : all) {
            if (chunk.offset() != next || chunk.storedBytes() > at - next) {
                throw new CorruptFileException(
                        file,
                        at,
                        "directory",
                        "a chunk at " + next + " that ends before " + at,
                        chunk.storedBytes() + " bytes at " + chunk.offset());
            }
            next = SegmentLayout.align(next + chunk.storedBytes());
        }
        if (next != at) {
            throw new CorruptFileException(file, at, "directory", "an offset of " + next, at);
        }
    }
}
