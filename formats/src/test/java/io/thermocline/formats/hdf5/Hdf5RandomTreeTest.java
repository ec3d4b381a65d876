package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trees of groups, datasets and attributes of all types and shapes, each opened whole by us, jhdf,
 * h5py and h5dump. Written with jhdf alone, a quarter of such trees is unreadable: it destroys the
 * header of a group without datasets that happens to be written last.
 */
class Hdf5RandomTreeTest {
    private static final int BATCH_TREES = 20;

    @TempDir Path folder;

    @Test
    void everyReaderSeesTheTreesThatWereWritten() throws IOException {
        for (int seed = 0; seed < 2 * BATCH_TREES; seed += BATCH_TREES) {
            compare(seed);
        }
    }

    /** {@code -Dthermocline.trees=N} sets how many; 1,000 otherwise. */
    @Test
    @Tag("slow")
    void everyReaderSeesAThousandTrees() throws IOException {
        int trees = Integer.getInteger("thermocline.trees", 1_000);
        for (int seed = 1_000; seed < 1_000 + trees; seed += BATCH_TREES) {
            compare(seed);
        }
    }

    /** Writes and compares the trees of seeds [first, first + {@link #BATCH_TREES}). */
    private void compare(int first) throws IOException {
        List<Object> files = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int seed = first; seed < first + BATCH_TREES; seed++) {
            RandomTree tree = RandomTree.of(seed);
            Path file = folder.resolve("tree-" + seed + ".h5");
            tree.writer().writeTo(file, null);
            files.add(file);
            for (String line : tree.manifest()) {
                expected.add(file.getFileName() + "|" + line);
            }
            assertWeRead(file, tree, "seed " + seed);
            assertJhdfOpens(file, "seed " + seed);
        }
        assertSameLines(expected, Oracles.h5py("tree_manifest.py", files.toArray()), first);
        Oracles.tool("h5dump", files.toArray());
        assertRepackedIsTheSame((Path) files.getFirst(), expected, first);
        for (Object file : files) {
            Files.delete((Path) file);
        }
    }

    private static void assertSameLines(List<String> expected, List<String> found, int seed) {
        assertEquals(
                String.join("\n", expected.stream().sorted().toList()),
                String.join("\n", found.stream().sorted().toList()),
                "seeds from " + seed);
    }

    private void assertRepackedIsTheSame(Path file, List<String> expected, int seed)
            throws IOException {
        Path repacked =
                Files.createDirectories(folder.resolve("repacked")).resolve(file.getFileName());
        Oracles.tool("h5repack", file, repacked);
        String start = file.getFileName() + "|";
        assertSameLines(
                expected.stream().filter(line -> line.startsWith(start)).toList(),
                Oracles.h5py("tree_manifest.py", repacked),
                seed);
        Files.delete(repacked);
    }

    private static void assertWeRead(Path file, RandomTree tree, String what) {
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file);
                Arena arena = Arena.ofConfined()) {
            tree.numbers()
                    .forEach((path, bytes) -> {
                        Hdf5Object object = datasets.find(path);
                        assertNotNull(object, what + " " + path);
                        assertTrue(object.isNumeric(), what + " " + path + ": " + object.note());
                        byte[] found =
                                datasets.read(path, arena).memory().toArray(ValueLayout.JAVA_BYTE);
                        assertEquals(-1, Arrays.mismatch(bytes, found), what + " " + path);
                    });
            tree.texts()
                    .forEach((path, texts) -> {
                        assertEquals(
                                texts,
                                datasets.readTexts(path, 0, texts.size()),
                                what + " " + path);
                    });
        }
    }

    private static void assertJhdfOpens(Path file, String what) {
        try (HdfFile opened = new HdfFile(file)) {
            open(opened, what);
        }
    }

    private static void open(Group group, String what) {
        for (Node node : group) {
            String where = what + " " + node.getPath();
            node.getAttributes().values().forEach(a -> assertNotNull(a.getJavaType(), where));
            if (node instanceof Group inner) {
                open(inner, where);
            } else if (node instanceof Dataset dataset && dataset.getSize() > 0) {
                assertNotNull(dataset.getData(), where);
            }
        }
    }
}
