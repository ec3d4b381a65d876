package io.thermocline.formats.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class NpzTest {
    private static final NpyArray ARRAY =
            new NpyArray(
                    NpyType.of(ElementType.UINT8), Shape.of(300), Bytes.random(new Random(7), 300));

    @TempDir Path folder;

    private Path archive(boolean deflate) throws IOException {
        Path file = Files.createTempFile(folder, "a", ".npz");
        Files.delete(file);
        try (NpzWriter writer = NpzWriter.create(file)) {
            writer.add("first", ARRAY, deflate);
            writer.add("naïve name", ARRAY, deflate);
            writer.finish();
        }
        return file;
    }

    private static byte[] read(Path file, String name) throws IOException {
        try (Arena arena = Arena.ofConfined();
                NpzReader reader = NpzReader.open(file)) {
            return reader.read(name, arena).memory().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Test
    void dataOfStoredArraysStartOnACacheLine() throws IOException {
        Path file = archive(false);
        try (FileChannel channel = FileChannel.open(file)) {
            byte[] bytes = Files.readAllBytes(file);
            byte[] data = ARRAY.memory().toArray(ValueLayout.JAVA_BYTE);
            int found = 0;
            for (int at = 0; at + data.length <= channel.size(); at++) {
                if (Arrays.equals(bytes, at, at + data.length, data, 0, data.length)) {
                    assertEquals(0, at % NpyHeader.ALIGNMENT);
                    found++;
                }
            }
            assertEquals(2, found);
        }
        try (NpzReader reader = NpzReader.open(file);
                NpyReader array = reader.reader("first");
                Arena arena = Arena.ofConfined()) {
            assertEquals(Set.of("first", "naïve name"), reader.names());
            assertEquals(300, array.map(arena).memory().byteSize());
            assertThrows(IllegalArgumentException.class, () -> reader.reader("other"));
        }
    }

    @Test
    void equalArraysMakeEqualArchives() throws IOException {
        assertEquals(-1, Files.mismatch(archive(true), archive(true)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTruncationIsRefused(boolean deflate) throws IOException {
        byte[] whole = Files.readAllBytes(archive(deflate));
        for (int length = 0; length < whole.length; length++) {
            Path file = Files.write(folder.resolve("cut.npz"), Arrays.copyOf(whole, length));
            assertThrows(FormatException.class, () -> NpzReader.open(file), "length " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyFlippedBitIsRefusedOrHarmless(boolean deflate) throws IOException {
        byte[] whole = Files.readAllBytes(archive(deflate));
        byte[] data = ARRAY.memory().toArray(ValueLayout.JAVA_BYTE);
        Path file = folder.resolve("flipped.npz");
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            try (Arena arena = Arena.ofConfined();
                    NpzReader reader = NpzReader.open(file)) {
                for (String name : reader.names()) {
                    byte[] found = reader.read(name, arena).memory().toArray(ValueLayout.JAVA_BYTE);
                    assertArrayEquals(data, found, "bit " + bit);
                }
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("flipped.npz"), "bit " + bit);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "/a", "a/../b", "a\\b", "c:a", "", "a//b", ".", "a\nb"})
    void namesThatLeaveAFolderAreRefused(String name) throws IOException {
        Path file = folder.resolve("names.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name + ".npy"));
        }
        assertThrows(CorruptFileException.class, () -> NpzReader.open(file));
        try (NpzWriter writer = NpzWriter.create(folder.resolve("w.npz"))) {
            assertThrows(IllegalArgumentException.class, () -> writer.add(name, ARRAY, false));
        }
    }

    @Test
    void foreignArchivesWithDescriptorsAndFoldersInNamesAreRead() throws IOException {
        Path file = folder.resolve("java.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setComment("made by java.util.zip PK\5\6 with a misleading comment ............");
            zip.putNextEntry(new ZipEntry("layer/weights.npy"));
            zip.write(encoded());
            zip.putNextEntry(new ZipEntry("readme.txt"));
            zip.write(1);
        }
        assertArrayEquals(
                ARRAY.memory().toArray(ValueLayout.JAVA_BYTE), read(file, "layer/weights"));
    }

    private static byte[] encoded() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (NpyWriter writer = NpyWriter.to(out, ARRAY.type(), ARRAY.shape())) {
            writer.append(ARRAY.memory());
            writer.finish();
        }
        return out.toByteArray();
    }

    @Test
    void aDeflatedArrayBeyondTheLimitIsRefusedBeforeItIsAllocated() throws IOException {
        Path file = folder.resolve("bomb.npz");
        long bytes = 64L << 20;
        try (NpzWriter writer = NpzWriter.create(file)) {
            append(writer, "zeros", bytes, true, new byte[1 << 20]);
            writer.finish();
        }
        assertTrue(Files.size(file) < 100_000);
        try (NpzReader reader = NpzReader.open(file, 1 << 20)) {
            assertThrows(UnsupportedFormatException.class, () -> reader.reader("zeros"));
        }
        byte[] whole = Files.readAllBytes(file);
        // The directory's size of the entry, raised beyond what deflate can stand for.
        int central = lastIndexOf(whole, ZipLayout.CENTRAL_MAGIC);
        whole[central + ZipLayout.CENTRAL_SIZE_OFFSET + 3] = 0x7f;
        Files.write(file, whole);
        assertThrows(CorruptFileException.class, () -> NpzReader.open(file));
    }

    private static void append(
            NpzWriter writer, String name, long bytes, boolean deflate, byte[] block)
            throws IOException {
        NpyType type = NpyType.of(ElementType.UINT8);
        try (NpyWriter array = writer.begin(name, type, Shape.of(bytes), deflate)) {
            for (long done = 0; done < bytes; done += block.length) {
                int count = (int) Math.min(block.length, bytes - done);
                array.append(MemorySegment.ofArray(block).asSlice(0, count));
            }
            array.finish();
        }
    }

    private static int lastIndexOf(byte[] bytes, int magic) {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        for (int at = bytes.length - 4; at >= 0; at--) {
            if (memory.get(ValueLayout.JAVA_INT_UNALIGNED, at) == magic) {
                return at;
            }
        }
        throw new AssertionError("no such record");
    }

    @Test
    void entriesThatShareBytesAreRefused() throws IOException {
        Path file = archive(false);
        byte[] whole = Files.readAllBytes(file);
        int second = lastIndexOf(whole, ZipLayout.CENTRAL_MAGIC);
        int first = second - ZipLayout.CENTRAL_BYTES - "first.npy".length();
        System.arraycopy(
                whole,
                first + ZipLayout.CENTRAL_LOCAL_OFFSET,
                whole,
                second + ZipLayout.CENTRAL_LOCAL_OFFSET,
                4);
        Files.write(file, whole);
        assertThrows(CorruptFileException.class, () -> NpzReader.open(file));
    }

    @Test
    void anArchiveWithAnIncompleteArrayCannotBeFinished() throws IOException {
        Path file = folder.resolve("unfinished.npz");
        try (NpzWriter writer = NpzWriter.create(file)) {
            writer.add("a", ARRAY, false);
            assertThrows(IllegalArgumentException.class, () -> writer.add("a", ARRAY, false));
            writer.begin("b", ARRAY.type(), ARRAY.shape(), true).close();
            assertThrows(IllegalStateException.class, writer::finish);
            assertThrows(IllegalStateException.class, () -> writer.add("c", ARRAY, false));
        }
        assertThrows(FormatException.class, () -> NpzReader.open(file));
    }

    @Test
    void offsetsBeyondFourGibibytesAreWrittenAndRead() throws IOException {
        Path file = folder.resolve("far.npz");
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.SPARSE,
                                StandardOpenOption.WRITE);
                NpzWriter writer = NpzWriter.to(channel)) {
            channel.position(5L << 30);
            writer.add("far", ARRAY, true);
            writer.finish();
        }
        assertArrayEquals(ARRAY.memory().toArray(ValueLayout.JAVA_BYTE), read(file, "far"));
        List<String> seen =
                NumPy.run(
                        """
                        import numpy, sys, zipfile
                        print(numpy.load(zipfile.ZipFile(sys.argv[1]).open('far.npy')).sum())
                        """,
                        file);
        long sum = 0;
        for (byte value : ARRAY.memory().toArray(ValueLayout.JAVA_BYTE)) {
            sum += value & 0xff;
        }
        assertEquals(List.of(Long.toString(sum)), seen);
    }

    @Test
    @Tag("slow")
    void arraysBeyondFourGibibytesAreWrittenAndRead() throws IOException {
        Path file = folder.resolve("large.npz");
        long bytes = (4L << 30) + 1234;
        try (NpzWriter writer = NpzWriter.create(file)) {
            byte[] block = new byte[1 << 20];
            block[0] = 1;
            append(writer, "stored", bytes, false, block);
            append(writer, "deflated", bytes, true, block);
            writer.finish();
        }
        try (NpzReader reader = NpzReader.open(file, Long.MAX_VALUE)) {
            reader.verify("stored");
            reader.verify("deflated");
            try (NpyReader array = reader.reader("deflated")) {
                byte[] last = new byte[1235];
                array.readRows(bytes - 1235, 1235, MemorySegment.ofArray(last));
                assertEquals(1, last[1]);
            }
        }
        String script =
                """
                import numpy, sys
                z = numpy.load(sys.argv[1])
                print([(int(z[k].sum()), z[k].size) for k in z.files])
                """;
        String expected = "(4097, " + bytes + ")";
        assertEquals(List.of("[" + expected + ", " + expected + "]"), NumPy.run(script, file));
    }

    @Test
    void streamsOfTheArchiveWriterRefuseMoreThanTheyWerePromised() throws IOException {
        Path file = folder.resolve("more.npz");
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream entry = new NpzEntryStream(channel, "a.npy", 1, true)) {
            entry.write(1);
            assertThrows(IllegalStateException.class, () -> entry.write(2));
        }
    }
}
