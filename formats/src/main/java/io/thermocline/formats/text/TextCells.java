package io.thermocline.formats.text;

import io.thermocline.formats.column.ColumnBuilder;

import java.nio.ByteBuffer;
import java.util.Base64;

/** Parsers of values of variable length: text, JSON, bytes and lists of text. */
final class TextCells {
    private TextCells() {}

    static void requireUtf8(byte[] text, int from, int to) {
        int malformed = Utf8.firstMalformed(text, from, to);
        if (malformed >= 0) {
            throw new BadCellException(
                    "UTF-8 text (byte 0x%02x at position %d of the value begins no character)"
                            .formatted(text[malformed] & 0xFF, malformed - from));
        }
    }

    /** Texts, taken as they are. */
    record Strings() implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            requireUtf8(text, from, to);
            column.appendBytes(text, from, to - from);
        }
    }

    /** JSON values, kept as they are written but for white space around them. */
    record JsonValues() implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            int start = Ascii.skipSpace(text, from, to);
            int end = Ascii.trimEnd(text, start, to);
            requireUtf8(text, start, end);
            JsonText.requireValue(text, start, end);
            column.appendBytes(text, start, end - start);
        }
    }

    /** Bytes in base64, with or without padding. */
    record Binaries() implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            int start = Ascii.skipSpace(text, from, to);
            int end = Ascii.trimEnd(text, start, to);
            ByteBuffer bytes;
            try {
                bytes = Base64.getDecoder().decode(ByteBuffer.wrap(text, start, end - start));
            } catch (IllegalArgumentException e) {
                throw new BadCellException("base64 (binary)");
            }
            column.appendBytes(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        }
    }

    /** Lists of texts, written as JSON arrays. */
    record StringLists(DecodedText decoded) implements CellParser {
        StringLists() {
            this(new DecodedText());
        }

        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            requireUtf8(text, from, to);
            JsonText.readTexts(
                    text, from, to, decoded, (utf8, length) -> column.addText(utf8, 0, length));
            column.endRow();
        }
    }
}
