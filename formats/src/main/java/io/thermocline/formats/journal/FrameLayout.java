package io.thermocline.formats.journal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * One frame of a log, little-endian, at a multiple of 8 from the start of the file.
 *
 * <pre>
 *   0            4          8             12     14         16      24         32          40                 48
 *   +------------+----------+-------------+------+----------+-------+----------+-----------+------------------+------+---------+
 *   | header crc | body crc | body length | kind | reserved | epoch | sequence | timestamp | durable sequence | body | padding |
 *   +------------+----------+-------------+------+----------+-------+----------+-----------+------------------+------+---------+
 * </pre>
 *
 * <p>Both checksums are CRC32C over the 8 bytes of the log's incarnation followed by the covered
 * bytes: the header's covers [4, 48), the body's the body and its padding. The header has its own,
 * so that a reader may trust the length and what the frame says about durability even where the
 * body is damaged.
 */
public final class FrameLayout {
    static final int HEADER_CRC_OFFSET = 0;
    static final int BODY_CRC_OFFSET = HEADER_CRC_OFFSET + Integer.BYTES;
    static final int BODY_LENGTH_OFFSET = BODY_CRC_OFFSET + Integer.BYTES;
    static final int KIND_OFFSET = BODY_LENGTH_OFFSET + Integer.BYTES;
    static final int RESERVED_OFFSET = KIND_OFFSET + Short.BYTES;
    static final int EPOCH_OFFSET = RESERVED_OFFSET + Short.BYTES;
    static final int SEQUENCE_OFFSET = EPOCH_OFFSET + Long.BYTES;
    static final int TIMESTAMP_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int DURABLE_OFFSET = TIMESTAMP_OFFSET + Long.BYTES;

    /** Bytes before the body. */
    public static final int HEADER_BYTES = DURABLE_OFFSET + Long.BYTES;

    /** Frames start at multiples of this many bytes. */
    public static final int ALIGNMENT = 8;

    /** Longest body: bounds what a reader allocates for one frame. */
    public static final int MAX_BODY_BYTES = 64 << 20;

    /** No body: says that everything up to its durable sequence was forced. */
    public static final int KIND_MARK = 1;

    /** Catalogue records that rebuild the state at the start of a log. */
    public static final int KIND_SNAPSHOT = 2;

    /** Catalogue records that took effect together. */
    public static final int KIND_COMMIT = 3;

    private FrameLayout() {}

    /** Returns the bytes of a frame with a body of {@code bodyLength} bytes, padding included. */
    public static long bytes(int bodyLength) {
        return HEADER_BYTES + padded(bodyLength);
    }

    static long padded(int bodyLength) {
        return (bodyLength + (ALIGNMENT - 1L)) & -ALIGNMENT;
    }

    /** Checksums of one log. One thread only. */
    static final class Checksum {
        private final byte[] seed;
        private final CRC32C crc = new CRC32C();

        Checksum(long incarnation) {
            seed =
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(incarnation)
                            .array();
        }

        /** Returns the checksum of a frame's header. */
        int header(MemorySegment memory, long frame) {
            return of(memory, frame + BODY_CRC_OFFSET, HEADER_BYTES - BODY_CRC_OFFSET);
        }

        /** Returns the checksum of a frame's body and padding. */
        int body(MemorySegment memory, long frame, int bodyLength) {
            return of(memory, frame + HEADER_BYTES, padded(bodyLength));
        }

        private int of(MemorySegment memory, long offset, long bytes) {
            crc.reset();
            crc.update(seed);
            crc.update(memory.asSlice(offset, bytes).asByteBuffer());
            return (int) crc.getValue();
        }
    }
}
