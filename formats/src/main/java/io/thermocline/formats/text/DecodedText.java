package io.thermocline.formats.text;

import tools.jackson.core.JsonParser;

/** Buffer for the UTF-8 of one decoded JSON string, reused. One thread at a time. */
final class DecodedText {
    /** Most UTF-8 bytes that one UTF-16 char takes. */
    private static final int BYTES_PER_CHAR = 3;

    private byte[] bytes = new byte[256];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /**
     * Decodes the string that the parser stands on.
     *
     * @throws BadCellException if an escape such as {@code \}{@code ud800} stands alone, which no
     *     UTF-8 text can hold
     */
    void read(JsonParser parser) {
        char[] chars = parser.getStringCharacters();
        int count = parser.getStringLength();
        if (bytes.length / BYTES_PER_CHAR < count) {
            bytes = new byte[Math.multiplyExact(count, BYTES_PER_CHAR)];
        }
        length = Utf8.encode(chars, parser.getStringOffset(), count, bytes);
        if (length < 0) {
            length = 0;
            throw new BadCellException("text without unpaired surrogate escapes");
        }
    }
}
