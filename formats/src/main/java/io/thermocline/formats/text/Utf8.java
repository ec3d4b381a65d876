package io.thermocline.formats.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks and writes UTF-8 as the Unicode standard defines it: shortest form, no surrogates. */
final class Utf8 {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Returns the index of the first byte in [from, to) that begins no valid character, or −1. */
    static int firstMalformed(byte[] text, int from, int to) {
        int at = from;
        while (at < to) {
            while (at + Long.BYTES <= to && ((long) LONG.get(text, at) & HIGH_BITS) == 0) {
                at += Long.BYTES;
            }
            while (at < to && text[at] >= 0) {
                at++;
            }
            while (at < to && text[at] < 0) {
                int length = sequenceLength(text, at, to);
                if (length == 0) {
                    return at;
                }
                at += length;
            }
        }
        return -1;
    }

    /** Returns the length of the multi-byte character at {@code at}, or 0 if it is malformed. */
    private static int sequenceLength(byte[] text, int at, int to) {
        int first = text[at] & 0xFF;
        int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > to) {
            return 0;
        }
        int second = text[at + 1] & 0xFF;
        boolean wellFormed =
                switch (first) {
                    case 0xE0 -> second >= 0xA0 && second <= 0xBF;
                    case 0xED -> second >= 0x80 && second <= 0x9F;
                    case 0xF0 -> second >= 0x90 && second <= 0xBF;
                    case 0xF4 -> second >= 0x80 && second <= 0x8F;
                    default -> second >= 0x80 && second <= 0xBF;
                };
        for (int i = 2; i < length; i++) {
            wellFormed &= (text[at + i] & 0xC0) == 0x80;
        }
        return wellFormed ? length : 0;
    }

    /**
     * Writes {@code length} chars as UTF-8 at the start of {@code target}, which has room for three
     * bytes a char.
     *
     * @return bytes written, or −1 if a surrogate is unpaired
     */
    static int encode(char[] text, int from, int length, byte[] target) {
        int at = 0;
        int to = from + length;
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | c >> 6);
                target[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                target[at++] = (byte) (0xE0 | c >> 12);
                target[at++] = (byte) (0x80 | (c >> 6 & 0x3F));
                target[at++] = (byte) (0x80 | (c & 0x3F));
            } else {
                if (i + 1 == to || !Character.isSurrogatePair(c, text[i + 1])) {
                    return -1;
                }
                int point = Character.toCodePoint(c, text[++i]);
                target[at++] = (byte) (0xF0 | point >> 18);
                target[at++] = (byte) (0x80 | (point >> 12 & 0x3F));
                target[at++] = (byte) (0x80 | (point >> 6 & 0x3F));
                target[at++] = (byte) (0x80 | (point & 0x3F));
            }
        }
        return at;
    }
}
