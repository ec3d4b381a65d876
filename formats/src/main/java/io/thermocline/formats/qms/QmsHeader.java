package io.thermocline.formats.qms;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.json.Json;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a state file says about its state before the amplitudes.
 *
 * @param stateId identity of the state; empty where a sectioned file of the original gives none
 * @param timestamp time of the state, ISO-8601; files of the original carry no zone
 * @param qubits number of qubits, at least 0
 * @param version version of the file, {@code 2.0} if we wrote it, null in files of the original
 * @param shape extents of the amplitudes, null where there are none or the file does not say
 * @param checksum SHA-256 of the raw amplitude bytes in hex, null where the header has none
 * @param codec codec key, null where the file does not say
 * @param extra header keys that this version does not know, as they were read
 */
public record QmsHeader(
        String stateId,
        String timestamp,
        int qubits,
        @Nullable String version,
        @Nullable Shape shape,
        @Nullable String checksum,
        @Nullable String codec,
        Map<String, @Nullable Object> extra) {
    /** Value of {@code format} in every plain file. */
    public static final String FORMAT = "QMS_BINARY_v1";

    /** Version that this code writes. */
    public static final String VERSION = "2.0";

    /**
     * Most qubits of a state with amplitudes: 2^58 amplitudes of 16 bytes are the last power of two
     * whose size fits a long.
     */
    public static final int QUBITS_MAX = 58;

    /** Longest header read and written, in bytes: ids and a few numbers, with room to grow. */
    static final int MAX_BYTES = 1 << 20;

    /** Checksum of a file that is still being written: such a file is refused. */
    static final String NO_CHECKSUM = "0".repeat(64);

    /** Bytes of one amplitude: real and imaginary part as binary64. */
    static final int AMPLITUDE_BYTES = ElementType.COMPLEX128.bytes();

    private static final Set<String> KEYS =
            Set.of(
                    "format",
                    "version",
                    "state_id",
                    "timestamp",
                    "n_qubits",
                    "dtype",
                    "shape",
                    "checksum",
                    "codec");

    /** Checks ranges and copies the map. */
    public QmsHeader {
        if (qubits < 0) {
            throw new IllegalArgumentException("n_qubits: expected >= 0, found " + qubits);
        }
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /**
     * Describes a state with 2^{@code qubits} amplitudes.
     *
     * @param stateId identity of the state, not empty
     * @param timestamp time of the state
     * @param qubits 0..{@value #QUBITS_MAX}
     */
    public static QmsHeader of(String stateId, Instant timestamp, int qubits) {
        return of(stateId, timestamp.toString(), qubits);
    }

    /**
     * Describes a state with 2^{@code qubits} amplitudes.
     *
     * @param stateId identity of the state, not empty
     * @param timestamp time of the state, ISO-8601 with a zone
     * @param qubits 0..{@value #QUBITS_MAX}
     */
    public static QmsHeader of(String stateId, String timestamp, int qubits) {
        if (qubits < 0 || qubits > QUBITS_MAX) {
            throw new IllegalArgumentException(
                    "n_qubits: expected 0..%d, found %d".formatted(QUBITS_MAX, qubits));
        }
        return ours(stateId, timestamp, qubits, Shape.of(1L << qubits));
    }

    /**
     * Describes a state without amplitudes, whose tensors travel in the metadata.
     *
     * @param stateId identity of the state, not empty
     * @param timestamp time of the state, ISO-8601 with a zone
     * @param qubits any number from 0 on
     */
    public static QmsHeader withoutAmplitudes(String stateId, String timestamp, int qubits) {
        return ours(stateId, timestamp, qubits, null);
    }

    private static QmsHeader ours(
            String stateId, String timestamp, int qubits, @Nullable Shape shape) {
        if (stateId.isEmpty()) {
            throw new IllegalArgumentException("state_id: expected text, found none");
        }
        try {
            DateTimeFormatter.ISO_ZONED_DATE_TIME.parse(timestamp);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "timestamp: expected ISO-8601 with a zone, found '" + timestamp + "'", e);
        }
        return new QmsHeader(stateId, timestamp, qubits, VERSION, shape, null, null, Map.of());
    }

    /** Returns the header with other keys that readers keep; those defined here are left out. */
    public QmsHeader withExtra(Map<String, ? extends @Nullable Object> keys) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(keys);
        rest.keySet().removeAll(KEYS);
        return new QmsHeader(stateId, timestamp, qubits, version, shape, checksum, codec, rest);
    }

    QmsHeader withChecksum(@Nullable String sha256, QmsCodec used) {
        String key = used == QmsCodec.RAW ? null : used.text();
        return new QmsHeader(stateId, timestamp, qubits, version, shape, sha256, key, extra);
    }

    /** Returns whether we wrote the file, so that nothing in it may be missing. */
    boolean isOurs() {
        return version != null;
    }

    /** Returns the number of amplitudes that shape and qubits stand for. */
    long amplitudeCount() {
        return 1L << qubits;
    }

    /**
     * Returns the header as JSON, padded with blanks so that data that start {@code trailing} bytes
     * after it lie on a 64-byte boundary of the file.
     */
    byte[] encode(int trailing) {
        if (shape != null && (qubits > QUBITS_MAX || shape.elementCount() != amplitudeCount())) {
            throw new IllegalArgumentException(
                    "shape: expected 2^%d amplitudes, found %s".formatted(qubits, shape));
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("version", VERSION);
        map.put("state_id", stateId);
        map.put("timestamp", timestamp);
        map.put("n_qubits", qubits);
        if (shape != null) {
            map.put("dtype", ElementType.COMPLEX128.text());
            map.put("shape", Arrays.stream(shape.dimensions()).boxed().toList());
            map.put("checksum", checksum == null ? NO_CHECKSUM : checksum);
        }
        if (codec != null) {
            map.put("codec", codec);
        }
        map.putAll(extra);
        byte[] text = Json.write(map).getBytes(StandardCharsets.UTF_8);
        int end = Integer.BYTES + text.length + trailing;
        byte[] padded = Arrays.copyOf(text, text.length + Math.floorMod(-end, QmsLayout.ALIGNMENT));
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        if (padded.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "header: expected at most %d bytes, found %d"
                            .formatted(MAX_BYTES, padded.length));
        }
        return padded;
    }

    /** Reads the JSON of a plain file; {@code offset} is where it starts, for messages. */
    static QmsHeader parse(String text, Path file, long offset) {
        Json.Reader json = Json.read(text, file + ": offset 0x" + Long.toHexString(offset));
        String format = json.string("format");
        if (!format.equals(FORMAT)) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: format: expected %s, found '%s'"
                            .formatted(file, offset, FORMAT, format));
        }
        String version = json.stringOrNull("version");
        if (version != null && !version.equals(VERSION)) {
            throw new UnsupportedFormatException(
                    ("%s: offset 0x%x: version: expected %s, found '%s' (written by a newer"
                                    + " program; upgrade to read it)")
                            .formatted(file, offset, VERSION, version));
        }
        String dtype = json.stringOrNull("dtype");
        if (dtype != null && !dtype.equals(ElementType.COMPLEX128.text())) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: dtype: expected complex128, found '%s'"
                            .formatted(file, offset, dtype));
        }
        Map<String, @Nullable Object> extra = new LinkedHashMap<>(json.asMap());
        extra.keySet().removeAll(KEYS);
        return new QmsHeader(
                json.string("state_id"),
                json.string("timestamp"),
                qubits(json.integer("n_qubits"), file, offset),
                version,
                json.has("shape") ? shape(json, file, offset) : null,
                checksum(json.stringOrNull("checksum"), file, offset),
                json.stringOrNull("codec"),
                extra);
    }

    static int qubits(long value, Path file, long offset) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new CorruptFileException(file, offset, "n_qubits", "0.." + QUBITS_MAX, value);
        }
        return (int) value;
    }

    static @Nullable String checksum(@Nullable String value, Path file, long offset) {
        if (value == null) {
            return null;
        }
        if (!value.matches("[0-9a-fA-F]{64}")) {
            throw new CorruptFileException(
                    file, offset, "checksum", "64 hexadecimal digits", "'" + value + "'");
        }
        if (value.equals(NO_CHECKSUM)) {
            throw new CorruptFileException(
                    file,
                    offset,
                    "checksum",
                    "SHA-256 of the amplitudes",
                    "zeros",
                    "the file was never finished; write the state again");
        }
        return value.toLowerCase(Locale.ROOT);
    }

    private static Shape shape(Json.Reader json, Path file, long offset) {
        Object value = json.asMap().get("shape");
        List<Long> extents = new ArrayList<>();
        if (value instanceof List<?> list && list.size() <= Shape.MAX_RANK) {
            for (Object item : list) {
                if (item instanceof Long extent && extent >= 0) {
                    extents.add(extent);
                }
            }
            if (extents.size() == list.size()) {
                try {
                    return Shape.of(extents.stream().mapToLong(Long::longValue).toArray());
                } catch (ArithmeticException e) {
                    // falls through to the refusal below
                }
            }
        }
        throw new CorruptFileException(
                file, offset, "shape", "a list of extents", String.valueOf(value));
    }
}
