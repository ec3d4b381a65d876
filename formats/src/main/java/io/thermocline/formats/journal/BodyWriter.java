package io.thermocline.formats.journal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing little-endian byte array. One thread only. */
final class BodyWriter {
    private byte[] array = new byte[256];
    private ByteBuffer bytes = wrap(array);

    private static ByteBuffer wrap(byte[] array) {
        return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    void u8(int value) {
        reserve(Byte.BYTES);
        bytes.put((byte) value);
    }

    void u16(int value) {
        reserve(Short.BYTES);
        bytes.putShort((short) value);
    }

    void i32(int value) {
        reserve(Integer.BYTES);
        bytes.putInt(value);
    }

    void i64(long value) {
        reserve(Long.BYTES);
        bytes.putLong(value);
    }

    void bytes(byte[] value) {
        reserve(value.length);
        bytes.put(value);
    }

    /** Writes a u32 length and the text as UTF-8. */
    void text(String value) {
        ByteBuffer encoded;
        try {
            // A fresh encoder reports what String.getBytes would replace by question marks.
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "text: expected no unpaired surrogates, found one in "
                            + value.length()
                            + " characters",
                    e);
        }
        i32(encoded.remaining());
        reserve(encoded.remaining());
        bytes.put(encoded);
    }

    /** Overwrites four bytes written before. */
    void i32At(int position, int value) {
        bytes.putInt(position, value);
    }

    /** Returns what was written; the memory is shared with this writer. */
    MemorySegment written() {
        return MemorySegment.ofArray(array).asSlice(0, bytes.position());
    }

    private void reserve(int more) {
        if (bytes.remaining() >= more) {
            return;
        }
        int position = bytes.position();
        long wanted = Math.max(2L * array.length, (long) position + more);
        if (wanted > Integer.MAX_VALUE - 64) {
            wanted = Math.addExact(position, more);
        }
        array = Arrays.copyOf(array, Math.toIntExact(wanted));
        bytes = wrap(array).position(position);
    }
}
