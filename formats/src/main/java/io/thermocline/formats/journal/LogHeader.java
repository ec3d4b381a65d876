package io.thermocline.formats.journal;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * First 64 bytes of a log, little-endian. Immutable.
 *
 * <pre>
 *   0       8         12     16            24       32               40         56         60       64
 *   +-------+---------+------+-------------+--------+----------------+----------+----------+--------+
 *   | magic | version | kind | incarnation | number | first sequence | store id | reserved | crc32c |
 *   +-------+---------+------+-------------+--------+----------------+----------+----------+--------+
 * </pre>
 *
 * <p>The checksum covers bytes [0, 60). See {@code log-format.md}.
 *
 * @param kind what the frames of the log carry
 * @param incarnation random number, not 0, drawn for each file; it seeds the checksums of its
 *     frames, so that no frame of another file passes for one of this
 * @param number which log of the shard this is, from 1, each number used once
 * @param firstSequence sequence of the first frame, from 1
 * @param storeId store that the log belongs to
 */
public record LogHeader(
        Kind kind, long incarnation, long number, long firstSequence, UUID storeId) {
    /** Bytes of the header; the first frame follows. */
    public static final int BYTES = 64;

    /** Format version written, and the newest one read. */
    public static final int VERSION = 1;

    /**
     * Bytes 89 'T' 'C' 'L' 0D 0A 1A 0A: a byte that is no ASCII, both line ends and an end-of-file
     * mark show a file that was sent as text.
     */
    static final long MAGIC = 0x0A1A0A0D_4C435489L;

    private static final int MAGIC_OFFSET = 0;
    private static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
    private static final int KIND_OFFSET = VERSION_OFFSET + Integer.BYTES;
    private static final int INCARNATION_OFFSET = KIND_OFFSET + Integer.BYTES;
    private static final int NUMBER_OFFSET = INCARNATION_OFFSET + Long.BYTES;
    private static final int FIRST_SEQUENCE_OFFSET = NUMBER_OFFSET + Long.BYTES;
    private static final int STORE_ID_OFFSET = FIRST_SEQUENCE_OFFSET + Long.BYTES;
    private static final int RESERVED_OFFSET = STORE_ID_OFFSET + 2 * Long.BYTES;
    private static final int CRC_OFFSET = RESERVED_OFFSET + Integer.BYTES;

    /** Kinds in the order of their codes, from 1. */
    private static final List<Kind> KINDS = List.of(Kind.CATALOGUE, Kind.JOURNAL);

    /** What the frames of a log carry. */
    public enum Kind {
        /** Catalogue records. */
        CATALOGUE,
        /** Rows and batches. */
        JOURNAL
    }

    /** Checks the ranges. */
    public LogHeader {
        if (incarnation == 0 || number < 1 || firstSequence < 1) {
            throw new IllegalArgumentException(
                    "log header: expected an incarnation other than 0, a number and a first"
                            + " sequence from 1, found "
                            + incarnation
                            + ", "
                            + number
                            + ", "
                            + firstSequence);
        }
    }

    /** Returns the {@value #BYTES} bytes of this header. */
    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC_OFFSET, MAGIC);
        bytes.putInt(VERSION_OFFSET, VERSION);
        bytes.putInt(KIND_OFFSET, KINDS.indexOf(kind) + 1);
        bytes.putLong(INCARNATION_OFFSET, incarnation);
        bytes.putLong(NUMBER_OFFSET, number);
        bytes.putLong(FIRST_SEQUENCE_OFFSET, firstSequence);
        bytes.putLong(STORE_ID_OFFSET, storeId.getMostSignificantBits());
        bytes.putLong(STORE_ID_OFFSET + Long.BYTES, storeId.getLeastSignificantBits());
        bytes.putInt(CRC_OFFSET, crc(bytes));
        return bytes.array();
    }

    /**
     * Reads a header.
     *
     * @param bytes the first {@value #BYTES} bytes of the file, fewer if it is shorter
     * @param file file, for messages
     * @throws CorruptFileException if the bytes are no header, or a damaged one
     * @throws UnsupportedFormatException if a newer version wrote it
     */
    static LogHeader decode(byte[] bytes, Path file) {
        if (bytes.length < BYTES) {
            throw new CorruptFileException(
                    file, 0, "header", BYTES + " bytes", bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long magic = buffer.getLong(MAGIC_OFFSET);
        if (magic != MAGIC) {
            throw new CorruptFileException(file, MAGIC_OFFSET, "magic", hex(MAGIC), hex(magic));
        }
        int version = buffer.getInt(VERSION_OFFSET);
        if (version > VERSION) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: version: expected 1..%d, found %d (written by a newer Thermocline; upgrade to read it)"
                            .formatted(file, VERSION_OFFSET, VERSION, version));
        }
        int crc = crc(buffer);
        if (buffer.getInt(CRC_OFFSET) != crc) {
            throw new CorruptFileException(
                    file,
                    CRC_OFFSET,
                    "crc32c",
                    Integer.toHexString(crc),
                    Integer.toHexString(buffer.getInt(CRC_OFFSET)));
        }
        return fields(buffer, file);
    }

    private static LogHeader fields(ByteBuffer buffer, Path file) {
        requireOne(file, VERSION_OFFSET, "version", "1", buffer.getInt(VERSION_OFFSET) == VERSION);
        int kind = buffer.getInt(KIND_OFFSET);
        requireOne(file, KIND_OFFSET, "kind", "1 or 2", kind >= 1 && kind <= KINDS.size());
        requireOne(file, RESERVED_OFFSET, "reserved", "0", buffer.getInt(RESERVED_OFFSET) == 0);
        try {
            return new LogHeader(
                    KINDS.get(kind - 1),
                    buffer.getLong(INCARNATION_OFFSET),
                    buffer.getLong(NUMBER_OFFSET),
                    buffer.getLong(FIRST_SEQUENCE_OFFSET),
                    new UUID(
                            buffer.getLong(STORE_ID_OFFSET),
                            buffer.getLong(STORE_ID_OFFSET + Long.BYTES)));
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(
                    file,
                    INCARNATION_OFFSET,
                    "header",
                    "values in range",
                    String.valueOf(e.getMessage()));
        }
    }

    private static void requireOne(
            Path file, long offset, String field, String expected, boolean fits) {
        if (!fits) {
            throw new CorruptFileException(file, offset, field, expected, "another value");
        }
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_OFFSET));
        return (int) crc.getValue();
    }

    private static String hex(long value) {
        return "0x%016x".formatted(value);
    }
}
