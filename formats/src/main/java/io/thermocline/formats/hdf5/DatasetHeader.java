package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.Shape;

import java.util.List;

/**
 * The object header of a dataset: HDF5 version 2, one block, closed by a lookup3 checksum. Its
 * length does not depend on addresses, so that it can be measured first and written last.
 *
 * <pre>
 *   0      4         5       6       10                        end - 4
 *   +------+---------+-------+-------+---------+ ... +---------+---------+
 *   | OHDR | version | flags | bytes | message |     | message | lookup3 |
 *   |      | 2       | 2     | u32   |         |     |         |         |
 *   +------+---------+-------+-------+---------+ ... +---------+---------+
 *   message := type u8 | body bytes u16 | flags u8 | body
 * </pre>
 */
final class DatasetHeader {
    static final byte[] SIGNATURE = {'O', 'H', 'D', 'R'};

    /** Bytes before the first message. */
    static final int PREFIX_BYTES = 10;

    static final int CHECKSUM_BYTES = 4;

    /** Message flag: the body never changes. */
    private static final int CONSTANT = 1;

    private DatasetHeader() {}

    /** The parts that are known before the data are written. */
    record Fixed(
            Hdf5Datatype type,
            Shape shape,
            boolean isGrowable,
            Hdf5Filters filters,
            List<AttributeHeap.Stored> attributes) {}

    /**
     * Returns the header.
     *
     * @param layout body of the layout message
     * @param isChunked whether the layout is in chunks
     */
    static byte[] encode(Fixed fixed, byte[] layout, boolean isChunked) {
        LittleEndianBytes messages = new LittleEndianBytes();
        byte[] space = Hdf5Messages.dataspace(fixed.shape.dimensions(), fixed.isGrowable);
        put(messages, Hdf5Messages.DATASPACE, 0, space);
        put(messages, Hdf5Messages.DATATYPE, CONSTANT, fixed.type.encoded());
        put(messages, Hdf5Messages.FILL_VALUE, CONSTANT, Hdf5Messages.fillValue(isChunked));
        put(messages, Hdf5Messages.LAYOUT, 0, layout);
        if (isChunked && fixed.filters.count() > 0) {
            byte[] filters = Hdf5Messages.filters(fixed.filters, fixed.type.size());
            put(messages, Hdf5Messages.FILTERS, CONSTANT, filters);
        }
        if (!fixed.attributes.isEmpty()) {
            put(messages, Hdf5Messages.ATTRIBUTE_INFO, 0, Hdf5Messages.attributeInfo());
        }
        for (AttributeHeap.Stored stored : fixed.attributes) {
            byte[] body = Hdf5Messages.attribute(stored.attribute(), stored.data());
            put(messages, Hdf5Messages.ATTRIBUTE, 0, body);
        }
        return new LittleEndianBytes()
                .bytes(SIGNATURE)
                .u8(2)
                .u8(2)
                .u32(messages.size())
                .bytes(messages.toArray())
                .checksum()
                .toArray();
    }

    private static void put(LittleEndianBytes messages, int type, int flags, byte[] body) {
        if (body.length > 0xffff) {
            throw new IllegalStateException(
                    "HDF5 message 0x%x: expected at most 65535 bytes, found %d"
                            .formatted(type, body.length));
        }
        messages.u8(type).u16(body.length).u8(flags).bytes(body);
    }
}
