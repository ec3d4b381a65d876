package io.thermocline.formats.hdf5;

/**
 * Bob Jenkins' lookup3 hash ({@code hashlittle} with a zero seed), the checksum of HDF5 metadata.
 *
 * @see <a href="http://burtleburtle.net/bob/c/lookup3.c">lookup3.c</a>
 */
final class Lookup3 {
    private static final int START = 0xdeadbeef;

    private Lookup3() {}

    /** Returns the hash of bytes [from, from + length). */
    static int hash(byte[] bytes, int from, int length) {
        int a = START + length;
        int b = a;
        int c = a;
        int at = from;
        int left = length;
        while (left > 12) {
            a += word(bytes, at, 4);
            b += word(bytes, at + 4, 4);
            c += word(bytes, at + 8, 4);
            a -= c;
            a ^= Integer.rotateLeft(c, 4);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 6);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 8);
            b += a;
            a -= c;
            a ^= Integer.rotateLeft(c, 16);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 19);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 4);
            b += a;
            at += 12;
            left -= 12;
        }
        if (left == 0) {
            return c;
        }
        a += word(bytes, at, Math.min(4, left));
        b += word(bytes, at + 4, Math.clamp(left - 4, 0, 4));
        c += word(bytes, at + 8, Math.clamp(left - 8, 0, 4));
        return finish(a, b, c);
    }

    private static int finish(int a, int b, int c) {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return c;
    }

    /** Returns up to four bytes as a little-endian word, missing ones zero. */
    private static int word(byte[] bytes, int from, int count) {
        int word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes[from + i] & 0xff) << (8 * i);
        }
        return word;
    }
}
