package io.thermocline.formats.journal;

/**
 * Header of one record as the ring, and later the journal, carries it; 16 bytes, little-endian.
 *
 * <pre>
 *   0        4       8                12           16
 *   +--------+-------+----------------+------------+------
 *   | kind   | table | schema version | body bytes | body …
 *   +--------+-------+----------------+------------+------
 * </pre>
 *
 * <p>With {@link #LEASED} set in the kind, the body is 16 bytes that say where the true body lies
 * in the same memory: i64 offset, i64 bytes. Leases exist in the ring only.
 */
public final class RecordLayout {
    /** Offset of the kind, i32. */
    public static final int KIND_OFFSET = 0;

    /** Offset of the table's ordinal, i32; −1 for records of no table. */
    public static final int TABLE_OFFSET = KIND_OFFSET + Integer.BYTES;

    /** Offset of the schema version that the body was written for, i32. */
    public static final int SCHEMA_VERSION_OFFSET = TABLE_OFFSET + Integer.BYTES;

    /** Offset of the length of the body, i32. */
    public static final int BODY_BYTES_OFFSET = SCHEMA_VERSION_OFFSET + Integer.BYTES;

    /** Offset of the body, and length of the header. */
    public static final int BODY_OFFSET = BODY_BYTES_OFFSET + Integer.BYTES;

    /** Offset of a lease's place from the start of the record, i64. */
    public static final int LEASE_OFFSET = BODY_OFFSET;

    /** Offset of a lease's length from the start of the record, i64. */
    public static final int LEASE_BYTES_OFFSET = LEASE_OFFSET + Long.BYTES;

    /** Kind: one row, see {@link RowLayout}. */
    public static final int ROW = 1;

    /** Kind: a columnar batch, see {@link BatchLayout}. */
    public static final int BATCH = 2;

    /** Kind: a control record. */
    public static final int CONTROL = 3;

    /** Flag in the kind: the body lies elsewhere. */
    public static final int LEASED = 0x100;

    private RecordLayout() {}
}
