package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;

class Hdf5DatasetsTest {
    @TempDir Path folder;

    @Test
    void filesOfOtherProgramsAreReadAsH5pyReadsThem() throws IOException {
        List<String> expected =
                new String(resource("digests.txt"), StandardCharsets.UTF_8).lines().toList();
        TreeSet<String> names = new TreeSet<>();
        expected.forEach(line -> names.add(line.substring(0, line.indexOf(' '))));
        int read = 0;
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.write(file, resource("foreign/" + name));
            read += assertDigests(file, expected);
        }
        assertTrue(read > 60, "only " + read + " datasets were read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"earliest", "latest"})
    void everyFeatureIsReadAsH5pyReadsItOrRefusedByName(String version) throws IOException {
        Path file = folder.resolve(version + ".h5");
        Oracles.h5py("write_foreign.py", file, version);
        List<String> expected = Oracles.h5py("dataset_digests.py", file);
        assertTrue(assertDigests(file, expected) > 330);
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            assertNote(datasets, "/opaque", "opaque");
            assertNote(datasets, "/references", "reference");
            assertNote(datasets, "/compound", "compound {a,b}");
            assertNote(datasets, "/committed", "committed (named) datatypes");
            assertNote(datasets, "/external", "external files");
            assertNote(datasets, "/virtual", "virtual datasets (VDS)");
            assertNote(datasets, "/scaleoffset", "filter scaleoffset");
            assertNote(datasets, "/soft", "link to /plain");
            assertNote(datasets, "/outside", "link to other.h5:/x");
            assertNote(datasets, "/group/itself", "another name of /group");
            assertAttributes(find(datasets, "/").attributes());
            assertEquals("v59", find(datasets, "/many").attributes().get("a59"));
            assertEquals(300, datasets.children("/many").size());
            assertEquals(datasets.children("/"), datasets.children(""));
        }
    }

    private static Hdf5Object find(Hdf5Datasets datasets, String path) {
        return Objects.requireNonNull(datasets.find(path), path);
    }

    private static void assertNote(Hdf5Datasets datasets, String path, String words) {
        Hdf5Object object = find(datasets, path);
        assertTrue(object.note().contains(words), path + ": " + object.note());
        if (object.kind() == Hdf5Object.Kind.DATASET) {
            FormatException e =
                    assertThrows(
                            UnsupportedFormatException.class, () -> datasets.readTexts(path, 0, 1));
            assertTrue(String.valueOf(e.getMessage()).contains(words));
        }
    }

    private static void assertAttributes(Map<String, Object> attributes) {
        assertEquals(200L, attributes.get("u8"));
        assertEquals(BigInteger.TWO.pow(64).subtract(BigInteger.ONE), attributes.get("u64"));
        assertEquals(true, attributes.get("flag"));
        assertEquals("tést", attributes.get("text"));
        assertEquals(List.of("a", "b"), attributes.get("texts"));
        assertEquals(List.of(), attributes.get("nothing"));
        assertEquals("(unreadable: reference)", attributes.get("reference"));
        assertTrue(attributes.get("numbers") instanceof List<?> rows && rows.size() == 2);
    }

