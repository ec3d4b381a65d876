package io.thermocline.formats.npy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** NumPy writes and we read; we write and NumPy reads and maps. */
class NpyOracleTest {
    private static final long SEED = 20261121;

    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(),
                    Shape.of(0),
                    Shape.of(1),
                    Shape.of(65537),
                    Shape.of(3, 4),
                    Shape.of(5, 0, 2),
                    Shape.of(2, 3, 4, 5));

    @TempDir Path folder;

    @Test
    void everyArrayThatNumPyWritesReadsAsTheSameRowMajorLittleEndianBytes() throws IOException {
        List<String> lines = NumPy.runResource("/npy/write_arrays.py", folder);
        assertTrue(lines.size() > 1000, () -> "only " + lines.size() + " arrays");
        Random random = new Random(SEED);
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            Path file = folder.resolve(words[0]);
            String context = line + " seed " + SEED;
            try (Arena arena = Arena.ofConfined();
                    NpyReader reader = NpyReader.open(file)) {
                NpyArray array = reader.read(arena);
                assertEquals(words[1], Bytes.sha256(logical(array, arena)), context);
                if (!words[2].equals("struct")) {
                    String expected = "'" + words[2].replace('>', '<') + "'";
                    assertEquals(expected, array.type().descr(), context);
                }
                assertEquals(
                        words[1], Bytes.sha256(inPieces(reader, random, array, arena)), context);
                assertEquals(
                        words[1], Bytes.sha256(logical(fromStream(file, arena), arena)), context);
                if (reader.isMappable()) {
                    assertEquals(words[1], Bytes.sha256(reader.map(arena).memory()), context);
                }
            }
        }
    }

    /** Reads row ranges of random length, last range first. */
    private static MemorySegment inPieces(
            NpyReader reader, Random random, NpyArray whole, Arena arena) throws IOException {
        NpyHeader header = reader.header();
        MemorySegment memory = arena.allocate(header.dataBytes());
        long rowBytes = header.dataBytes() == 0 ? 0 : header.rowBytes();
        for (long end = header.rowCount(); end > 0; ) {
            long count = 1 + random.nextLong(end);
            MemorySegment part = memory.asSlice((end - count) * rowBytes, count * rowBytes);
            reader.readRows(end - count, count, part);
            end -= count;
        }
        return logical(new NpyArray(whole.type(), whole.shape(), memory), arena);
    }

    /** Returns the bytes, of records field by field, so that padding does not count. */
    private static MemorySegment logical(NpyArray array, Arena arena) {
        if (!(array.type() instanceof NpyType.Struct struct)) {
            return array.memory();
        }
        List<MemorySegment> parts = new ArrayList<>();
        for (NpyType.Field field : struct.fields()) {
            parts.add(logical(array.field(field.name(), arena), arena));
        }
        long bytes = parts.stream().mapToLong(MemorySegment::byteSize).sum();
        MemorySegment joined = arena.allocate(bytes);
        long at = 0;
        for (MemorySegment part : parts) {
            joined.asSlice(at, part.byteSize()).copyFrom(part);
            at += part.byteSize();
        }
        return joined;
    }

    private static NpyArray fromStream(Path file, Arena arena) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try (NpyReader reader = NpyReader.of(in, file, Files.size(file))) {
            return reader.read(arena);
        }
    }

    @Test
    void numPyLoadsAndMapsEveryArrayThatWeWrite() throws IOException {
        List<String> expected = new ArrayList<>();
        Random random = new Random(SEED);
        for (ElementType element : ElementType.values()) {
            for (Shape shape : SHAPES) {
                NpyType type = NpyType.of(element);
                MemorySegment data = Bytes.random(random, shape.elementCount() * type.bytes());
                if (element == ElementType.BOOL) {
                    ItemConversion.toLittleEndian(type, data);
                }
                String name = "a%03d.npy".formatted(expected.size());
                NpyWriter.write(folder.resolve(name), new NpyArray(type, shape, data));
                expected.add(line(name, type, shape, data));
            }
        }
        assertEquals(expected, NumPy.runResource("/npy/check_arrays.py", folder));
    }

    @Test
    void ourFilesAreTheBytesThatNumPySaves() throws IOException {
        List<String> names = new ArrayList<>();
        for (ElementType element : ElementType.values()) {
            for (Shape shape : SHAPES) {
                String name = "b%03d".formatted(names.size());
                NpyType type = NpyType.of(element);
                MemorySegment zeros =
                        MemorySegment.ofArray(
                                new byte[Math.toIntExact(shape.elementCount() * type.bytes())]);
                NpyWriter.write(folder.resolve(name + ".npy"), new NpyArray(type, shape, zeros));
                names.add(name);
            }
        }
        String script =
                """
                import glob, sys, numpy
                for f in glob.glob(sys.argv[1] + '/b*.npy'):
                    numpy.save(f + '.saved.npy', numpy.load(f))
                """;
        NumPy.run(script, folder);
        for (String name : names) {
            Path file = folder.resolve(name + ".npy");
            assertEquals(-1, Files.mismatch(file, folder.resolve(name + ".npy.saved.npy")), name);
        }
    }

    @Test
    void numPyLoadsArraysWhoseRowsWereCountedAtTheEnd() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int rows : new int[] {0, 1, 1000}) {
            String name = "grown%04d.npy".formatted(rows);
            NpyType type = NpyType.of(ElementType.FLOAT32);
            MemorySegment data = Bytes.random(new Random(rows), rows * 12L);
            Path file = folder.resolve(name);
            try (FileChannel channel =
                            FileChannel.open(
                                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    NpyWriter writer = NpyWriter.growing(channel, type, Shape.of(3))) {
                for (int row = 0; row < rows; row++) {
                    writer.append(data.asSlice(row * 12L, 12));
                }
                writer.finish();
            }
            expected.add(line(name, type, Shape.of(rows, 3), data));
        }
        assertEquals(expected, NumPy.runResource("/npy/check_arrays.py", folder));
    }

    @Test
    void numPyLoadsTextsRecordsAndArchives() throws IOException {
        List<String> texts = List.of("", "a", "é日本", "\ud83d\ude00");
        List<String> expected = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            NpyArray names = NpyArray.ofTexts(texts, arena);
            NpyArray values =
                    new NpyArray(
                            NpyType.of(ElementType.INT16),
                            Shape.of(4, 2),
                            Bytes.random(new Random(SEED), 16));
            Map<String, NpyArray> columns = new LinkedHashMap<>();
            columns.put("it's a \\ naïve name 名", names);
            columns.put("values", values);
            NpyArray records = NpyArray.ofRecords(columns, arena);
            NpyWriter.write(folder.resolve("a-texts.npy"), names);
            NpyWriter.write(folder.resolve("b-records.npy"), records);
            expected.add(line("a-texts.npy", names.type(), names.shape(), names.memory()));
            expected.add(line("b-records.npy", records.type(), records.shape(), records.memory()));
            try (NpzWriter archive = NpzWriter.create(folder.resolve("z.npz"))) {
                for (boolean deflate : new boolean[] {false, true}) {
                    for (Map.Entry<String, NpyArray> column :
                            Map.of("k", records, "naïve", values).entrySet()) {
                        String name = column.getKey() + deflate;
                        NpyArray array = column.getValue();
                        archive.add(name, array, deflate);
                        expected.add(
                                line("z.npz/" + name, array.type(), array.shape(), array.memory()));
                    }
                }
                archive.finish();
            }
        }
        assertEquals(expected, NumPy.runResource("/npy/check_arrays.py", folder));
        List<String> seen =
                NumPy.run(
                        "import numpy, sys; print(numpy.load(sys.argv[1]).tolist())",
                        folder.resolve("a-texts.npy"));
        assertEquals(List.of("['', 'a', 'é日本', '\ud83d\ude00']"), seen);
    }

    @Test
    void weReadTheArchivesThatNumPySaves() throws IOException {
        String script =
                """
                import numpy as np, sys
                a = np.arange(60000.).reshape(300, 200)
                arrays = dict(a=a, f=np.asfortranarray(a), big=a.astype('>f8'), e=np.zeros((0, 3)),
                              s=np.array(['x', 'yz']), scalar=np.array(7))
                np.savez(sys.argv[1], **arrays)
                np.savez_compressed(sys.argv[2], **arrays)
                """;
        Path stored = folder.resolve("stored.npz");
        Path deflated = folder.resolve("deflated.npz");
        NumPy.run(script, stored, deflated);
        for (Path file : List.of(stored, deflated)) {
            try (Arena arena = Arena.ofConfined();
                    NpzReader archive = NpzReader.open(file)) {
                assertEquals("[a, f, big, e, s, scalar]", archive.names().toString());
                String sum = Bytes.sha256(archive.read("a", arena).memory());
                assertEquals(sum, Bytes.sha256(archive.read("f", arena).memory()));
                assertEquals(sum, Bytes.sha256(archive.read("big", arena).memory()));
                assertEquals(Shape.of(0, 3), archive.read("e", arena).shape());
                assertEquals(List.of("x", "yz"), archive.read("s", arena).texts());
                assertEquals(Shape.of(), archive.read("scalar", arena).shape());
            }
        }
    }

    private static String line(String name, NpyType type, Shape shape, MemorySegment data) {
        String extents =
                shape.rank() == 0
                        ? "scalar"
                        : shape.toString().replaceAll("[(),]+$|^\\(", "").replace(", ", "x");
        String dtype = type instanceof NpyType.Struct ? "struct" : type.descr().replace("'", "");
        return "%s %s %s C 0 %s".formatted(name, dtype, extents, Bytes.sha256(data));
    }
}
