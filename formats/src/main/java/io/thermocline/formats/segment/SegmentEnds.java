package io.thermocline.formats.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.StoredColumns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Header, footer and directory of a file: everything but the chunks.
 *
 * @param info what the header says
 * @param grid how the rows are cut into chunks
 * @param directory where the chunks lie
 */
record SegmentEnds(SegmentInfo info, ChunkGrid grid, SegmentDirectory directory) {
    /** Reads and checks them. */
    static SegmentEnds read(Path file, FileChannel channel, long length) {
        if (length < SegmentLayout.HEADER_BYTES + SegmentLayout.FOOTER_BYTES) {
            throw new CorruptFileException(
                    file,
                    0,
                    "file length",
                    "at least "
                            + (SegmentLayout.HEADER_BYTES + SegmentLayout.FOOTER_BYTES)
                            + " bytes",
                    length);
        }
        ByteBuffer header = SegmentLayout.allocate(SegmentLayout.HEADER_BYTES);
        readFully(file, channel, header, 0);
        header.flip();
        requireMagicAndVersion(file, header);
        requireCrc(
                file,
                header,
                SegmentLayout.CRC_OFFSET,
                SegmentLayout.SEGMENT_ID_OFFSET,
                SegmentLayout.HEADER_BYTES,
                0);
        requireZeros(file, header);
        ByteBuffer footer = SegmentLayout.allocate(SegmentLayout.FOOTER_BYTES);
        long footerAt = length - SegmentLayout.FOOTER_BYTES;
        readFully(file, channel, footer, footerAt);
        footer.flip();
        requireFooter(file, footer, footerAt, length);
        ChunkGrid grid = grid(file, header);
        SegmentDirectory directory = directory(file, channel, footer, footerAt, grid);
        int version = header.getInt(SegmentLayout.SCHEMA_VERSION_OFFSET);
        if (version != directory.schema().version()) {
            throw new CorruptFileException(
                    file,
                    SegmentLayout.SCHEMA_VERSION_OFFSET,
                    "schema version",
                    directory.schema().version() + ", as in the directory",
                    version);
        }
        SegmentInfo info =
                new SegmentInfo(
                        header.getLong(SegmentLayout.SEGMENT_ID_OFFSET),
                        header.getInt(SegmentLayout.TABLE_OFFSET),
                        header.getLong(SegmentLayout.BASE_ROW_OFFSET),
                        grid.rowCount(),
                        header.getLong(SegmentLayout.FIRST_APPEND_OFFSET),
                        header.getLong(SegmentLayout.LAST_APPEND_OFFSET));
        return new SegmentEnds(info, grid, directory);
    }

    private static ChunkGrid grid(Path file, ByteBuffer header) {
        int rows = header.getInt(SegmentLayout.ROW_COUNT_OFFSET);
        if (rows < 0) {
            throw new CorruptFileException(
                    file, SegmentLayout.ROW_COUNT_OFFSET, "row count", "at least 0", rows);
        }
        int chunkRows = header.getInt(SegmentLayout.CHUNK_ROWS_OFFSET);
        if (chunkRows < StoredColumns.BLOCK_ROWS
                || chunkRows > SegmentLayout.CHUNK_ROWS_MAX
                || Integer.bitCount(chunkRows) != 1) {
            throw new CorruptFileException(
                    file,
                    SegmentLayout.CHUNK_ROWS_OFFSET,
                    "chunk rows",
                    "a power of two in 4096.." + SegmentLayout.CHUNK_ROWS_MAX,
                    chunkRows);
        }
        return new ChunkGrid(rows, chunkRows);
    }

    private static void requireZeros(Path file, ByteBuffer header) {
        for (int at = SegmentLayout.RESERVED_OFFSET; at < SegmentLayout.HEADER_BYTES; at++) {
            if (header.get(at) != 0) {
                throw new CorruptFileException(file, at, "reserved byte", 0, header.get(at));
            }
        }
    }

