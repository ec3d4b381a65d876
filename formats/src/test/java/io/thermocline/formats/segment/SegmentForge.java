package io.thermocline.formats.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes a segment file and makes every checksum right again: a liar with good manners. */
final class SegmentForge {
    // Fields of a chunk's entry in the directory.
    static final int CODEC = 0;
    static final int SHUFFLE = 1;
    static final int ZERO = 3;
    static final int CRC = 4;
    static final int OFFSET = 8;
    static final int STORED = 16;
    static final int VALIDITY = 24;
    static final int OFFSETS = 32;
    static final int CHILD_OFFSETS = 40;
    static final int VALUES = 48;

    private ByteBuffer bytes;

    SegmentForge(Path file) throws IOException {
        this(Files.readAllBytes(file));
    }

    SegmentForge(byte[] file) {
        bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the whole file, to be changed in place. */
    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return bytes.capacity();
    }

    int footer() {
        return length() - SegmentLayout.FOOTER_BYTES;
    }

    int directory() {
        return (int) bytes.getLong(footer() + SegmentLayout.DIRECTORY_OFFSET_OFFSET);
    }

    String schema() {
        int at = directory() + Integer.BYTES;
        return StandardCharsets.UTF_8.decode(bytes.slice(at, bytes.getInt(directory()))).toString();
    }

    /** Returns where the flags of a column are, which comes first of its entry. */
    int column(int column) {
        int at = directory() + Integer.BYTES + bytes.getInt(directory());
        for (int c = 0; c < column; c++) {
            at = chunk(at, chunkCount());
        }
        return at;
    }

    /** Returns where the dictionary's size is, of a coded column. */
    int dictionarySize(int column) {
        return column(column) + 1;
    }

    /** Returns where the dictionary's chunk entry is, of a coded column. */
    int dictionary(int column) {
        return column(column) + 1 + Integer.BYTES;
    }

    int statistics(int column) {
        return chunk(column(column), -1);
    }

    int chunk(int column) {
        return chunk(column(column), 0);
    }

    private int chunk(int column, int chunk) {
        int start =
                bytes.get(column) % 2 == 0 ? 1 : 1 + Integer.BYTES + SegmentDirectory.CHUNK_BYTES;
        return column + start + (chunk + 1) * SegmentDirectory.CHUNK_BYTES;
    }

    int chunkCount() {
        int rows = bytes.getInt(SegmentLayout.ROW_COUNT_OFFSET);
        int chunkRows = bytes.getInt(SegmentLayout.CHUNK_ROWS_OFFSET);
        return new ChunkGrid(rows, chunkRows).chunkCount();
    }

    /** Returns where the stored bytes of a chunk are. */
    int content(int chunk) {
        return (int) bytes.getLong(chunk + OFFSET);
    }

    /** Makes the checksum of a chunk's content right. */
    SegmentForge sealChunk(int chunk) {
        int at = content(chunk);
        int stored = (int) bytes.getLong(chunk + STORED);
        bytes.putInt(chunk + CRC, SegmentLayout.crc(bytes, at, at + stored));
        return this;
    }

    /** Replaces the schema by another text. */
    SegmentForge schema(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int rest = directory() + Integer.BYTES + bytes.getInt(directory());
        ByteBuffer changed =
                ByteBuffer.allocate(length() + text.length - bytes.getInt(directory()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        changed.put(bytes.slice(0, directory())).putInt(text.length).put(text);
        changed.put(bytes.slice(rest, length() - rest));
        int added = changed.capacity() - length();
        bytes = changed;
        int size = footer() + SegmentLayout.DIRECTORY_BYTES_OFFSET;
        bytes.putInt(size, bytes.getInt(size) + added);
        return this;
    }

    /** Makes the checksums of header, directory and footer right, and the file's length. */
    SegmentForge seal() {
        bytes.putInt(
                SegmentLayout.CRC_OFFSET,
                SegmentLayout.crc(
                        bytes, SegmentLayout.SEGMENT_ID_OFFSET, SegmentLayout.HEADER_BYTES));
        int footer = footer();
        int size = bytes.getInt(footer + SegmentLayout.DIRECTORY_BYTES_OFFSET);
        if (size >= 0 && directory() >= 0 && directory() + (long) size <= length()) {
            bytes.putInt(
                    footer + SegmentLayout.DIRECTORY_CRC_OFFSET,
                    SegmentLayout.crc(bytes, directory(), directory() + size));
        }
        bytes.putLong(footer + SegmentLayout.FILE_LENGTH_OFFSET, length());
        return sealFooter();
    }

    SegmentForge sealFooter() {
        int footer = footer();
        int crc = SegmentLayout.crc(bytes, footer, footer + SegmentLayout.FOOTER_CRC_OFFSET);
        bytes.putInt(footer + SegmentLayout.FOOTER_CRC_OFFSET, crc);
        return this;
    }

    Path write(Path file) throws IOException {
        byte[] copy = new byte[length()];
        bytes.get(0, copy);
        return Files.write(file, copy);
    }
}
