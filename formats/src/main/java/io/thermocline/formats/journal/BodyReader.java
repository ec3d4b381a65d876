package io.thermocline.formats.journal;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads little-endian fields; every length is checked against what remains. One thread only. */
final class BodyReader {
    private final MemorySegment memory;
    private long position;

    BodyReader(MemorySegment memory) {
        this.memory = memory;
    }

    long remaining() {
        return memory.byteSize() - position;
    }

    /** Returns a reader of the next {@code bytes} bytes and steps over them. */
    BodyReader part(String field, long bytes) {
        long start = take(field, bytes);
        return new BodyReader(memory.asSlice(start, bytes));
    }

    int u8(String field) {
        return Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, take(field, Byte.BYTES)));
    }

    int u16(String field) {
        return Short.toUnsignedInt(memory.get(ColumnVector.SHORT, take(field, Short.BYTES)));
    }

    int i32(String field) {
        return memory.get(ColumnVector.INT, take(field, Integer.BYTES));
    }

    long i64(String field) {
        return memory.get(ColumnVector.LONG, take(field, Long.BYTES));
    }

    /** Returns an i32 that counts things of at least {@code leastBytes} bytes that follow. */
    int count(String field, int leastBytes) {
        int count = i32(field);
        if (count < 0 || (long) count * leastBytes > remaining()) {
            throw new FormatException(
                    field
                            + ": expected at most "
                            + remaining() / leastBytes
                            + " in the "
                            + remaining()
                            + " bytes that follow, found "
                            + count);
        }
        return count;
    }

    byte[] bytes(String field, int length) {
        return memory.asSlice(take(field, length), length).toArray(ValueLayout.JAVA_BYTE);
    }

    String text(String field) {
        byte[] utf8 = bytes(field, count(field + " length", 1));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(field + ": expected UTF-8, found other bytes", e);
        }
    }

    /** Returns the constant of a code that counts from 0. */
    <E> E constant(String field, List<E> constants) {
        int code = u8(field);
        if (code >= constants.size()) {
            throw new FormatException(
                    field + ": expected 0.." + (constants.size() - 1) + ", found " + code);
        }
        return constants.get(code);
    }

    void zero(String field, int actual) {
        if (actual != 0) {
            throw new FormatException(field + ": expected 0, found " + actual);
        }
    }

    private long take(String field, long bytes) {
        if (bytes < 0 || bytes > remaining()) {
            throw new FormatException(
                    field + ": expected " + bytes + " bytes, " + remaining() + " remain");
        }
        long start = position;
        position += bytes;
        return start;
    }
}
