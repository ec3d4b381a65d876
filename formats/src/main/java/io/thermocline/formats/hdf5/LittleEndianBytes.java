package io.thermocline.formats.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Growing byte array that HDF5 metadata is put together in. One thread. */
final class LittleEndianBytes {
    /** HDF5's "undefined address". */
    static final long UNDEFINED = -1;

    private byte[] bytes = new byte[64];
    private int size;

    LittleEndianBytes u8(int value) {
        return put(value, 1);
    }

    LittleEndianBytes u16(int value) {
        return put(value, Short.BYTES);
    }

    LittleEndianBytes u32(long value) {
        return put(value, Integer.BYTES);
    }

    LittleEndianBytes u64(long value) {
        return put(value, Long.BYTES);
    }

    LittleEndianBytes bytes(byte... values) {
        reserve(values.length);
        System.arraycopy(values, 0, bytes, size, values.length);
        size += values.length;
        return this;
    }

    LittleEndianBytes zeros(int count) {
        reserve(count);
        size += count;
        return this;
    }

    LittleEndianBytes ascii(String text) {
        return bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Appends a text, a zero, and zeros up to a multiple of eight bytes. */
    LittleEndianBytes paddedName(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return bytes(utf8).zeros(8 - utf8.length % 8);
    }

    /** Appends the lookup3 hash of everything so far. */
    LittleEndianBytes checksum() {
        return u32(Lookup3.hash(bytes, 0, size));
    }

    int size() {
        return size;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private LittleEndianBytes put(long value, int count) {
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    private void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }
}
