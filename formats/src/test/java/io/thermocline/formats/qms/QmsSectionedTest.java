package io.thermocline.formats.qms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

class QmsSectionedTest {
    private static final Map<String, Object> METADATA =
            Map.of(
                    "note", "ü",
                    "classical_data", Map.of("pad_values", List.of(0.5, 0.25), "confidence", 0.75),
                    "emotional_context", Map.of("stability", 0.5));

    private static final ArrayView TENSOR =
            new ArrayView(ElementType.COMPLEX128, Shape.of(2, 2, 1), States.random(2, 8));

    @TempDir Path folder;

    static Path write(Path file, int qubits, MemorySegment amplitudes, QmsCodec codec)
            throws IOException {
        QmsHeader header = QmsHeader.of("sectioned", States.TIME, qubits);
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                QmsSectionedWriter writer =
                        QmsSectionedWriter.to(
                                channel, file, header, METADATA, List.of(TENSOR, TENSOR), codec)) {
            writer.append(amplitudes);
            writer.finish();
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ZSTD")
    void everySectionComesBack(QmsCodec codec) throws IOException {
        MemorySegment amplitudes = States.random(4, 4);
        Path file = write(folder.resolve("s.qms"), 4, amplitudes, codec);
        try (Arena arena = Arena.ofConfined();
                QmsReader reader = QmsReader.open(file)) {
            assertTrue(reader.isSectioned());
            assertEquals("sectioned", reader.header().stateId());
            assertEquals(States.TIME, reader.header().timestamp());
            assertEquals(METADATA, reader.metadata());
            assertEquals(codec, reader.codec());
            assertEquals(0, reader.dataOffset() % 64);
            assertTrue(reader.verify());
            assertEquals(-1, amplitudes.mismatch(reader.read(arena).memory()));
            List<ArrayView> tensors = reader.tensors(arena);
            assertEquals(2, tensors.size());
            assertEquals(TENSOR.shape(), tensors.get(1).shape());
            assertEquals(-1, TENSOR.memory().mismatch(tensors.get(1).memory()));
            assertEquals(codec == QmsCodec.RAW, reader.isMappable());
        }
    }

    @Test
    void aStateWithoutAmplitudesHasNoSuchSection() throws IOException {
        Path file = folder.resolve("none.qms");
        QmsHeader header = QmsHeader.withoutAmplitudes("mps", States.TIME, 90);
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                QmsSectionedWriter writer =
                        QmsSectionedWriter.to(
                                channel, file, header, Map.of(), List.of(), QmsCodec.ZLIB)) {
            writer.finish();
        }
        try (Arena arena = Arena.ofConfined();
                QmsReader reader = QmsReader.open(file)) {
            assertFalse(reader.hasAmplitudes());
            assertEquals(90, reader.header().qubits());
            assertEquals(List.of(), reader.tensors(arena));
            assertEquals(Map.of(), reader.metadata());
        }
    }

    @Test
    void offsetsThatIgnoreTheHeaderAsTheOriginalCountsThemAreAccepted() throws IOException {
        MemorySegment amplitudes = States.random(1, 1);
        Path file = write(folder.resolve("s.qms"), 1, amplitudes, QmsCodec.RAW);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        byte[] bytes = Files.readAllBytes(file);
        int length = (bytes[4] & 0xff) | (bytes[5] & 0xff) << 8;
        String header = text.substring(8, 8 + length);
        StringBuilder changed = new StringBuilder();
        int at = 0;
        for (int found = header.indexOf("\"offset\":"); found >= 0; ) {
            int start = found + "\"offset\":".length();
            int end = header.indexOf(',', start);
            long offset = Long.parseLong(header.substring(start, end)) - length;
            changed.append(header, at, start).append(offset);
            at = end;
            found = header.indexOf("\"offset\":", end);
        }
        changed.append(header, at, length).repeat(' ', length - changed.length());
        Files.writeString(
                file,
                text.substring(0, 8) + changed + text.substring(8 + length),
                StandardCharsets.ISO_8859_1);
        assertArrayEquals(States.bytes(amplitudes), States.read(file));
    }

    @Test
    void otherCompressionsAreRefusedByName() throws IOException {
        Path file = write(folder.resolve("s.qms"), 1, States.random(1, 1), QmsCodec.ZLIB);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(
                file,
                text.replace("\"compression\":1", "\"compression\":2"),
                StandardCharsets.ISO_8859_1);
        String message =
                assertThrows(UnsupportedFormatException.class, () -> QmsReader.open(file))
                        .toString();
        assertTrue(message.contains("LZ4"), message);
    }

    @Test
    void anUnfinishedFileIsRefused() throws IOException {
        Path file = folder.resolve("s.qms");
        QmsHeader header = QmsHeader.of("s", States.TIME, 2);
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                QmsSectionedWriter writer =
                        QmsSectionedWriter.to(
                                channel, file, header, METADATA, List.of(), QmsCodec.ZLIB)) {
            writer.append(States.random(1, 1));
            assertThrows(IllegalStateException.class, writer::finish);
        }
        assertThrows(FormatException.class, () -> QmsReader.open(file));
    }
}
