package io.thermocline.engine.internal.catalog;

import static io.thermocline.engine.internal.catalog.Records.hot;
import static io.thermocline.engine.internal.catalog.Records.state;
import static io.thermocline.engine.internal.catalog.Records.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.journal.CatalogRecord.FilePublished;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Damage to the catalogue is found, or does no harm; it never yields another state. */
class CatalogDamageTest {
    @TempDir Path directory;
    private StoreDirectoryFixture store;

    @BeforeEach
    void create() throws IOException {
        store = new StoreDirectoryFixture(directory.resolve("store"));
    }

    @AfterEach
    void release() throws IOException {
        store.close();
    }

    /** Makes a store whose log holds a snapshot and commits; tells what it knows. */
    private String fill(boolean clean) throws IOException {
        try (Catalog catalog = store.open()) {
            catalog.commit(table(1, "a"));
            catalog.replaceLog();
            catalog.commit(SegmentsReplaced.sealed(1, hot(1, 0, 10)));
            catalog.commit(new FilePublished(state(1, "s")));
            if (clean) {
                catalog.closeCleanly();
            }
            return CatalogTest.describe(catalog.state());
        }
    }

    private void findOrEqual(String expected, String message) throws IOException {
        String found;
        try (ReadOnlyCatalog catalog = store.openReadOnly()) {
            found = CatalogTest.describe(catalog.state());
        } catch (FormatException e) {
            return;
        }
        assertEquals(expected, found, message);
    }

    @Test
    void aFlippedBitOfAClosedLogIsFoundOrHarmless() throws IOException {
        String expected = fill(true);
        Path log = store.log();
        byte[] sound = Files.readAllBytes(log);
        for (int at = 0; at < sound.length; at++) {
            for (int mask : new int[] {1 << (at % 8), 0xFF}) {
                byte[] damaged = sound.clone();
                damaged[at] ^= (byte) mask;
                rewrite(log, damaged);
                findOrEqual(expected, "byte " + at + " by " + mask);
            }
        }
    }

    @Test
    void aFlippedBitOfALogThatWasNotClosedIsFoundOrHarmless() throws IOException {
        String expected = fill(false);
        Path log = store.log();
        byte[] sound = Files.readAllBytes(log);
        for (int at = 0; at < sound.length; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            rewrite(log, damaged);
            findOrEqual(expected, "byte " + at);
        }
    }

    @Test
    void aClosedLogCutOrZeroedAnywhereIsFoundOrHarmless() throws IOException {
        String expected = fill(true);
        Path log = store.log();
        byte[] sound = Files.readAllBytes(log);
        for (int cut = 0; cut < sound.length; cut++) {
            rewrite(log, Arrays.copyOf(sound, cut));
            findOrEqual(expected, "cut at " + cut);
            byte[] zeroed = sound.clone();
            Arrays.fill(zeroed, cut, Math.min(sound.length, cut + 512), (byte) 0);
            rewrite(log, zeroed);
            findOrEqual(expected, "zeroed at " + cut);
        }
    }

    @Test
    void aDamagedStoreFileIsFoundOrHarmless() throws IOException {
        String expected = fill(true);
        Path file = store.layout.storeFile();
        byte[] sound = Files.readAllBytes(file);
        for (int at = 0; at < sound.length; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= (byte) (1 << (at % 7));
            rewrite(file, damaged);
            findOrEqual(expected, "byte " + at);
            rewrite(file, Arrays.copyOf(sound, at));
            findOrEqual(expected, "cut at " + at);
        }
    }

    @Test
    void aDamagedLogIsNotTouchedByAWriter() throws IOException {
        fill(true);
        Path log = store.log();
        byte[] damaged = Files.readAllBytes(log);
        damaged[500] ^= 1;
        rewrite(log, damaged);
        byte[] storeFile = Files.readAllBytes(store.layout.storeFile());
        CorruptFileException refused = assertThrows(CorruptFileException.class, store::open);
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(log.toString()) && message.contains("backup"), message);
        assertTrue(Arrays.equals(damaged, Files.readAllBytes(log)));
        assertTrue(Arrays.equals(storeFile, Files.readAllBytes(store.layout.storeFile())));
    }

    @Test
    void aTornCommitIsCutAndSaidSo() throws IOException {
        try (Catalog catalog = store.open()) {
            catalog.commit(table(1, "a"));
        }
        try (Catalog catalog = store.open()) {
            catalog.commit(table(2, "b"));
        }
        // The commit without its mark, and not all of it.
        Path log = store.log();
        byte[] after = Files.readAllBytes(log);
        rewrite(log, Arrays.copyOf(after, after.length - 60));
        try (Catalog catalog = store.open()) {
            assertTrue(String.valueOf(catalog.torn()).contains("too few"), catalog.torn());
            assertEquals(1, catalog.state().tableCount());
        }
        try (Catalog catalog = store.open()) {
            assertEquals(null, catalog.torn());
        }
    }

    /** Replaces a file by a new one: ext4 writes a truncated one out at once, which takes long. */
    private static void rewrite(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, content);
    }
}