    /** Compares whole datasets and uneven slices; returns the number of datasets compared. */
    private static int assertDigests(Path file, List<String> expected) {
        int read = 0;
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            for (String line : expected) {
                String[] parts = line.split(" ", 5);
                if (!parts[0].equals(Objects.requireNonNull(file.getFileName()).toString())
                        || parts.length < 5) {
                    continue;
                }
                Hdf5Object object = find(datasets, parts[1]);
                if (!object.note().isEmpty()) {
                    continue;
                }
                String found =
                        object.isText()
                                ? "text " + texts(datasets, object)
                                : Objects.requireNonNull(object.element(), line).text()
                                        + " "
                                        + numbers(datasets, object);
                assertEquals(parts[2] + " " + parts[3] + " " + parts[4], found, line);
                read++;
            }
        }
        return read;
    }

    private static String numbers(Hdf5Datasets datasets, Hdf5Object object) {
        try (Arena arena = Arena.ofConfined()) {
            ArrayView whole = datasets.read(object.path(), arena);
            String digest = digest(whole.memory().toArray(ValueLayout.JAVA_BYTE));
            if (whole.shape().rank() > 0 && whole.shape().dimension(0) < 5000) {
                assertSlices(datasets, object, whole);
            }
            return shape(whole.shape()) + " " + digest;
        }
    }

    private static void assertSlices(Hdf5Datasets datasets, Hdf5Object object, ArrayView whole) {
        long rows = whole.shape().dimension(0);
        long rowBytes = rows == 0 ? 0 : whole.memory().byteSize() / rows;
        for (long first = 0, count = 1; first < rows; first += count, count = count % 7 + 2) {
            long wanted = Math.min(count, rows - first);
            try (Arena arena = Arena.ofConfined()) {
                ArrayView slice = datasets.read(object.path(), first, wanted, arena);
                long mismatch =
                        whole.memory()
                                .asSlice(first * rowBytes, wanted * rowBytes)
                                .mismatch(slice.memory());
                assertEquals(-1, mismatch, object.path() + " rows from " + first);
            }
        }
    }

    private static String texts(Hdf5Datasets datasets, Hdf5Object object) {
        long rows = object.shape().rank() == 0 ? 1 : object.shape().dimension(0);
        StringBuilder lines = new StringBuilder();
        datasets.readTexts(object.path(), 0, rows).forEach(t -> lines.append(t).append('\n'));
        return shape(object.shape())
                + " "
                + digest(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String shape(Shape shape) {
        List<String> extents = new ArrayList<>();
        for (long extent : shape.dimensions()) {
            extents.add(Long.toString(extent));
        }
        return "(" + String.join(",", extents) + ")";
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Hdf5DatasetsTest.class.getResourceAsStream("/hdf5/" + name)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }

    @Test
    void aFlippedBitInAChecksummedChunkIsFound() throws IOException {
        Path file = folder.resolve("flip.h5");
        byte[] noise = new byte[100_000];
        new Random(4).nextBytes(noise);
        Hdf5Writer writer = new Hdf5Writer();
        writer.root()
                .dataset(
                        Hdf5Dataset.of("x", ElementType.INT8, Shape.of(noise.length)),
                        ElementSource.of(MemorySegment.ofArray(noise), 1));
        writer.writeTo(file, null);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file);
                Arena arena = Arena.ofConfined()) {
            FormatException e =
                    assertThrows(FormatException.class, () -> datasets.read("/x", arena));
            assertTrue(String.valueOf(e.getMessage()).contains("fletcher32"));
        }
    }

    @Test
    void whatIsNoDatasetIsToldApart() throws IOException {
        Path file = folder.resolve("some.h5");
        Files.write(file, resource("foreign/array.mat"));
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file);
                Arena arena = Arena.ofConfined()) {
            assertThrows(IllegalArgumentException.class, () -> datasets.read("/nope", arena));
            assertThrows(UnsupportedFormatException.class, () -> datasets.read("/", arena));
            assertThrows(IllegalArgumentException.class, () -> datasets.read("/a1x2", 1, 2, arena));
        }
        Files.writeString(file, "not HDF5, but long enough to look for a signature in it");
        assertThrows(UnsupportedFormatException.class, () -> Hdf5Datasets.open(file));
        Files.write(file, new byte[0]);
        assertThrows(FormatException.class, () -> Hdf5Datasets.open(file));
    }

    @Test
    void damagedFilesEndInAFormatExceptionAndSoon() throws IOException {
        List<String> names =
                List.of(
                        "test_chunked_datasets_latest.hdf5",
                        "vlen_string_s390x.h5",
                        "char_unicode.mat",
                        "test_attribute_earliest.hdf5");
        Path file = folder.resolve("damaged.h5");
        for (String name : names) {
            byte[] sound = resource("foreign/" + name);
            for (int seed = 0; seed < 100; seed++) {
                Random random = new Random(seed);
                byte[] damaged = sound.clone();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                Files.write(file, damaged);
                readAll(file, name + ", seed " + seed);
            }
        }
    }

    private static void readAll(Path file, String what) {
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            for (Hdf5Object object : datasets.objects()) {
                try (Arena arena = Arena.ofConfined()) {
                    if (object.isNumeric()) {
                        datasets.read(object.path(), arena);
                    } else if (object.isText()) {
                        datasets.readTexts(object.path(), 0, 1);
                    }
                } catch (FormatException e) {
                    assertNotNull(e.getMessage(), what);
                } catch (IllegalArgumentException e) {
                    assertTrue(String.valueOf(e.getMessage()).contains("expected rows"), what);
                }
            }
        } catch (FormatException e) {
            assertNotNull(e.getMessage(), what);
        }
    }
}
