package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

class Hdf5WriterTest {
    private static final Hdf5Storage GROWABLE = Hdf5Storage.growable(1);

    @TempDir Path folder;
    private final Arena arena = Arena.ofAuto();

    @Test
    void h5pySeesEveryTypeLayoutAndAttribute() {
        Path file = folder.resolve("all.h5");
        everything().writeTo(file, null);
        assertEquals(List.of("sound"), Oracles.h5py("read_written.py", file));
        Oracles.tool("h5dump", "-H", file);
        Path repacked = folder.resolve("repacked.h5");
        Oracles.tool("h5repack", file, repacked);
        assertEquals(
                Oracles.h5py("dataset_digests.py", file).stream()
                        .map(Hdf5WriterTest::rest)
                        .toList(),
                Oracles.h5py("dataset_digests.py", repacked).stream()
                        .map(Hdf5WriterTest::rest)
                        .toList());
    }

    private static String rest(String line) {
        return line.substring(line.indexOf(' '));
    }

    @Test
    void theBytesDoNotDependOnTheExecutor() throws IOException {
        Path alone = folder.resolve("alone.h5");
        severalChunks().writeTo(alone, null);
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Executor> executors =
                    List.of(
                            pool,
                            Runnable::run,
                            task -> {
                                throw new RejectedExecutionException();
                            },
                            task -> {
                                // Never runs anything: the caller must help itself.
                            });
            for (int i = 0; i < executors.size(); i++) {
                Path other = folder.resolve(i + ".h5");
                severalChunks().writeTo(other, executors.get(i));
                assertEquals(-1, Files.mismatch(alone, other), "executor " + i);
            }
        }
    }

    private Hdf5Writer severalChunks() {
        Hdf5Writer writer = new Hdf5Writer();
        Hdf5Group root = writer.root();
        root.attribute(Hdf5Attribute.text("creator", "tést"));
        root.texts("texts", List.of("one", "", "x".repeat(200_000)));
        addLists(root);
        addNumbers(root);
        return writer;
    }

    private void addNumbers(Hdf5Group root) {
        Random random = new Random(5);
        MemorySegment noise = doubles(150_000, i -> Double.longBitsToDouble(random.nextLong()));
        root.array("noise", new ArrayView(ElementType.FLOAT64, Shape.of(150_000), noise));
        MemorySegment smooth = doubles(300_000, i -> 100 + i * 0.001 + random.nextGaussian());
        root.array("smooth", new ArrayView(ElementType.FLOAT64, Shape.of(300_000), smooth));
    }

    /** A file with what {@code read_written.py} expects. */
    private Hdf5Writer everything() {
        Hdf5Writer writer = new Hdf5Writer();
        Hdf5Group root = writer.root();
        root.attribute(Hdf5Attribute.text("creator", "tést"))
                .attribute(Hdf5Attribute.text("empty", ""))
                .attribute(Hdf5Attribute.of("n", 42))
                .attribute(Hdf5Attribute.of("x", 1.5))
                .attribute(Hdf5Attribute.of("yes", true))
                .attribute(Hdf5Attribute.of("v", new double[] {1, -0.0, 3}))
                .attribute(Hdf5Attribute.of("k", new long[] {1, -2}))
                .attribute(Hdf5Attribute.texts("texts", List.of("a", "", "ccc")));
        addTypes(root.group("types"));
        root.texts("texts", List.of("one", "", "drei ü", "x".repeat(200_000)));
        addLists(root);
        MemorySegment ramp = doubles(1_800_000, i -> i);
        root.array("wide", new ArrayView(ElementType.FLOAT64, Shape.of(3, 600_000), ramp));
        root.array("cube", new ArrayView(ElementType.FLOAT64, Shape.of(3, 100, 6000), ramp));
        root.dataset(
                Hdf5Dataset.of("contiguous", ElementType.FLOAT64, Shape.of(1_800_000))
                        .with(Hdf5Storage.contiguous()),
                (first, target) ->
                        MemorySegment.copy(ramp, first * 8, target, 0, target.byteSize()));
        root.array("scalar", new ArrayView(ElementType.FLOAT64, Shape.of(), doubles(1, i -> 0.5)));
        addNumbers(root);
        root.json("json", Map.of("a", List.of(1, 2)));
        root.group("lonely");
        root.groupFor("a/b%").text("text", "x");
        root.groupFor("..").text("text", "");
        root.groupFor("ü".repeat(127) + "/").text("text", "long");
        return writer;
    }

    private void addTypes(Hdf5Group group) {
        for (ElementType type : ElementType.values()) {
            for (int rows : new int[] {0, 1, 2, 65535, 65536, 65537}) {
                MemorySegment memory = anyBits(type, rows);
                ArrayView array = new ArrayView(type, Shape.of(rows), memory);
                group.array(type.text() + " " + rows, array);
                group.dataset(
                        Hdf5Dataset.of(type.text() + " " + rows + " growable", type, Shape.of(rows))
                                .with(GROWABLE)
                                .with(Hdf5Attribute.text("units", "m s-1")),
                        ElementSource.of(memory, type.bytes()));
            }
        }
    }

    private MemorySegment anyBits(ElementType type, int rows) {
        byte[] bytes = new byte[rows * type.bytes()];
        new Random(rows).nextBytes(bytes);
        for (int i = 0; type == ElementType.BOOL && i < bytes.length; i++) {
            bytes[i] &= 1;
        }
        MemorySegment memory = arena.allocate(Math.max(1, bytes.length), 8);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory.asSlice(0, bytes.length);
    }

    private interface Value {
        double at(int index);
    }

    private MemorySegment doubles(int count, Value value) {
        MemorySegment memory = arena.allocate(count * 8L, 64);
        for (int i = 0; i < count; i++) {
            memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value.at(i));
        }
        return memory;
    }

    private void addLists(Hdf5Group root) {
        Hdf5Datatype list = Hdf5Datatype.variable(Hdf5Datatype.of(ElementType.FLOAT64));
        root.dataset(
                new Hdf5Dataset("lists", list, Shape.of(70_000), GROWABLE, List.of()),
                (first, rows, sink) -> {
                    MemorySegment row = arena.allocate(4 * 8L, 8);
                    for (long r = first; r < first + rows; r++) {
                        int length = (int) (r % 5);
                        for (int i = 0; i < length; i++) {
                            row.setAtIndex(ValueLayout.JAVA_DOUBLE, i, (double) (r + i));
                        }
                        sink.row(row.asSlice(0, length * 8L));
                    }
                });
        root.dataset(
                new Hdf5Dataset(
                        "text_lists", Hdf5Datatype.TEXT_LIST, Shape.of(10), GROWABLE, List.of()),
                (first, rows, sink) -> {
                    for (int r = 0; r < rows; r++) {
                        sink.row(
                                r % 4,
                                i ->
                                        MemorySegment.ofArray(
                                                ("s" + i).getBytes(StandardCharsets.UTF_8)));
                    }
                });
    }

    @Test
    void anExistingFileIsNotTouched() throws IOException {
        Path file = folder.resolve("there.h5");
        Files.writeString(file, "precious");
        Hdf5Writer writer = new Hdf5Writer();
        UncheckedIOException e =
                assertThrows(UncheckedIOException.class, () -> writer.writeTo(file, null));
        assertTrue(e.getCause() instanceof FileAlreadyExistsException);
        assertEquals("precious", Files.readString(file));
    }

    @Test
    void aFailingSourceLeavesNoFile() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            for (long failAt : new long[] {0, 1_000_000, 5_000_000}) {
                Path file = folder.resolve("failed.h5");
                Hdf5Writer writer = new Hdf5Writer();
                writer.root()
                        .dataset(
                                Hdf5Dataset.of("x", ElementType.INT8, Shape.of(6_000_000))
                                        .with(GROWABLE),
                                (first, target) -> {
                                    if (first >= failAt) {
                                        throw new FormatException("the source is damaged");
                                    }
                                });
                assertThrows(FormatException.class, () -> writer.writeTo(file, pool));
                assertFalse(Files.exists(file));
            }
        }
    }

    @Test
    void whatWouldDamageAFileIsRefusedBefore() {
        Hdf5Group root = new Hdf5Writer().root();
        assertThrows(IllegalArgumentException.class, () -> root.group("a/b"));
        assertThrows(IllegalArgumentException.class, () -> root.group("."));
        assertThrows(IllegalArgumentException.class, () -> root.group(" "));
        assertThrows(IllegalArgumentException.class, () -> root.group("x".repeat(255)));
        assertThrows(IllegalArgumentException.class, () -> root.text("a\0b", "x"));
        assertThrows(IllegalArgumentException.class, () -> root.text("t", "a\0b"));
        assertThrows(IllegalArgumentException.class, () -> root.text("t", "\ud800"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Hdf5Attribute.text("long", "x".repeat(Hdf5Attribute.MAX_BYTES)));
        assertThrows(IllegalArgumentException.class, () -> Hdf5Attribute.text(" ", "x"));
        root.text("twice", "1");
        assertThrows(IllegalArgumentException.class, () -> root.text("twice", "2"));
        assertThrows(IllegalArgumentException.class, () -> root.group("twice"));
        root.attribute(Hdf5Attribute.of("a", 1));
        assertThrows(
                IllegalArgumentException.class, () -> root.attribute(Hdf5Attribute.of("a", 2)));
        assertThrows(IllegalArgumentException.class, () -> new Hdf5Filters(true, 0, true));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        root.dataset(
                                Hdf5Dataset.of("g", ElementType.INT8, Shape.of(3, 0))
                                        .with(GROWABLE),
                                (first, target) -> {}));
    }

    @Test
    void attributesJustBelowTheLimitAreReadBack() {
        Path file = folder.resolve("attributes.h5");
        Hdf5Writer writer = new Hdf5Writer();
        String text = "ü".repeat((Hdf5Attribute.MAX_BYTES - 18) / 2);
        long[] numbers = new long[Hdf5Attribute.MAX_BYTES / 8 - 1];
        writer.root()
                .attribute(Hdf5Attribute.text("text", text))
                .attribute(Hdf5Attribute.of("numbers", numbers));
        writer.writeTo(file, null);
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            Map<String, Object> found = datasets.objects().getFirst().attributes();
            assertEquals(text, found.get("text"));
            assertEquals(Collections.nCopies(numbers.length, 0L), found.get("numbers"));
        }
    }
}
