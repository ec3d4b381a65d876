package io.thermocline.formats.hdf5;

import io.jhdf.object.datatype.StringData;
import io.thermocline.formats.FormatException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Turns stored texts into strings. One thread. */
final class ForeignTexts {
    private final ForeignFile file;
    private final ForeignType type;

    ForeignTexts(ForeignFile file, ForeignType type) {
        this.file = file;
        this.type = type;
    }

    /**
     * Decodes.
     *
     * @param stored whole elements as they lie in the file
     */
    List<String> decode(byte[] stored) {
        List<String> texts = new ArrayList<>();
        ByteBuffer elements = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < stored.length; at += type.storedBytes()) {
            ByteBuffer element =
                    elements.slice(at, type.storedBytes()).order(ByteOrder.LITTLE_ENDIAN);
            texts.add(
                    type.kind() == ForeignType.Kind.TEXT
                            ? text(trimmed(element))
                            : text(resolved(element)));
        }
        return texts;
    }

    private ByteBuffer trimmed(ByteBuffer element) {
        int end = element.limit();
        if (type.padding() == StringData.PaddingType.NULL_TERMINATED) {
            end = 0;
            while (end < element.limit() && element.get(end) != 0) {
                end++;
            }
        } else {
            byte pad = (byte) (type.padding() == StringData.PaddingType.SPACE_PADDED ? ' ' : 0);
            while (end > 0 && element.get(end - 1) == pad) {
                end--;
            }
        }
        return element.limit(end);
    }

    private ByteBuffer resolved(ByteBuffer reference) {
        long length = Integer.toUnsignedLong(reference.getInt());
        long address = file.offset(reference);
        int index = reference.getInt();
        if (length == 0 || index == 0) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer object = file.heapObject(address, index);
        if (object.remaining() < length) {
            throw file.corrupt(address, "heap object bytes", length, object.remaining());
        }
        return object.limit((int) length);
    }

    private String text(ByteBuffer utf8) {
        int end = 0;
        while (end < utf8.limit() && utf8.get(end) != 0) {
            end++;
        }
        ByteBuffer whole = type.kind() == ForeignType.Kind.VARIABLE_TEXT ? utf8.limit(end) : utf8;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(whole).toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(
                    file.path() + ": a text is neither ASCII nor UTF-8: read it as bytes", e);
        }
    }
}
