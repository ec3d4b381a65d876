package io.thermocline.formats.qms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.thermocline.formats.FormatException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;

/** Damaged and hostile files end in an exception that names them, or change no amplitude. */
class QmsDamageTest {
    private static final MemorySegment AMPLITUDES = States.random(3, 42);

    @TempDir Path folder;

    /** A small file of every kind. */
    private Map<String, byte[]> files() throws IOException {
        Map<String, Object> metadata =
                Map.of(
                        "pad", List.of(0.25, true, "x"),
                        "mps_tensors", List.of());
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (QmsCodec codec : QmsCodec.values()) {
            Path file = folder.resolve("ours.qms");
            files.put(
                    codec.text(),
                    Files.readAllBytes(States.write(file, AMPLITUDES, metadata, codec)));
        }
        for (QmsCodec codec : List.of(QmsCodec.RAW, QmsCodec.ZLIB)) {
            Path file = folder.resolve("sectioned-" + codec.text());
            files.put(
                    "sectioned-" + codec.text(),
                    Files.readAllBytes(QmsSectionedTest.write(file, 3, AMPLITUDES, codec)));
        }
        String sum = QmsLayout.sha256(AMPLITUDES);
        String text = "{\"checksum\": \"" + sum + "\", \"n_qubits\": 3, \"version\": \"2.0\"}";
        byte[] data = States.bytes(AMPLITUDES);
        files.put("original-none", foreign(3, "RAW ", data, text));
        files.put("original-zlib", foreign(3, "COMP", deflated(data), text));
        return files;
    }

