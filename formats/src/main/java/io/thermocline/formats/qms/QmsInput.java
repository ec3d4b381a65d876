package io.thermocline.formats.qms;

import io.thermocline.formats.CorruptFileException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Checked reads by position from a state file: nothing is allocated that the file does not hold,
 * and decoders see private copies only, never mapped pages.
 *
 * @param channel open for reading; its position is neither used nor changed
 * @param file name for messages
 * @param size size of the file in bytes when it was opened
 */
record QmsInput(FileChannel channel, Path file, long size) {
    /** Returns {@code count} bytes from {@code offset} on; {@code field} names them. */
    byte[] bytes(long offset, long count, String field) throws IOException {
        if (offset < 0 || count < 0 || offset > size || count > size - offset) {
            throw corrupt(offset, field, count + " bytes", Math.max(0, size - offset) + " bytes");
        }
        byte[] bytes = new byte[Math.toIntExact(count)];
        read(offset, ByteBuffer.wrap(bytes), field);
        return bytes;
    }

    /** Fills the buffer from {@code offset} on. */
    void read(long offset, ByteBuffer target, String field) throws IOException {
        long at = offset;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw corrupt(at, field, target.remaining() + " more bytes", "the end of the file");
            }
            at += count;
        }
    }

    /** Returns an unsigned 32-bit number. */
    long u32(long offset, String field) throws IOException {
        return Integer.toUnsignedLong(little(bytes(offset, Integer.BYTES, field)).getInt());
    }

    /** Returns an unsigned 64-bit number; those of 2^63 and more come out negative. */
    long u64(long offset, String field) throws IOException {
        return little(bytes(offset, Long.BYTES, field)).getLong();
    }

    /** Returns UTF-8 text. */
    String text(long offset, long count, String field) throws IOException {
        return text(bytes(offset, count, field), offset, field);
    }

    /** Decodes UTF-8 that was read at {@code offset}. */
    String text(byte[] bytes, long offset, String field) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw corrupt(offset, field, "UTF-8", "other bytes");
        }
    }

    /** Returns a stream over a range of the file; closing it does nothing. */
    InputStream range(long offset, long count) {
        return new Range(offset, count);
    }

    CorruptFileException corrupt(long offset, String field, Object expected, Object found) {
        return new CorruptFileException(file, offset, field, expected, found);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private final class Range extends InputStream {
        private long position;
        private long remaining;

        Range(long offset, long count) {
            this.position = offset;
            this.remaining = count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (remaining == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = (int) Math.min(length, remaining);
            QmsInput.this.read(position, ByteBuffer.wrap(target, offset, count), "data");
            position += count;
            remaining -= count;
            return count;
        }
    }
}
