package io.thermocline.formats.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Random;

class NpyReaderTest {
    @TempDir Path folder;

    private Path fileOf(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "a", ".npy"), bytes);
    }

    private static byte[] encoded(NpyArray array) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (NpyWriter writer = NpyWriter.to(out, array.type(), array.shape())) {
            writer.append(array.memory());
            writer.finish();
        }
        return out.toByteArray();
    }

    private static NpyArray ints(int... values) {
        return new NpyArray(
                NpyType.of(ElementType.INT32),
                Shape.of(values.length),
                MemorySegment.ofArray(
                        MemorySegment.ofArray(values).toArray(ValueLayout.JAVA_BYTE)));
    }

    @Test
    void filesOfAnotherProjectAreRead() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            NpyArray numbers = read("/npy/numcodecs.00.npy", arena);
            assertEquals(Shape.of(1000), numbers.shape());
            assertEquals(999, numbers.memory().get(ValueLayout.JAVA_INT, 999 * 4));
            NpyArray truths = read("/npy/numcodecs.03.npy", arena);
            assertEquals(Shape.of(100, 10), truths.shape());
            assertEquals(NpyType.of(ElementType.BOOL), truths.type());
            NpyArray times = read("/npy/numcodecs.09.npy", arena);
            assertEquals("'<M8[ns]'", times.type().descr());
            assertEquals(ElementType.INT64, times.numbers().type());
        }
    }

    private NpyArray read(String name, Arena arena) throws IOException {
        Path file = Files.createTempFile(folder, "r", ".npy");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            Files.write(file, in.readAllBytes());
        }
        try (NpyReader reader = NpyReader.open(file)) {
            return reader.read(arena);
        }
    }

    @Test
    void arraysThatFollowEachOtherInOneFileAreReadInTurn() throws IOException {
        Path file = folder.resolve("several.npy");
        Files.write(file, encoded(ints(1, 2)));
        Files.write(file, encoded(ints(3)), StandardOpenOption.APPEND);
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            NpyReader first = NpyReader.of(channel, file, 0);
            NpyReader second = NpyReader.of(channel, file, first.endOffset());
            assertEquals(3, second.read(arena).memory().get(ValueLayout.JAVA_INT, 0));
            assertEquals(channel.size(), first.endOffset() + second.endOffset());
            assertThrows(FormatException.class, () -> NpyReader.of(channel, file, channel.size()));
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = encoded(ints(1, 2, 3));
        for (int length = 0; length < whole.length; length++) {
            Path file = fileOf(java.util.Arrays.copyOf(whole, length));
            assertThrows(FormatException.class, () -> NpyReader.open(file), "length " + length);
        }
    }

    @Test
    void everyFlippedBitOfAHeaderIsRefusedOrReadsWithinTheFile() throws IOException {
        byte[] whole = encoded(ints(1, 2, 3, 4, 5));
        for (int bit = 0; bit < 8 * (whole.length - 20); bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Path file = fileOf(damaged);
            try (Arena arena = Arena.ofConfined();
                    NpyReader reader = NpyReader.open(file)) {
                assertTrue(reader.header().dataBytes() <= 20, "bit " + bit);
                assertEquals(reader.header().dataBytes(), reader.read(arena).memory().byteSize());
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).contains(".npy"), "bit " + bit);
            }
            Files.delete(file);
        }
    }

    @Test
    void aSmallFileThatDeclaresManyBytesAllocatesNothing() throws IOException {
        for (String shape : List.of("(1099511627776,)", "(4294967296, 4294967295)", "(3, 2)")) {
            String literal = "{'descr': '<f8', 'fortran_order': True, 'shape': " + shape + ", }\n";
            byte[] text =
                    ("\u0093NUMPY\1\0" + (char) literal.length() + "\0" + literal)
                            .getBytes(StandardCharsets.ISO_8859_1);
            CorruptFileException failure =
                    assertThrows(CorruptFileException.class, () -> NpyReader.open(fileOf(text)));
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("offset 0x"),
                    failure::getMessage);
        }
        byte[] longHeader =
                "\u0093NUMPY\2\0\u00ff\u00ff\u00ff\u007f{".getBytes(StandardCharsets.ISO_8859_1);
        assertThrows(CorruptFileException.class, () -> NpyReader.open(fileOf(longHeader)));
    }

    @Test
    void truthValuesComeAsZeroOrOne() throws IOException {
        NpyArray odd =
                new NpyArray(NpyType.of(ElementType.BOOL), Shape.of(4), Bytes.of(0, 1, 2, 255));
        try (Arena arena = Arena.ofConfined();
                NpyReader reader = NpyReader.open(fileOf(encoded(odd)))) {
            assertArrayEquals(
                    new byte[] {0, 1, 1, 1},
                    reader.read(arena).memory().toArray(ValueLayout.JAVA_BYTE));
            assertFalse(reader.isMappable());
            assertThrows(IllegalStateException.class, () -> reader.map(arena));
        }
    }

    @Test
    void rowsGoToHeapMemoryOfAnyKindAndBeyondTheEndIsRefused() throws IOException {
        try (NpyReader reader = NpyReader.open(fileOf(encoded(ints(1, 2, 3))))) {
            int[] target = new int[2];
            reader.readRows(1, 2, MemorySegment.ofArray(target));
            assertArrayEquals(new int[] {2, 3}, target);
            MemorySegment memory = MemorySegment.ofArray(target);
            assertThrows(IndexOutOfBoundsException.class, () -> reader.readRows(2, 2, memory));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.readRows(-1, 2, memory));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> reader.readRows(1, Long.MAX_VALUE, memory));
            assertThrows(IllegalArgumentException.class, () -> reader.readRows(0, 1, memory));
        }
    }

    @Test
    void aStreamIsReadForwardOnly() throws IOException {
        byte[] bytes = encoded(ints(1, 2, 3, 4));
        Path name = Path.of("stream.npy");
        try (NpyReader reader = NpyReader.of(new ByteArrayInputStream(bytes), name, bytes.length)) {
            int[] target = new int[1];
            reader.readRows(0, 1, MemorySegment.ofArray(target));
            reader.readRows(2, 1, MemorySegment.ofArray(target));
            assertEquals(3, target[0]);
            assertThrows(
                    IllegalStateException.class,
                    () -> reader.readRows(1, 1, MemorySegment.ofArray(target)));
        }
        InputStream shorter = new ByteArrayInputStream(bytes, 0, bytes.length - 1);
        try (NpyReader reader = NpyReader.of(shorter, name, bytes.length);
                Arena arena = Arena.ofConfined()) {
            assertThrows(CorruptFileException.class, () -> reader.read(arena));
        }
    }

    @Test
    void anUnfinishedFileIsRefused() throws IOException {
        Path file = folder.resolve("grown.npy");
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                NpyWriter writer =
                        NpyWriter.growing(channel, NpyType.of(ElementType.INT32), Shape.of(2))) {
            writer.append(Bytes.random(new Random(1), 4));
            assertThrows(IllegalStateException.class, writer::finish);
        }
        assertThrows(FormatException.class, () -> NpyReader.open(file));
        Path known = folder.resolve("known.npy");
        try (NpyWriter writer =
                NpyWriter.create(known, NpyType.of(ElementType.INT32), Shape.of(2))) {
            writer.append(Bytes.random(new Random(1), 4));
            assertThrows(IllegalStateException.class, writer::finish);
            MemorySegment more = Bytes.random(new Random(1), 8);
            assertThrows(IllegalArgumentException.class, () -> writer.append(more));
            MemorySegment half = Bytes.random(new Random(1), 2);
            assertThrows(IllegalArgumentException.class, () -> writer.append(half));
        }
        assertThrows(FormatException.class, () -> NpyReader.open(known));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> NpyWriter.create(known, NpyType.of(ElementType.INT32), Shape.of(2)));
    }

    @Test
    void textsThatTheFormatWouldLoseAreRefused() {
        try (Arena arena = Arena.ofConfined()) {
            assertThrows(
                    IllegalArgumentException.class, () -> NpyArray.ofTexts(List.of("a\0"), arena));
            assertEquals(List.of(), NpyArray.ofTexts(List.of(), arena).texts());
            assertEquals(
                    List.of("a\0b", "\ud800", ""),
                    NpyArray.ofTexts(List.of("a\0b", "\ud800", ""), arena).texts());
        }
    }

    @Test
    void unitsThatAreNoTextAreRefused() {
        NpyType.Text codePoints =
                new NpyType.Text(NpyType.TextKind.CODE_POINTS, 1, java.nio.ByteOrder.LITTLE_ENDIAN);
        NpyArray beyond = new NpyArray(codePoints, Shape.of(), Bytes.of(0, 0, 0x11, 0));
        assertThrows(FormatException.class, () -> beyond.text(0));
        NpyType.Text bytes =
                new NpyType.Text(NpyType.TextKind.BYTES, 2, java.nio.ByteOrder.LITTLE_ENDIAN);
        NpyArray latin = new NpyArray(bytes, Shape.of(), Bytes.of(0xe9, 0));
        assertThrows(FormatException.class, () -> latin.text(0));
        assertArrayEquals(new byte[] {(byte) 0xe9}, latin.bytes(0));
        assertThrows(IllegalStateException.class, latin::numbers);
    }
}
