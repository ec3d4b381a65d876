package io.thermocline.formats.npy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Bytes of arrays as tests compare and make them. */
final class Bytes {
    private Bytes() {}

    static String sha256(MemorySegment memory) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.wrap(memory.toArray(ValueLayout.JAVA_BYTE)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static MemorySegment random(Random random, long bytes) {
        byte[] array = new byte[Math.toIntExact(bytes)];
        random.nextBytes(array);
        return MemorySegment.ofArray(array);
    }

    static MemorySegment of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = (byte) values[i];
        }
        return MemorySegment.ofArray(array);
    }
}
