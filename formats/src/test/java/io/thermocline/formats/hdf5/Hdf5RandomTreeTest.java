package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Trees of groups and datasets of all shapes. Written with jhdf alone, a quarter of such trees is
 * unreadable: it destroys the header of a group without datasets that happens to be written last.
 */
class Hdf5RandomTreeTest {
    private static final int TREES = 50;
    private static final List<String> NAMES =
            List.of("a", "b", "zz", "metadata", "charges", "Q", "ü", "a.b", "x y", "0", "%41");

    @TempDir Path folder;

    /** Bytes of every dataset of one tree by path. */
    private final Map<String, byte[]> contents = new LinkedHashMap<>();

    @Test
    void everyTreeIsReadBackByUsAndByH5py() {
        List<Object> files = new ArrayList<>();
        for (int seed = 0; seed < TREES; seed++) {
            contents.clear();
            Path file = folder.resolve("tree-" + seed + ".h5");
            Random random = new Random(seed);
            Hdf5Writer writer = new Hdf5Writer();
            grow(writer.root(), random, 4);
            writer.writeTo(file, null);
            assertSame(file, "seed " + seed);
            files.add(file);
        }
        List<String> seen = Oracles.h5py("dataset_digests.py", files.toArray());
        assertEquals(0, seen.stream().filter(line -> line.endsWith("unreadable")).count());
    }

    private void grow(Hdf5Group group, Random random, int depth) {
        for (int i = random.nextInt(3); i > 0; i--) {
            String text = NAMES.get(random.nextInt(NAMES.size())).repeat(random.nextInt(2000));
            group.attribute(Hdf5Attribute.text("text " + i, text));
            group.attribute(Hdf5Attribute.of("number " + i, random.nextLong()));
        }
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        for (String name : names.subList(0, random.nextInt(5))) {
            if (depth > 0 && random.nextBoolean()) {
                grow(group.group(name), random, depth - 1);
            } else {
                addDataset(group, name, random);
            }
        }
    }

    private void addDataset(Hdf5Group group, String name, Random random) {
        List<ElementType> types = List.of(ElementType.values());
        ElementType type = types.get(random.nextInt(types.size()));
        long[] extents = new long[random.nextInt(4)];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = 1L + random.nextInt(random.nextInt(8) == 0 ? 300 : 5);
        }
        if (extents.length > 0 && random.nextInt(5) == 0) {
            extents[0] = 0;
        }
        Shape shape = Shape.of(extents);
        byte[] bytes = new byte[Math.toIntExact(shape.elementCount() * type.bytes())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(100) < 30 ? random.nextInt(2) : i / 1000 & 1);
        }
        boolean isGrowable = extents.length > 0 && random.nextBoolean();
        Hdf5Storage storage =
                isGrowable ? Hdf5Storage.growable(1 + random.nextInt(9)) : Hdf5Storage.adaptive(1);
        if (random.nextInt(3) == 0) {
            List<Hdf5Filters> filters =
                    List.of(
                            Hdf5Filters.NONE,
                            Hdf5Filters.CHECKSUM,
                            Hdf5Filters.deflate(6),
                            Hdf5Filters.shuffleDeflate(2),
                            new Hdf5Filters(true, 0, false),
                            new Hdf5Filters(true, 3, false));
            storage = storage.with(filters.get(random.nextInt(filters.size())));
        }
        group.dataset(
                Hdf5Dataset.of(name, type, shape).with(storage),
                ElementSource.of(MemorySegment.ofArray(bytes), type.bytes()));
        contents.put(group.pathOf(name), bytes);
    }

    private void assertSame(Path file, String what) {
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file);
                Arena arena = Arena.ofConfined()) {
            contents.forEach((path, bytes) -> {
                assertNotNull(datasets.find(path), what + " " + path);
                byte[] found = datasets.read(path, arena).memory().toArray(ValueLayout.JAVA_BYTE);
                assertEquals(-1, Arrays.mismatch(bytes, found), what + " " + path);
            });
            for (Hdf5Object object : datasets.objects()) {
                assertEquals("", object.note(), what + " " + object.path());
            }
        }
    }
}