    private static void requireMagicAndVersion(Path file, ByteBuffer header) {
        long magic = header.getLong(SegmentLayout.MAGIC_OFFSET);
        if (magic != SegmentLayout.MAGIC) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x0: magic: expected 0x%016x, found 0x%016x (not a Thermocline segment)"
                            .formatted(file, SegmentLayout.MAGIC, magic));
        }
        int version = header.getInt(SegmentLayout.VERSION_OFFSET);
        if (version != SegmentLayout.VERSION) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: version: expected %d, found %d (%s)"
                            .formatted(
                                    file,
                                    SegmentLayout.VERSION_OFFSET,
                                    SegmentLayout.VERSION,
                                    version,
                                    version > SegmentLayout.VERSION
                                            ? "written by a newer Thermocline; upgrade to read it"
                                            : "no such version was ever written"));
        }
    }

    private static void requireFooter(Path file, ByteBuffer footer, long footerAt, long length) {
        if (footer.getLong(SegmentLayout.FOOTER_MAGIC_OFFSET) != SegmentLayout.MAGIC) {
            throw new CorruptFileException(
                    file,
                    footerAt + SegmentLayout.FOOTER_MAGIC_OFFSET,
                    "footer magic",
                    "0x%016x".formatted(SegmentLayout.MAGIC),
                    "0x%016x".formatted(footer.getLong(SegmentLayout.FOOTER_MAGIC_OFFSET)),
                    "the file was probably cut short");
        }
        requireCrc(
                file,
                footer,
                SegmentLayout.FOOTER_CRC_OFFSET,
                0,
                SegmentLayout.FOOTER_CRC_OFFSET,
                footerAt);
        int version = footer.getInt(SegmentLayout.FOOTER_VERSION_OFFSET);
        if (version != SegmentLayout.VERSION) {
            throw new CorruptFileException(
                    file,
                    footerAt + SegmentLayout.FOOTER_VERSION_OFFSET,
                    "footer version",
                    SegmentLayout.VERSION + ", as in the header",
                    version);
        }
        long expected = footer.getLong(SegmentLayout.FILE_LENGTH_OFFSET);
        if (expected != length) {
            throw new CorruptFileException(
                    file,
                    footerAt + SegmentLayout.FILE_LENGTH_OFFSET,
                    "file length",
                    expected,
                    length);
        }
    }

    private static SegmentDirectory directory(
            Path file, FileChannel channel, ByteBuffer footer, long footerAt, ChunkGrid grid) {
        long offset = footer.getLong(SegmentLayout.DIRECTORY_OFFSET_OFFSET);
        int bytes = footer.getInt(SegmentLayout.DIRECTORY_BYTES_OFFSET);
        if (offset < SegmentLayout.HEADER_BYTES
                || bytes < 0
                || bytes > SegmentLayout.DIRECTORY_BYTES_MAX
                || offset != footerAt - bytes) {
            throw new CorruptFileException(
                    file,
                    footerAt,
                    "directory",
                    "at most "
                            + SegmentLayout.DIRECTORY_BYTES_MAX
                            + " bytes that end at "
                            + footerAt,
                    bytes + " bytes at " + offset);
        }
        ByteBuffer directory = SegmentLayout.allocate(bytes);
        readFully(file, channel, directory, offset);
        directory.flip();
        int expected = footer.getInt(SegmentLayout.DIRECTORY_CRC_OFFSET);
        int found = SegmentLayout.crc(directory, 0, bytes);
        if (expected != found) {
            throw new CorruptFileException(
                    file,
                    offset,
                    "directory checksum",
                    "0x%08x".formatted(expected),
                    "0x%08x".formatted(found));
        }
        return new DirectoryReader(file, directory, offset, grid).read();
    }

    private static void requireCrc(
            Path file, ByteBuffer buffer, int field, int from, int to, long at) {
        int expected = buffer.getInt(field);
        int found = SegmentLayout.crc(buffer, from, to);
        if (expected != found) {
            throw new CorruptFileException(
                    file,
                    at + field,
                    "checksum",
                    "0x%08x".formatted(expected),
                    "0x%08x".formatted(found));
        }
    }

    static void readFully(Path file, FileChannel channel, ByteBuffer target, long at) {
        try {
            for (long next = at; target.hasRemaining(); ) {
                int count = channel.read(target, next);
                if (count < 0) {
                    throw new CorruptFileException(
                            file,
                            next,
                            "file",
                            target.remaining() + " more bytes",
                            "its end",
                            "the file was cut short");
                }
                next += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + ": cannot be read at 0x" + Long.toHexString(at), e);
        }
    }
}
