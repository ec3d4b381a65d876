package io.thermocline.formats.segment;

import io.thermocline.formats.column.StoredColumns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Where the fixed parts of a segment file lie. Little-endian.
 *
 * <pre>
 *   header, 128 bytes
 *   0       8         12    16           24              28               32         40          44           48
 *   +-------+---------+-----+------------+---------------+----------------+----------+-----------+------------+
 *   | magic | version | crc | segment id | table ordinal | schema version | base row | row count | chunk rows |
 *   +-------+---------+-----+------------+---------------+----------------+----------+-----------+------------+
 *   48             56            64               128
 *   +--------------+-------------+----------------+
 *   | first append | last append | reserved, zero |
 *   +--------------+-------------+----------------+
 *   The crc covers [16, 128).
 *
 *   footer, the last 40 bytes of the file
 *   0                  8                 12             16            24        28    32      40
 *   +------------------+-----------------+--------------+-------------+---------+-----+-------+
 *   | directory offset | directory bytes | directory crc| file length | version | crc | magic |
 *   +------------------+-----------------+--------------+-------------+---------+-----+-------+
 *   The crc covers [0, 28).
 * </pre>
 */
final class SegmentLayout {
    /** A non-ASCII byte, the name, and line ends that a text transfer would change. */
    static final long MAGIC = 0x0A1A_0A0D_5343_5489L;

    /** The only version so far. */
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
    static final int CRC_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int SEGMENT_ID_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int TABLE_OFFSET = SEGMENT_ID_OFFSET + Long.BYTES;
    static final int SCHEMA_VERSION_OFFSET = TABLE_OFFSET + Integer.BYTES;
    static final int BASE_ROW_OFFSET = SCHEMA_VERSION_OFFSET + Integer.BYTES;
    static final int ROW_COUNT_OFFSET = BASE_ROW_OFFSET + Long.BYTES;
    static final int CHUNK_ROWS_OFFSET = ROW_COUNT_OFFSET + Integer.BYTES;
    static final int FIRST_APPEND_OFFSET = CHUNK_ROWS_OFFSET + Integer.BYTES;
    static final int LAST_APPEND_OFFSET = FIRST_APPEND_OFFSET + Long.BYTES;
    static final int RESERVED_OFFSET = LAST_APPEND_OFFSET + Long.BYTES;
    static final int HEADER_BYTES = 128;

    static final int DIRECTORY_OFFSET_OFFSET = 0;
    static final int DIRECTORY_BYTES_OFFSET = DIRECTORY_OFFSET_OFFSET + Long.BYTES;
    static final int DIRECTORY_CRC_OFFSET = DIRECTORY_BYTES_OFFSET + Integer.BYTES;
    static final int FILE_LENGTH_OFFSET = DIRECTORY_CRC_OFFSET + Integer.BYTES;
    static final int FOOTER_VERSION_OFFSET = FILE_LENGTH_OFFSET + Long.BYTES;
    static final int FOOTER_CRC_OFFSET = FOOTER_VERSION_OFFSET + Integer.BYTES;
    static final int FOOTER_MAGIC_OFFSET = FOOTER_CRC_OFFSET + Integer.BYTES;
    static final int FOOTER_BYTES = FOOTER_MAGIC_OFFSET + Long.BYTES;

    /** Chunks and their buffers start at multiples of this, as Arrow recommends. */
    static final int ALIGNMENT = 64;

    /** Longest buffer of a chunk: offsets are i32. */
    static final long BUFFER_BYTES_MAX = Integer.MAX_VALUE;

    /** Most rows of a chunk: a whole segment of the largest kind that is sealed at once. */
    static final int CHUNK_ROWS_MAX = 1 << 22;

    /** Longest directory: 4,096 columns of 1,024 chunks, and the schema. It is read to the heap. */
    static final int DIRECTORY_BYTES_MAX = 1 << 28;

    /** Statistics of a block: rows without a value, i32. */
    static final int NULL_COUNT_OFFSET = 0;

    /** Rows with a value that is not NaN, i32. */
    static final int VALUE_COUNT_OFFSET = NULL_COUNT_OFFSET + Integer.BYTES;

    /** Smallest value, i64 or f64 bits. */
    static final int MIN_OFFSET = VALUE_COUNT_OFFSET + Integer.BYTES;

    /** Largest value, i64 or f64 bits. */
    static final int MAX_OFFSET = MIN_OFFSET + Long.BYTES;

    /** Bytes of statistics a block. */
    static final int STATISTICS_ENTRY_BYTES = MAX_OFFSET + Long.BYTES;

    private SegmentLayout() {}

    static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Returns the blocks of so many rows. */
    static int blockCount(int rows) {
        return (int) ((rows + (long) StoredColumns.BLOCK_ROWS - 1) / StoredColumns.BLOCK_ROWS);
    }

    /** Returns the bytes that the statistics of so many rows take. */
    static long statisticsBytes(int rows) {
        return (long) blockCount(rows) * STATISTICS_ENTRY_BYTES;
    }

    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the CRC32C of bytes [from, to) of a buffer. */
    static int crc(ByteBuffer buffer, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }
}
