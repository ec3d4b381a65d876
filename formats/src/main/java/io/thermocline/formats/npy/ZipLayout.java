package io.thermocline.formats.npy;

/**
 * The ZIP records that an {@code .npz} archive consists of, all little-endian. Offsets are in bytes
 * from the start of the record.
 *
 * <pre>
 * archive := { local-header name extra data } { central-header name extra comment }
 *            [ end64 locator64 ] end comment
 *
 * local header    0 magic:u32  4 version:u16  6 flags:u16  8 method:u16  10 time:u16  12 date:u16
 *                14 crc32:u32 18 stored:u32  22 size:u32  26 name:u16   28 extra:u16  30
 * central header  0 magic:u32  4 made:u16     6 version:u16  8 flags:u16 10 method:u16 12 time:u16
 *                14 date:u16  16 crc32:u32   20 stored:u32  24 size:u32  28 name:u16   30 extra:u16
 *                32 comment:u16 34 disk:u16  36 internal:u16 38 external:u32 42 local:u32 46
 * end             0 magic:u32  4 disk:u16     6 disk:u16   8 entries:u16 10 entries:u16
 *                12 directory bytes:u32      16 directory offset:u32     20 comment:u16 22
 * locator64       0 magic:u32  4 disk:u32     8 end64 offset:u64         16 disks:u32 20
 * end64           0 magic:u32  4 bytes that follow:u64  12 made:u16 14 version:u16 16 disk:u32
 *                20 disk:u32  24 entries:u64 32 entries:u64 40 directory bytes:u64
 *                48 directory offset:u64     56
 * </pre>
 *
 * A 32-bit size or offset of all ones refers to the extra field {@link #EXTRA_ZIP64}, which holds
 * the 64-bit values of those fields in the order size, stored, local.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE</a>
 */
final class ZipLayout {
    static final int LOCAL_MAGIC = 0x04034b50;
    static final int LOCAL_CRC_OFFSET = 14;
    static final int LOCAL_NAME_LENGTH_OFFSET = 26;
    static final int LOCAL_EXTRA_LENGTH_OFFSET = 28;
    static final int LOCAL_BYTES = 30;

    static final int CENTRAL_MAGIC = 0x02014b50;
    static final int CENTRAL_FLAGS_OFFSET = 8;
    static final int CENTRAL_METHOD_OFFSET = 10;
    static final int CENTRAL_CRC_OFFSET = 16;
    static final int CENTRAL_STORED_OFFSET = 20;
    static final int CENTRAL_SIZE_OFFSET = 24;
    static final int CENTRAL_NAME_LENGTH_OFFSET = 28;
    static final int CENTRAL_EXTRA_LENGTH_OFFSET = 30;
    static final int CENTRAL_COMMENT_LENGTH_OFFSET = 32;
    static final int CENTRAL_LOCAL_OFFSET = 42;
    static final int CENTRAL_BYTES = 46;

    static final int END_MAGIC = 0x06054b50;
    static final int END_ENTRIES_OFFSET = 10;
    static final int END_DIRECTORY_BYTES_OFFSET = 12;
    static final int END_DIRECTORY_OFFSET = 16;
    static final int END_COMMENT_LENGTH_OFFSET = 20;
    static final int END_BYTES = 22;

    static final int LOCATOR64_MAGIC = 0x07064b50;
    static final int LOCATOR64_END_OFFSET = 8;
    static final int LOCATOR64_BYTES = 20;

    static final int END64_MAGIC = 0x06064b50;
    static final int END64_ENTRIES_OFFSET = 32;
    static final int END64_DIRECTORY_BYTES_OFFSET = 40;
    static final int END64_DIRECTORY_OFFSET = 48;
    static final int END64_BYTES = 56;

    static final int METHOD_STORED = 0;
    static final int METHOD_DEFLATED = 8;

    /** The name is UTF-8. */
    static final int FLAG_UTF8 = 1 << 11;

    /** The data are encrypted. */
    static final int FLAG_ENCRYPTED = 1;

    /** Extra field with 64-bit sizes and offset. */
    static final int EXTRA_ZIP64 = 0x0001;

    /** Extra field of a u16 alignment and as many zeros as it takes to align the data. */
    static final int EXTRA_ALIGNMENT = 0xd935;

    /** In a 32-bit field: see the 64-bit one. */
    static final long SEE_64 = 0xffff_ffffL;

    /** First of January 1980, the earliest date there is: archives of equal arrays are equal. */
    static final short NO_DATE = 0x21;

    private ZipLayout() {}
}
