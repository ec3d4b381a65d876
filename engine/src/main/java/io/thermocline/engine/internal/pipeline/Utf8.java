package io.thermocline.engine.internal.pipeline;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** UTF-8 straight from characters into memory, without an array in between. */
final class Utf8 {
    private Utf8() {}

    /**
     * Encodes {@code text} at {@code offset}.
     *
     * @param target room for three bytes a character
     * @return bytes written; an unpaired surrogate is written as '?'
     */
    static int encode(CharSequence text, MemorySegment target, long offset) {
        long next = offset;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                next = put(target, next, c);
            } else if (c < 0x800) {
                next = put(target, next, 0xC0 | c >>> 6);
                next = put(target, next, 0x80 | (c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                next = put(target, next, 0xE0 | c >>> 12);
                next = put(target, next, 0x80 | (c >>> 6 & 0x3F));
                next = put(target, next, 0x80 | (c & 0x3F));
            } else if (isPair(text, i)) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                next = put(target, next, 0xF0 | point >>> 18);
                next = put(target, next, 0x80 | (point >>> 12 & 0x3F));
                next = put(target, next, 0x80 | (point >>> 6 & 0x3F));
                next = put(target, next, 0x80 | (point & 0x3F));
            } else {
                next = put(target, next, '?');
            }
        }
        return (int) (next - offset);
    }

    private static boolean isPair(CharSequence text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private static long put(MemorySegment target, long offset, int value) {
        target.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
        return offset + 1;
    }
}
