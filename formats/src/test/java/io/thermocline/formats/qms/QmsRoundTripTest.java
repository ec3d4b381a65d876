package io.thermocline.formats.qms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.json.Json;
import io.thermocline.formats.npy.NumPy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class QmsRoundTripTest {
    private static final List<String> CIRCUITS =
            List.of(
                    "wstate_n3",
                    "bell_n4",
                    "random_n5_d5",
                    "hhl_n7",
                    "qpe_n9",
                    "ising_n10",
                    "sat_n11");

    @TempDir Path folder;

    /** Returns the published SHA-256 of the circuits' state vectors. */
    private Map<String, String> checksums() throws IOException {
        String index = Files.readString(States.copy("states.json", folder));
        Map<String, String> checksums = new HashMap<>();
        for (Json.Reader entry :
                Json.read("{\"states\":" + index + "}", "states.json").list("states")) {
            checksums.put(entry.string("circuit"), entry.string("sha256_of_vector_bytes"));
        }
        return checksums;
    }

    @ParameterizedTest
    @EnumSource
    void statesOfRealCircuitsComeBackBitForBit(QmsCodec codec) throws IOException {
        for (String circuit : CIRCUITS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment amplitudes = States.circuit(circuit, folder, arena).memory();
                Path file = folder.resolve(circuit + ".qms");
                States.write(file, amplitudes, Map.of("circuit", circuit), codec);
                try (QmsReader reader = QmsReader.open(file)) {
                    assertEquals(checksums().get(circuit), reader.checksum());
                    assertTrue(reader.verify());
                    assertEquals(codec, reader.codec());
                    assertEquals(circuit, reader.metadata().get("circuit"));
                    assertEquals(-1, amplitudes.mismatch(reader.read(arena).memory()));
                    assertEquals(0, reader.dataOffset() % 64);
                    if (codec == QmsCodec.RAW) {
                        assertEquals(-1, amplitudes.mismatch(reader.map(arena).memory()));
                    }
                }
            }
        }
    }

    @Test
    void aProgramWithoutOurCodeReadsWhatWeWrite() throws IOException {
        List<Object> files = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Map<String, Object> metadata = Map.of("nested", List.of(Map.of("checksum", "x")));
        for (int qubits : new int[] {0, 1, 5, 16, 17}) {
            for (MemorySegment amplitudes :
                    List.of(States.random(qubits, qubits), States.ghz(qubits))) {
                QmsCodec codec = QmsCodec.portable(amplitudes.byteSize());
                assertEquals(qubits <= 16 ? QmsCodec.RAW : QmsCodec.ZLIB, codec);
                Path file = folder.resolve("f" + files.size() + ".qms");
                files.add(States.write(file, amplitudes, metadata, codec));
                expected.add(
                        "%s %s %d %s True 0"
                                .formatted(
                                        file.getFileName(),
                                        codec == QmsCodec.RAW ? "RAW" : "COMP",
                                        qubits,
                                        QmsLayout.sha256(amplitudes)));
            }
        }
        Path empty = folder.resolve("mps.qms");
        QmsHeader header = QmsHeader.withoutAmplitudes("mps", States.TIME, 100);
        try (QmsWriter writer = QmsWriter.create(empty, header, metadata, QmsCodec.RAW)) {
            writer.finish();
        }
        files.add(empty);
        String none = QmsLayout.sha256(MemorySegment.ofArray(new byte[0]));
        expected.add("mps.qms none 100 " + none + " True 0");
        assertEquals(expected, NumPy.runResource("/qms/read_state.py", files.toArray()));
    }

    @Test
    void amplitudesComputedInAMappedFileBecomeAState() throws IOException {
        Path file = folder.resolve("mapped.qms");
        MemorySegment expected = States.random(9, 9);
        QmsHeader header =
                QmsHeader.of("mapped", Instant.parse(States.TIME), 9)
                        .withExtra(Map.of("writer", "test", "n_qubits", 77));
        QmsLayout layout = QmsLayout.plan(header, Map.of("note", "staged"));
        assertEquals(0, layout.dataOffset() % QmsLayout.ALIGNMENT);
        assertEquals(16 << 9, layout.dataBytes());
        try (Arena arena = Arena.ofConfined();
                FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
            MemorySegment memory =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, layout.totalBytes(), arena);
            layout.writeHeader(memory);
            layout.amplitudes(memory).copyFrom(expected);
            memory.force();
            assertThrows(FormatException.class, () -> QmsReader.open(file));
            QmsHeader finished = layout.finish(memory);
            memory.force();
            try (QmsReader reader = QmsReader.of(channel, file)) {
                assertEquals(finished, reader.header());
                assertEquals(Map.of("writer", "test"), reader.header().extra());
                assertEquals("staged", reader.metadata().get("note"));
                assertEquals("none", reader.metadata().get("compression"));
                assertTrue(reader.verify());
                assertEquals(layout.dataOffset(), reader.dataOffset());
                assertEquals(-1, expected.mismatch(reader.map(arena).memory()));
                assertTrue(reader.map(arena).memory().isReadOnly());
            }
        }
        Path streamed = folder.resolve("streamed.qms");
        try (QmsWriter writer =
                QmsWriter.create(streamed, header, Map.of("note", "staged"), QmsCodec.RAW)) {
            for (int at = 0; at < expected.byteSize(); at += 1000) {
                long count = Math.min(1000, expected.byteSize() - at);
                writer.append(expected.asSlice(at, count));
            }
            writer.finish();
        }
        assertEquals(-1, Files.mismatch(file, streamed));
    }

    @Test
    void tensorsAndContextTravelInTheMetadata() throws IOException {
        Map<String, Object> metadata = new LinkedHashMap<>();
        Path file = folder.resolve("mps.qms");
        try (Arena arena = Arena.ofConfined()) {
            List<ArrayView> tensors = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                MemorySegment elements = States.random(2, k);
                tensors.add(new ArrayView(ElementType.COMPLEX128, Shape.of(1, 2, 2), elements));
            }
            tensors.add(
                    new ArrayView(
                            ElementType.FLOAT32, Shape.of(0), MemorySegment.ofArray(new byte[0])));
            metadata.put("mps_tensors", tensors.stream().map(QmsArrays::encode).toList());
            metadata.put("classical_data", Map.of("pad_values", List.of(0.7, 0.5, -0.0)));
            QmsLayout layout =
                    QmsLayout.plan(QmsHeader.withoutAmplitudes("m", States.TIME, 27), metadata);
            MemorySegment memory = arena.allocate(layout.totalBytes());
            layout.writeHeader(memory);
            layout.finish(memory);
            Files.write(file, States.bytes(memory));
            try (QmsReader reader = QmsReader.open(file)) {
                assertFalse(reader.hasAmplitudes());
                List<ArrayView> found = reader.tensors(arena);
                assertEquals(tensors.size(), found.size());
                for (int k = 0; k < tensors.size(); k++) {
                    assertEquals(tensors.get(k).type(), found.get(k).type());
                    assertEquals(tensors.get(k).shape(), found.get(k).shape());
                    assertEquals(-1, tensors.get(k).memory().mismatch(found.get(k).memory()));
                }
                assertEquals(
                        metadata.get("classical_data"), reader.metadata().get("classical_data"));
            }
        }
    }

    @Test
    void metadataReadFromOneFileAreWrittenToTheNextUnchanged() throws IOException {
        Path first = folder.resolve("first.qms");
        Path second = folder.resolve("second.qms");
        MemorySegment amplitudes = States.random(3, 3);
        States.write(first, amplitudes, Map.of("pad", List.of(1, 2.5, "x")), QmsCodec.ZLIB);
        try (QmsReader reader = QmsReader.open(first)) {
            States.write(second, amplitudes, reader.metadata(), QmsCodec.ZLIB);
        }
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    }

    @Test
    void aStateIsReadInPiecesOfAnySize() throws IOException {
        MemorySegment amplitudes = States.random(12, 5);
        for (QmsCodec codec : QmsCodec.values()) {
            Path file = States.write(folder.resolve("s.qms"), amplitudes, Map.of(), codec);
            try (QmsReader reader = QmsReader.open(file);
                    QmsAmplitudes stream = reader.amplitudes()) {
                MemorySegment found = MemorySegment.ofArray(new byte[16 << 12]);
                long done = 0;
                for (long wanted = 1; stream.remaining() > 0; wanted = wanted * 3 % 1000) {
                    long count = Math.min(wanted, stream.remaining());
                    assertEquals(
                            count, stream.read(found.asSlice(16 * done, 16 * count)), codec.text());
                    done += count;
                }
                assertEquals(1 << 12, done);
                assertEquals(0, stream.read(found));
                assertEquals(-1, amplitudes.mismatch(found));
            }
        }
    }

    @Test
    void misuseOfAWriterIsRefusedAndLeavesAnUnreadableFile() throws IOException {
        Path file = folder.resolve("unfinished.qms");
        QmsHeader header = QmsHeader.of("s", States.TIME, 2);
        for (QmsCodec codec : QmsCodec.values()) {
            Files.deleteIfExists(file);
            try (QmsWriter writer = QmsWriter.create(file, header, Map.of(), codec)) {
                writer.append(MemorySegment.ofArray(new byte[48]));
                MemorySegment more = MemorySegment.ofArray(new byte[17]);
                assertThrows(IllegalArgumentException.class, () -> writer.append(more));
                assertThrows(IllegalStateException.class, writer::finish);
            }
            assertThrows(FormatException.class, () -> QmsReader.open(file));
        }
        Path refused = folder.resolve("refused.qms");
        QmsHeader none = QmsHeader.withoutAmplitudes("s", States.TIME, 2);
        assertThrows(
                IllegalArgumentException.class,
                () -> QmsWriter.create(refused, none, Map.of(), QmsCodec.ZLIB));
        assertFalse(Files.exists(refused));
        assertThrows(IllegalArgumentException.class, () -> QmsHeader.of("", States.TIME, 1));
        assertThrows(IllegalArgumentException.class, () -> QmsHeader.of("a", States.TIME, 59));
        assertThrows(IllegalArgumentException.class, () -> QmsHeader.of("a", "2026-01-02", 1));
        assertThrows(
                IllegalArgumentException.class, () -> QmsHeader.of("a", "2026-01-02T03:04:05", 1));
    }

    @Test
    void dataStartOnACacheLineWhateverTheIdIsLike() {
        for (int length = 1; length < 200; length++) {
            QmsHeader header = QmsHeader.of("ü".repeat(length), States.TIME, length % 20);
            QmsLayout layout = QmsLayout.plan(header, Map.of());
            assertEquals(0, layout.dataOffset() % 64);
            assertTrue(layout.dataOffset() < 2 * length + 400);
        }
    }
}