    static byte[] deflated(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(data);
        }
        return out.toByteArray();
    }

    /** Returns a file as the original programs mean to write it. */
    static byte[] foreign(int qubits, String marker, byte[] data, String metadata) {
        String header =
                "{\"format\": \"QMS_BINARY_v1\", \"state_id\": \"s\", \"timestamp\":"
                        + " \"2026-11-21T00:13:11.279243\", \"n_qubits\": "
                        + qubits
                        + "}";
        return plain(header, marker, data, metadata);
    }

    static byte[] plain(String header, String marker, byte[] data, String metadata) {
        byte[] head = header.getBytes(StandardCharsets.UTF_8);
        byte[] tail = metadata.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[4 + head.length + 12 + data.length + 4 + tail.length];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(head.length)
                .put(head)
                .put(marker.getBytes(StandardCharsets.US_ASCII))
                .putLong(data.length)
                .put(data)
                .putInt(tail.length)
                .put(tail);
        return bytes;
    }

    /** Opens the bytes as a file and does everything that a reader may do with it. */
    private byte[] read(byte[] bytes) throws IOException {
        Path file = folder.resolve("damaged.qms");
        Files.write(file, bytes);
        try (Arena arena = Arena.ofConfined();
                QmsReader reader = QmsReader.open(file)) {
            reader.tensors(arena);
            reader.verify();
            return States.bytes(reader.read(arena).memory());
        }
    }

    private void assertRefusedOrUnchanged(byte[] bytes, String context) {
        byte[] found;
        try {
            found = read(bytes);
        } catch (FormatException e) {
            assertTrue(e.toString().contains("damaged.qms"), context + ": " + e);
            return;
        } catch (IOException | RuntimeException e) {
            fail(context, e);
            return;
        }
        assertArrayEquals(States.bytes(AMPLITUDES), found, context);
    }

    @Test
    void everyTruncationIsRefusedOrKeepsTheAmplitudes() throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            byte[] whole = file.getValue();
            assertArrayEquals(States.bytes(AMPLITUDES), read(whole));
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                String context = file.getKey() + " cut to " + length;
                if (file.getKey().startsWith("original")) {
                    assertRefusedOrUnchanged(cut, context);
                } else {
                    assertThrows(FormatException.class, () -> read(cut), context);
                }
            }
        }
    }

    @Test
    void oneFlippedBitInEveryByteIsRefusedOrKeepsTheAmplitudes() throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            for (int at = 0; at < file.getValue().length; at++) {
                assertDamageIsSeen(file.getKey(), file.getValue(), at, 1 << at % 8);
            }
        }
    }

    @Test
    @Tag("slow")
    void everyFlippedBitIsRefusedOrKeepsTheAmplitudes() throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            for (int bit = 0; bit < 8 * file.getValue().length; bit++) {
                assertDamageIsSeen(file.getKey(), file.getValue(), bit / 8, 1 << bit % 8);
            }
        }
    }

    /**
     * In our files, a change that does no harm is possible only in the bits that pad a compressed
     * stream; files of the originals hold things that nothing protects.
     */
    private void assertDamageIsSeen(String kind, byte[] whole, int at, int mask) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) mask;
        String context = "%s: byte %d ^ 0x%x".formatted(kind, at, mask);
        int header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
        boolean isStream = !kind.equals("none") && at >= 16 + header;
        boolean isOurs =
                Arrays.stream(QmsCodec.values()).anyMatch(codec -> codec.text().equals(kind));
        if (isOurs && !isStream) {
            assertThrows(FormatException.class, () -> read(damaged), context);
        } else {
            assertRefusedOrUnchanged(damaged, context);
        }
    }

    @Test
    void lengthsMayTakeAnyValue() throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            byte[] whole = file.getValue();
            int header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
            boolean isPlain = !file.getKey().startsWith("sectioned");
            int[] lengths = isPlain ? new int[] {0, 4 + header, 8 + header} : new int[] {0, 4};
            for (int start : lengths) {
                for (int at = start; at < start + (start > 4 ? 8 : 4); at++) {
                    for (int value : new int[] {0, 1, 2, 4, 7, 15, 16, 0x7f, 0x80, 0xff}) {
                        byte[] damaged = whole.clone();
                        damaged[at] = (byte) value;
                        assertRefusedOrUnchanged(damaged, file.getKey() + " byte " + at);
                    }
                }
            }
        }
    }

    @Test
    void bytesBehindTheEndAreRefused() throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            byte[] longer = Arrays.copyOf(file.getValue(), file.getValue().length + 1);
            assertThrows(FormatException.class, () -> read(longer), file.getKey());
        }
    }

    private void assertRefused(byte[] file, String... words) {
        String message = assertThrows(FormatException.class, () -> read(file)).toString();
        for (String word : words) {
            assertTrue(message.contains(word), () -> word + " in: " + message);
        }
    }

    @Test
    void disagreementsNameBothValues() throws IOException {
        byte[] data = States.bytes(AMPLITUDES);
        String none = "{}";
        assertRefused(foreign(4, "RAW ", data, none), "16 for n_qubits 4", "8 in 128 bytes");
        assertRefused(foreign(2, "RAW ", data, none), "4 for n_qubits 2", "8 in 128 bytes");
        assertRefused(foreign(4, "COMP", deflated(data), none), "256 bytes", "128");
        assertRefused(foreign(2, "COMP", deflated(data), none), "64 bytes", "more");
        assertRefused(
                foreign(3, "RAW ", data, "{\"n_qubits\": 5}"), "3 as in the header", "found 5");
        String sum = "0123456789abcdef".repeat(4);
        assertRefused(
                foreign(3, "RAW ", data, "{\"checksum\": \"" + sum + "\"}"),
                sum,
                QmsLayout.sha256(AMPLITUDES));
        String header =
                "{\"format\": \"QMS_BINARY_v1\", \"state_id\": \"s\", \"timestamp\": \"t\","
                        + " \"n_qubits\": 3, %s}";
        assertRefused(
                plain(header.formatted("\"shape\": [4, 4]"), "RAW ", data, none),
                "8 amplitudes for n_qubits 3",
                "(4, 4)");
        assertRefused(
                plain(header.formatted("\"codec\": \"zstd\""), "COMP", deflated(data), none),
                "zstd as in the header",
                "found zlib");
        assertRefused(
                plain(header.formatted("\"dtype\": \"complex64\""), "RAW ", data, none),
                "complex64");
        assertRefused(
                plain(header.formatted("\"version\": \"3.0\""), "RAW ", data, none),
                "expected 2.0, found '3.0'",
                "upgrade");
        assertEquals(
                128,
                read(plain(
                                header.formatted("\"shape\": [2, 2, 2], \"new\": 1"),
                                "RAW ",
                                data,
                                none))
                        .length);
    }

    @Test
    void hugeNumbersInSmallFilesAllocateNothing() throws IOException {
        byte[] data = States.bytes(AMPLITUDES);
        for (int qubits : new int[] {30, 45, 58, 59, Integer.MAX_VALUE}) {
            assertRefused(foreign(qubits, "RAW ", data, "{}"), "n_qubits");
            assertRefused(foreign(qubits, "COMP", deflated(data), "{}"), "n_qubits");
        }
        String numbers = "{\"a\": [" + "0,".repeat(3 << 20) + "0]}";
        assertRefused(foreign(3, "RAW ", data, numbers), "values are supported");
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertRefused(foreign(3, "RAW ", data, deep), "metadata");
        String twice = "{\"a\": 1, \"a\": 2}";
        assertRefused(foreign(3, "RAW ", data, twice), "metadata");
    }

    @Test
    void streamsWithSomethingBehindTheirEndAreRefused() throws IOException {
        byte[] stream = deflated(States.bytes(AMPLITUDES));
        byte[] longer = Arrays.copyOf(stream, stream.length + 3);
        assertRefused(foreign(3, "COMP", longer, "{}"), "zlib stream of");
        byte[] other = {0x1f, (byte) 0x8b, 8, 0};
        assertRefused(foreign(3, "COMP", other, "{}"), "a zlib or Zstandard stream");
        assertRefused(foreign(3, "COMP", new byte[0], "{}"), "a zlib or Zstandard stream");
        byte[] dictionary = stream.clone();
        dictionary[1] = (byte) 0xbb;
        assertRefused(foreign(3, "COMP", dictionary, "{}"), "when decoded");
    }

    @Test
    void tensorsThatAreNoArraysAreRefused() {
        for (String tensor :
                List.of(
                        "1",
                        "{}",
                        "{\"dtype\": \"object\", \"shape\": [1], \"base64\": \"AAAA\"}",
                        "{\"dtype\": \"float64\", \"shape\": [1], \"base64\": \"AAAA\"}",
                        "{\"dtype\": \"float64\", \"shape\": [-1], \"base64\": \"\"}",
                        "{\"dtype\": \"float64\", \"shape\": [4611686018427387904, 4],"
                                + " \"base64\": \"\"}",
                        "{\"dtype\": \"float64\", \"shape\": [\"1\"], \"base64\": \"\"}",
                        "{\"dtype\": \"int8\", \"shape\": [3], \"base64\": \"*AAA\"}")) {
            String metadata = "{\"mps_tensors\": [" + tensor + "]}";
            byte[] file = foreign(3, "RAW ", States.bytes(AMPLITUDES), metadata);
            assertRefused(file, "mps_tensors[0]");
        }
    }

    @Test
    void otherFilesAreRefused() {
        for (String text : List.of("", "x", "PK\3\4 something", "{\"json\": true}", "\0\0\0\0")) {
            assertRefused(text.getBytes(StandardCharsets.ISO_8859_1), "damaged.qms");
        }
    }
}
