package io.thermocline.formats.hdf5;

/**
 * The superblock of the files we write: HDF5 version 2, at offset 0, 48 bytes.
 *
 * <pre>
 *   0           8         9         10        11      12     20        28      36     44        48
 *   +-----------+---------+---------+---------+-------+------+---------+-------+------+---------+
 *   | signature | version | offsets | lengths | flags | base | ext.    | end   | root | lookup3 |
 *   |           | 2       | 8       | 8       | 0     | 0    | none    | of    | group|         |
 *   |           |         |         |         |       |      |         | file  | 64   |         |
 *   +-----------+---------+---------+---------+-------+------+---------+-------+------+---------+
 * </pre>
 */
final class SuperblockLayout {
    /** Bytes of the superblock. */
    static final int BYTES = 48;

    /** Offset of the end-of-file address. */
    static final int END_OFFSET = 28;

    /** Where jhdf puts the root group's object header. */
    static final long ROOT_ADDRESS = 64;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    private SuperblockLayout() {}

    /** Returns the superblock of a file of {@code fileBytes} bytes. */
    static byte[] encode(long fileBytes) {
        return new LittleEndianBytes()
                .bytes(SIGNATURE)
                .u8(2)
                .u8(Long.BYTES)
                .u8(Long.BYTES)
                .u8(0)
                .u64(0)
                .u64(LittleEndianBytes.UNDEFINED)
                .u64(fileBytes)
                .u64(ROOT_ADDRESS)
                .checksum()
                .toArray();
    }

    /** Returns HDF5's signature. */
    static byte[] signature() {
        return SIGNATURE.clone();
    }
}
