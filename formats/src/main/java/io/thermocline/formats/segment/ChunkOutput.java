package io.thermocline.formats.segment;

import io.thermocline.formats.column.BitCopy;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.zip.CRC32C;

/** Puts chunks into a segment file, one behind the other, each at a multiple of 64. One thread. */
final class ChunkOutput {
    private static final MemorySegment PADDING =
            Arena.ofAuto().allocate(SegmentLayout.ALIGNMENT, SegmentLayout.ALIGNMENT).asReadOnly();

    private final FileChannel channel;
    private final CRC32C crc = new CRC32C();

    /** Where the next chunk goes. */
    private long position = SegmentLayout.HEADER_BYTES;

    ChunkOutput(FileChannel channel) {
        this.channel = channel;
    }

    /** Returns where the next chunk would go. */
    long position() {
        return position;
    }

    /**
     * Writes an encoded chunk.
     *
     * @param raw lengths of its buffers
     */
    ChunkEntry write(ChunkEntry raw, ChunkCodec.Encoded encoded) throws IOException {
        long start = position;
        crc.reset();
        put(encoded.memory());
        position = SegmentLayout.align(position);
        return new ChunkEntry(
                encoded.codec(),
                encoded.shuffleWidth(),
                (int) crc.getValue(),
                start,
                encoded.memory().byteSize(),
                raw.validityBytes(),
                raw.offsetsBytes(),
                raw.childOffsetsBytes(),
                raw.valuesBytes());
    }

    /** Writes a raw chunk from the buffers that it lies in, each followed by its padding. */
    ChunkEntry write(
            @Nullable MemorySegment validity,
            @Nullable MemorySegment offsets,
            @Nullable MemorySegment childOffsets,
            MemorySegment values)
            throws IOException {
        long start = position;
        crc.reset();
        putPadded(validity);
        putPadded(offsets);
        putPadded(childOffsets);
        putPadded(values);
        return new ChunkEntry(
                Codec.RAW,
                0,
                (int) crc.getValue(),
                start,
                position - start,
                bytes(validity),
                bytes(offsets),
                bytes(childOffsets),
                values.byteSize());
    }

    /** Writes the rows of a vector whose buffers start with its first row, as a raw chunk. */
    ChunkEntry write(ColumnVector vector) throws IOException {
        ColumnType type = vector.type();
        int rows = vector.rowCount();
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment validity = validity(vector, scratch);
            if (vector.dictionary() != null) {
                return write(
                        validity,
                        null,
                        null,
                        vector.values().asSlice(0, (long) rows * Integer.BYTES));
            }
            if (type.isBool()) {
                return write(validity, null, null, bits(vector.values(), rows, scratch));
            }
            if (!type.isVariable()) {
                return write(
                        validity,
                        null,
                        null,
                        vector.values().asSlice(0, (long) rows * type.fixedBytes()));
            }
            MemorySegment offsets =
                    Objects.requireNonNull(vector.offsets())
                            .asSlice(0, (rows + 1L) * Integer.BYTES);
            long count = offsets.get(ColumnVector.INT, (long) rows * Integer.BYTES);
            MemorySegment childOffsets = null;
            if (type.kind() == ColumnType.Kind.STRING_LIST) {
                childOffsets =
                        Objects.requireNonNull(vector.childOffsets())
                                .asSlice(0, (count + 1) * Integer.BYTES);
                count = childOffsets.get(ColumnVector.INT, count * Integer.BYTES);
            }
            long valueBytes =
                    type.kind() == ColumnType.Kind.LIST ? count * type.element().bytes() : count;
            return write(validity, offsets, childOffsets, vector.values().asSlice(0, valueBytes));
        }
    }

    /**
     * Returns the validity bits without what lies behind the last row, or null if every row has a
     * value.
     */
    private static @Nullable MemorySegment validity(ColumnVector vector, Arena scratch) {
        MemorySegment source = vector.validity();
        if (source == null) {
            return null;
        }
        int rows = vector.rowCount();
        MemorySegment bits = bits(source, rows, scratch);
        long whole = rows / Byte.SIZE;
        int rest = rows % Byte.SIZE;
        boolean anyNull =
                rest != 0 && bits.get(ValueLayout.JAVA_BYTE, whole) != (byte) ((1 << rest) - 1);
        for (long i = 0; !anyNull && i < whole; i++) {
            anyNull = bits.get(ValueLayout.JAVA_BYTE, i) != -1;
        }
        return anyNull ? bits : null;
    }

    private static MemorySegment bits(MemorySegment source, int rows, Arena scratch) {
        MemorySegment bits = scratch.allocate((rows + 7L) / Byte.SIZE, SegmentLayout.ALIGNMENT);
        BitCopy.copy(source, 0, bits, 0, rows);
        return bits;
    }

    private static long bytes(@Nullable MemorySegment buffer) {
        return buffer == null ? 0 : buffer.byteSize();
    }

    private void putPadded(@Nullable MemorySegment buffer) throws IOException {
        if (buffer != null) {
            put(buffer);
            put(PADDING.asSlice(0, SegmentLayout.align(position) - position));
        }
    }

    private void put(MemorySegment bytes) throws IOException {
        ByteBuffer buffer = bytes.asByteBuffer();
        crc.update(buffer);
        writeFully(buffer.flip(), position);
        position += bytes.byteSize();
    }

    /** Writes all of a buffer at a place of its own, outside the chunks. */
    void writeFully(ByteBuffer source, long at) throws IOException {
        for (long next = at; source.hasRemaining(); ) {
            next += channel.write(source, next);
        }
    }
}
