package io.thermocline.engine.internal.segment;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Header of a slab file and the descriptors in it, little-endian.
 *
 * <pre>
 *   0       8         12       16      24             32             36           40     48
 *   +-------+---------+--------+-------+--------------+--------------+------------+------+
 *   | magic | version | crc32c | epoch | extent bytes | extent count | size class | zero |
 *   +-------+---------+--------+-------+--------------+--------------+------------+------+
 *   4096: one descriptor of 64 bytes per extent
 *   8192: extents, back to back
 *
 *   descriptor
 *   0             8               12               16         24           32
 *   +-------------+---------------+----------------+----------+------------+
 *   | incarnation | table ordinal | schema version | base row | segment id |
 *   +-------------+---------------+----------------+----------+------------+
 *   32             36      40             48            56     64
 *   +--------------+-------+--------------+-------------+------+
 *   | row capacity | ended | first append | last append | zero |
 *   +--------------+-------+--------------+-------------+------+
 * </pre>
 *
 * <p>The CRC covers bytes [0, 12) and [16, 48); a file whose magic is zero is still being made. An
 * incarnation is even while its extent holds rows of the table that the descriptor names, odd while
 * it is free or changes hands. The writer stores what an extent holds before the even incarnation;
 * whoever takes the extent back stores the odd one before it touches a byte. Ended is zero while
 * the extent takes rows, afterwards their number plus one. Append times are ns since
 * 1970-01-01T00:00:00Z, {@link Long#MIN_VALUE} before the first row.
 */
final class SlabLayout {
    /** "TCTAIL\0\1" as a little-endian number. */
    static final long MAGIC = 0x0100_4C49_4154_4354L;

    static final int VERSION = 1;

    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
    static final long CRC_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final long EPOCH_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final long EXTENT_BYTES_OFFSET = EPOCH_OFFSET + Long.BYTES;
    static final long EXTENT_COUNT_OFFSET = EXTENT_BYTES_OFFSET + Long.BYTES;
    static final long SIZE_CLASS_OFFSET = EXTENT_COUNT_OFFSET + Integer.BYTES;
    static final long IDENTITY_BYTES = SIZE_CLASS_OFFSET + Integer.BYTES + Long.BYTES;

    static final long DESCRIPTORS_OFFSET = 4096;
    static final long DESCRIPTOR_BYTES = 64;

    /** Two pages, so that extents start on a page. */
    static final long HEADER_BYTES = 8192;

    static final long INCARNATION_OFFSET = 0;
    static final long TABLE_OFFSET = INCARNATION_OFFSET + Long.BYTES;
    static final long SCHEMA_VERSION_OFFSET = TABLE_OFFSET + Integer.BYTES;
    static final long BASE_ROW_OFFSET = SCHEMA_VERSION_OFFSET + Integer.BYTES;
    static final long SEGMENT_ID_OFFSET = BASE_ROW_OFFSET + Long.BYTES;
    static final long CAPACITY_OFFSET = SEGMENT_ID_OFFSET + Long.BYTES;
    static final long ENDED_OFFSET = CAPACITY_OFFSET + Integer.BYTES;
    static final long FIRST_APPEND_OFFSET = ENDED_OFFSET + Integer.BYTES;
    static final long LAST_APPEND_OFFSET = FIRST_APPEND_OFFSET + Long.BYTES;

    /** Append time of an extent without rows. */
    static final long NO_TIME = Long.MIN_VALUE;

    /** First incarnation of an extent: free. */
    static final long FIRST_INCARNATION = 1;

    /** Aligned i32 of shared memory. */
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Aligned i64 of shared memory. */
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Ordered access to aligned i64. */
    static final VarHandle LONG_HANDLE = LONG.varHandle();

    private SlabLayout() {}

    /** Returns the offset of descriptor {@code index} in the slab. */
    static long descriptor(int index) {
        return DESCRIPTORS_OFFSET + index * DESCRIPTOR_BYTES;
    }

    /** Returns the offset of extent {@code index} in the slab. */
    static long extent(int index, long extentBytes) {
        return HEADER_BYTES + index * extentBytes;
    }

    /** Returns whether an incarnation marks an extent that holds rows. */
    static boolean isLive(long incarnation) {
        return incarnation > 0 && (incarnation & 1) == 0;
    }

    /** Reads a field; what was stored before the value by {@link #setRelease} is seen as well. */
    static long getAcquire(MemorySegment slab, long offset) {
        return (long) LONG_HANDLE.getAcquire(slab, offset);
    }

    /** Reads a field whole, without any order. */
    static long getOpaque(MemorySegment slab, long offset) {
        return (long) LONG_HANDLE.getOpaque(slab, offset);
    }

    /** Stores a field after everything stored before. */
    static void setRelease(MemorySegment slab, long offset, long value) {
        LONG_HANDLE.setRelease(slab, offset, value);
    }

    /** Stores a field whole, without any order. */
    static void setOpaque(MemorySegment slab, long offset, long value) {
        LONG_HANDLE.setOpaque(slab, offset, value);
    }
}
