package io.thermocline.formats.segment;

import io.thermocline.formats.column.BitCopy;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Puts chunks into a segment file, one behind the other, each at a multiple of 64. One thread.
 *
 * <p>Padding is left to the file system: the file is new, so what is skipped reads as zeros.
 */
final class ChunkOutput {
    /** Bytes checksummed and written at once: they stay in the cache between the two. */
    private static final int PIECE_BYTES = 1 << 20;

    /** Bytes seen through one buffer, which cannot show more than 2 GiB. */
    private static final long VIEW_BYTES = 1 << 30;

    private static final byte[] PADDING = new byte[SegmentLayout.ALIGNMENT];

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
     * @param buffers lengths of its buffers before any codec
     */
    ChunkEntry write(BufferBytes buffers, ChunkCodec.Encoded encoded) throws IOException {
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
                buffers);
    }

    /** Writes a raw chunk from the buffers that it lies in, each followed by its padding. */
    ChunkEntry write(
            @Nullable MemorySegment validity,
            @Nullable MemorySegment offsets,
            @Nullable MemorySegment childOffsets,
            MemorySegment values)
            throws IOException {
        BufferBytes buffers =
                new BufferBytes(
                        bytes(validity), bytes(offsets), bytes(childOffsets), bytes(values));
        long start = position;
        crc.reset();
        putPadded(validity);
        putPadded(offsets);
        putPadded(childOffsets);
        putPadded(values);
        int checksum = (int) crc.getValue();
        return new ChunkEntry(Codec.RAW, 0, checksum, start, position - start, buffers);
    }

    /**
     * Writes the rows of a vector whose buffers and offsets start with its first row, as a raw
     * chunk.
     *
     * @param scratch for copies of bits
     */
    ChunkEntry write(ColumnVector vector, SegmentAllocator scratch) throws IOException {
        ColumnType type = vector.type();
        int rows = vector.rowCount();
        MemorySegment validity = validity(vector, scratch);
        if (vector.dictionary() != null) {
            MemorySegment codes = vector.values().asSlice(0, (long) rows * Integer.BYTES);
            return write(validity, null, null, codes);
        }
        if (type.isBool()) {
            return write(validity, null, null, bits(vector.values(), rows, scratch));
        }
        if (!type.isVariable()) {
            MemorySegment values = vector.values().asSlice(0, (long) rows * type.fixedBytes());
            return write(validity, null, null, values);
        }
        MemorySegment offsets = offsets(vector.offsets(), rows);
        long count = last(offsets);
        MemorySegment childOffsets = null;
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            childOffsets = offsets(vector.childOffsets(), count);
            count = last(childOffsets);
        }
        // Elements of texts and binaries are bytes; those of text lists were counted in texts.
        long bytes = count * type.element().bytes();
        return write(validity, offsets, childOffsets, vector.values().asSlice(0, bytes));
    }

    private static MemorySegment offsets(@Nullable MemorySegment offsets, long count) {
        return Objects.requireNonNull(offsets).asSlice(0, (count + 1) * Integer.BYTES);
    }

    private static int last(MemorySegment offsets) {
        return offsets.get(ColumnVector.INT, offsets.byteSize() - Integer.BYTES);
    }

    /** Returns a copy of the validity bits, or null if every row has a value. */
    private static @Nullable MemorySegment validity(ColumnVector vector, SegmentAllocator scratch) {
        MemorySegment source = vector.validity();
        int rows = vector.rowCount();
        return source == null || Bits.count(source, 0, rows) == rows
                ? null
                : bits(source, rows, scratch);
    }

    /** Returns a copy of bits without what lies behind the last row. */
    private static MemorySegment bits(MemorySegment source, int rows, SegmentAllocator scratch) {
        MemorySegment bits = scratch.allocate((rows + 7L) / Byte.SIZE, SegmentLayout.ALIGNMENT);
        BitCopy.copy(source, 0, bits, 0, rows);
        return bits;
    }

    private static long bytes(@Nullable MemorySegment buffer) {
        if (buffer == null) {
            return 0;
        }
        if (buffer.byteSize() > SegmentLayout.BUFFER_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "segment: expected at most %d bytes in a buffer of a chunk, found %d; use shorter runs"
                            .formatted(SegmentLayout.BUFFER_BYTES_MAX, buffer.byteSize()));
        }
        return buffer.byteSize();
    }

    private void putPadded(@Nullable MemorySegment buffer) throws IOException {
        if (buffer != null) {
            put(buffer);
            long next = SegmentLayout.align(position);
            crc.update(PADDING, 0, (int) (next - position));
            position = next;
        }
    }

    private void put(MemorySegment bytes) throws IOException {
        long size = bytes.byteSize();
        for (long done = 0; done < size; done += VIEW_BYTES) {
            put(bytes.asSlice(done, Math.min(VIEW_BYTES, size - done)).asByteBuffer());
        }
    }

    private void put(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        for (int from = 0; from < end; from = bytes.limit()) {
            bytes.limit(Math.min(end, from + PIECE_BYTES));
            crc.update(bytes);
            writeFully(bytes.position(from), position);
            position += bytes.limit() - from;
        }
    }

    /** Writes all of a buffer at a place of its own, outside the chunks. */
    void writeFully(ByteBuffer source, long at) throws IOException {
        for (long next = at; source.hasRemaining(); ) {
            next += channel.write(source, next);
        }
    }
}
