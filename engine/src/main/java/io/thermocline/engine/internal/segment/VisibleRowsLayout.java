package io.thermocline.engine.internal.segment;

/**
 * The file of visible row counts, little-endian.
 *
 * <pre>
 *   0       8         12       16      24      64         72
 *   +-------+---------+--------+-------+-------+----------+
 *   | magic | version | crc32c | epoch | zero  | sections |
 *   +-------+---------+--------+-------+-------+----------+
 *   128: superseded   192: changes
 *   256: 4 marks of 32 bytes, mark s &amp; 3 belongs to section s
 *   4096: 4096 changes of 16 bytes, change n stands at n &amp; 4095
 *   69632: 65536 row counts of 8 bytes, by table ordinal
 *
 *   mark   := sequence:i64 timestamp:i64 changes:i64 zero:i64
 *   change := table ordinal:i64 row count before:i64
 * </pre>
 *
 * <p>The CRC covers bytes [0, 12) and [16, 24).
 */
final class VisibleRowsLayout {
    /** "TCVISIB\1" as a little-endian number. */
    static final long MAGIC = 0x0142_4953_4956_4354L;

    static final int VERSION = 1;

    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
    static final long CRC_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final long EPOCH_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final long IDENTITY_BYTES = EPOCH_OFFSET + Long.BYTES;

    // Each of these is on a cache line of its own.
    static final long SECTIONS_OFFSET = 64;
    static final long SUPERSEDED_OFFSET = 128;
    static final long CHANGES_OFFSET = 192;

    static final long MARKS_OFFSET = 256;
    static final int MARKS = 4;
    static final long MARK_BYTES = 32;
    static final long MARK_SEQUENCE_OFFSET = 0;
    static final long MARK_TIMESTAMP_OFFSET = MARK_SEQUENCE_OFFSET + Long.BYTES;
    static final long MARK_CHANGES_OFFSET = MARK_TIMESTAMP_OFFSET + Long.BYTES;

    static final long LOG_OFFSET = 4096;
    static final int LOG_CHANGES = 4096;
    static final long CHANGE_BYTES = 16;

    static final long ROWS_OFFSET = LOG_OFFSET + LOG_CHANGES * CHANGE_BYTES;

    /** Most tables of a shard. */
    static final int TABLES = 1 << 16;

    static final long FILE_BYTES = ROWS_OFFSET + (long) TABLES * Long.BYTES;

    private VisibleRowsLayout() {}

    static long mark(long section) {
        return MARKS_OFFSET + (section & (MARKS - 1)) * MARK_BYTES;
    }

    static long change(long number) {
        return LOG_OFFSET + (number & (LOG_CHANGES - 1)) * CHANGE_BYTES;
    }

    static long rows(int tableOrdinal) {
        return ROWS_OFFSET + (long) tableOrdinal * Long.BYTES;
    }
}
