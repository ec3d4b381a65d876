package io.thermocline.formats.hdf5;

import java.nio.charset.StandardCharsets;

/**
 * Bodies of the object header messages of our datasets, each in the oldest version that can say
 * what is needed, so that libraries from HDF5 1.8 on read them.
 */
final class Hdf5Messages {
    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int FILL_VALUE = 0x05;
    static final int LINK = 0x06;
    static final int LAYOUT = 0x08;
    static final int GROUP_INFO = 0x0a;
    static final int FILTERS = 0x0b;
    static final int ATTRIBUTE = 0x0c;
    static final int ATTRIBUTE_INFO = 0x15;

    static final int FILTER_DEFLATE = 1;
    static final int FILTER_SHUFFLE = 2;
    static final int FILTER_FLETCHER32 = 3;

    static final int LAYOUT_CONTIGUOUS = 1;
    static final int LAYOUT_CHUNKED = 2;

    /** Extent of an axis without limit. */
    static final long UNLIMITED = -1;

    private Hdf5Messages() {}

    /**
     * Returns a dataspace, version 2.
     *
     * @param dimensions extents, none for a scalar
     * @param growable whether the first axis has no limit
     */
    static byte[] dataspace(long[] dimensions, boolean growable) {
        LittleEndianBytes body =
                new LittleEndianBytes()
                        .u8(2)
                        .u8(dimensions.length)
                        .u8(growable ? 1 : 0)
                        .u8(dimensions.length == 0 ? 0 : 1);
        for (long dimension : dimensions) {
            body.u64(dimension);
        }
        if (growable) {
            for (int axis = 0; axis < dimensions.length; axis++) {
                body.u64(axis == 0 ? UNLIMITED : dimensions[axis]);
            }
        }
        return body.toArray();
    }

    /** Returns the default fill value (zeros), version 3. */
    static byte[] fillValue(boolean chunked) {
        // Bits 0-1: space allocated late (2) or chunk by chunk (3); bits 2-3: written if set (2).
        return new byte[] {3, (byte) (chunked ? 0x0b : 0x0a)};
    }

    /** Returns the layout of elements in one piece, version 3. */
    static byte[] contiguous(long address, long bytes) {
        return new LittleEndianBytes()
                .u8(3)
                .u8(LAYOUT_CONTIGUOUS)
                .u64(address)
                .u64(bytes)
                .toArray();
    }

    /** Returns the layout of chunks under a version 1 B-tree, version 3. */
    static byte[] chunked(long indexAddress, ChunkGrid grid) {
        LittleEndianBytes body =
                new LittleEndianBytes()
                        .u8(3)
                        .u8(LAYOUT_CHUNKED)
                        .u8(grid.rank() + 1)
                        .u64(indexAddress);
        for (int axis = 0; axis < grid.rank(); axis++) {
            body.u32(grid.chunkDimension(axis));
        }
        return body.u32(grid.elementBytes()).toArray();
    }

    /** Returns the filter pipeline, version 2. */
    static byte[] filters(Hdf5Filters filters, int elementBytes) {
        LittleEndianBytes body = new LittleEndianBytes().u8(2).u8(filters.count());
        if (filters.shuffle()) {
            body.u16(FILTER_SHUFFLE).u16(0).u16(1).u32(elementBytes);
        }
        if (filters.deflateLevel() > 0) {
            body.u16(FILTER_DEFLATE).u16(0).u16(1).u32(filters.deflateLevel());
        }
        if (filters.fletcher32()) {
            body.u16(FILTER_FLETCHER32).u16(0).u16(0);
        }
        return body.toArray();
    }

    /** Returns an attribute, version 3, UTF-8 name. */
    static byte[] attribute(Hdf5Attribute attribute, byte[] data) {
        byte[] name = attribute.name().getBytes(StandardCharsets.UTF_8);
        byte[] type = attribute.type().encoded();
        byte[] space = dataspace(attribute.dimensions(), false);
        return new LittleEndianBytes()
                .u8(3)
                .u8(0)
                .u16(name.length + 1)
                .u16(type.length)
                .u16(space.length)
                .u8(1)
                .bytes(name)
                .u8(0)
                .bytes(type)
                .bytes(space)
                .bytes(data)
                .toArray();
    }

    /** Returns the note that all attributes are in the header; some viewers look for it. */
    static byte[] attributeInfo() {
        return new LittleEndianBytes()
                .u8(0)
                .u8(0)
                .u64(LittleEndianBytes.UNDEFINED)
                .u64(LittleEndianBytes.UNDEFINED)
                .toArray();
    }
}
