package io.thermocline.formats.qms;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.json.Json;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads the JSON in state files with bounds on what it may cost. */
final class QmsMetadata {
    /**
     * Most values in one document. Each costs some 50 bytes of heap however short its text is; a
     * full measurement cache of the original programs has a few thousand.
     */
    private static final int VALUES_MAX = 1 << 20;

    private QmsMetadata() {}

    /** Parses a JSON object that was read at {@code offset}. */
    static Json.Reader parse(byte[] bytes, QmsInput input, long offset, String field) {
        int values = 0;
        for (byte b : bytes) {
            // Commas inside of texts are counted too: a bound need not be exact.
            values += b == ',' || b == '[' || b == '{' ? 1 : 0;
        }
        if (values > VALUES_MAX) {
            throw new UnsupportedFormatException(
                    ("%s: offset 0x%x: %s: at most %d values are supported, found %d; keep arrays"
                                    + " as base64")
                            .formatted(input.file(), offset, field, VALUES_MAX, values));
        }
        String what = "%s: offset 0x%x: %s".formatted(input.file(), offset, field);
        return Json.read(input.text(bytes, offset, field), what);
    }

    /**
     * Compares the checksum over header and metadata.
     *
     * @param header the padded header JSON
     * @param metadata the metadata JSON, read at {@code offset}
     * @param stated what the metadata say, null if they say nothing, as in files of the originals
     */
    static void verify(
            byte[] header, byte[] metadata, @Nullable String stated, QmsInput input, long offset) {
        if (stated == null) {
            return;
        }
        int at = QmsLayout.checksumOffset(metadata);
        String found = "";
        String expected = "";
        if (at >= 0) {
            int length = QmsHeader.NO_CHECKSUM.length();
            found = new String(metadata, at, length, StandardCharsets.ISO_8859_1);
            expected = QmsLayout.metadataChecksum(header, metadata);
        }
        if (!stated.equals(found) || !stated.equals(expected)) {
            throw input.corrupt(
                    offset,
                    QmsLayout.METADATA_CHECKSUM,
                    expected + " as computed, in the last place",
                    stated);
        }
    }

    /** Two places that state the same fact must agree. */
    static void checkNumber(
            Map<String, @Nullable Object> metadata,
            String key,
            long expected,
            QmsInput input,
            long at)
            throws CorruptFileException {
        Object value = metadata.get(key);
        if (value instanceof Number number && number.longValue() != expected) {
            throw input.corrupt(
                    at, key + " of the metadata", expected + " as in the header", number);
        }
    }
}
