package io.thermocline.formats.hdf5;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 of names and attribute texts, which C programs must be able to read back whole. */
final class StrictText {
    private StrictText() {}

    /**
     * Returns the UTF-8 of a text.
     *
     * @param what what the text is, for the message
     * @throws IllegalArgumentException if it holds a zero character, which ends a text in C, or an
     *     unpaired surrogate, which has no UTF-8
     */
    static byte[] encode(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + ": expected a text without zero characters, found one");
        }
        return encodeAny(what, text);
    }

    /** Returns the UTF-8 of a text that may hold zero characters. */
    static byte[] encodeAny(String what, String text) {
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    what + ": expected Unicode text, found an unpaired surrogate", e);
        }
    }
}
