package io.thermocline.formats.journal;

import java.util.Arrays;
import java.util.HexFormat;

/** Hash of a file's content: nothing, a fast 128-bit hash, or SHA-256. Immutable. */
public final class ContentHash {
    /** No hash was taken. */
    public static final ContentHash NONE = new ContentHash(new byte[0]);

    private static final int FAST_BYTES = 16;
    private static final int SHA_256_BYTES = 32;

    private final byte[] bytes;

    private ContentHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the hash of the given bytes.
     *
     * @param bytes 0, 16 or 32 bytes; copied
     */
    public static ContentHash of(byte[] bytes) {
        if (bytes.length == 0) {
            return NONE;
        }
        if (bytes.length != FAST_BYTES && bytes.length != SHA_256_BYTES) {
            throw new IllegalArgumentException(
                    "content hash: expected 0, 16 or 32 bytes, found " + bytes.length);
        }
        return new ContentHash(bytes.clone());
    }

    /** Returns the hash that {@link #hex} wrote. */
    public static ContentHash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** Returns whether there is no hash. */
    public boolean isNone() {
        return bytes.length == 0;
    }

    /** Returns the bytes in lower-case hex; empty if there is no hash. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return isNone() ? "none" : hex();
    }
}
