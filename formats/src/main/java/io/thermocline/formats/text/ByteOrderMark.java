package io.thermocline.formats.text;

import io.thermocline.formats.UnsupportedFormatException;

/** Tells UTF-8 from the encodings that begin with another byte order mark. */
final class ByteOrderMark {
    private ByteOrderMark() {}

    /**
     * Returns the index of the first byte behind a UTF-8 byte order mark, if there is one.
     *
     * @throws UnsupportedFormatException if the text is UTF-16 or UTF-32
     */
    static int skip(ByteWindow window, String source) {
        byte[] text = window.bytes();
        int first = window.limit() > 0 ? text[0] & 0xFF : 0;
        int second = window.limit() > 1 ? text[1] & 0xFF : 0;
        if ((first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF)) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x0: byte order mark: expected UTF-8, found %02x %02x of UTF-16 or"
                                    .formatted(source, first, second)
                            + " UTF-32 (convert the text to UTF-8)");
        }
        boolean utf8 = first == 0xEF && second == 0xBB && window.limit() > 2;
        return utf8 && (text[2] & 0xFF) == 0xBF ? 3 : 0;
    }
}
