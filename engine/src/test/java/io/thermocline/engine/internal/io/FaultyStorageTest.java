package io.thermocline.engine.internal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

class FaultyStorageTest {
    @TempDir Path directory;

    @Test
    void whatWasForcedAndSyncedSurvivesEveryPowerCut() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Path root = Files.createDirectory(directory.resolve("s" + seed));
            FaultyStorage storage = new FaultyStorage(root, seed);
            AtomicFile.write(storage, root.resolve("a"), "first");
            AtomicFile.write(storage, root.resolve("a"), "second");
            storage.cutPower();
            assertEquals("second", Files.readString(root.resolve("a")), "seed " + seed);
        }
    }

    @Test
    void whatWasNotForcedIsSometimesGoneSometimesTorn() throws IOException {
        boolean gone = false;
        boolean torn = false;
        boolean whole = false;
        byte[] content = "x".repeat(2000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int seed = 0; seed < 100; seed++) {
            Path root = Files.createDirectory(directory.resolve("s" + seed));
            Path file = root.resolve("a");
            Files.createFile(file);
            FaultyStorage storage = new FaultyStorage(root, seed);
            try (FileChannel channel = storage.open(file, Storage.Access.WRITE)) {
                channel.write(ByteBuffer.wrap(content));
            }
            storage.cutPower();
            byte[] found = Files.readAllBytes(file);
            gone |= found.length == 0;
            whole |= java.util.Arrays.equals(found, content);
            torn |= found.length > 0 && !java.util.Arrays.equals(found, content);
        }
        assertTrue(gone && torn && whole);
    }

    @Test
    void aNameThatWasNotSyncedMayBeMissing() throws IOException {
        int missing = 0;
        for (int seed = 0; seed < 50; seed++) {
            Path root = Files.createDirectory(directory.resolve("s" + seed));
            FaultyStorage storage = new FaultyStorage(root, seed);
            try (FileChannel channel =
                    storage.open(
                            root.resolve("a"), Storage.Access.WRITE, Storage.Access.CREATE_NEW)) {
                channel.force(true);
            }
            storage.cutPower();
            missing += Files.exists(root.resolve("a")) ? 0 : 1;
        }
        assertTrue(missing > 0 && missing < 50);
    }

    @Test
    void afterAFailedForceTheBytesAreLostThoughTheNextForceSucceeds() throws IOException {
        Path file = Files.createFile(directory.resolve("a"));
        FaultyStorage storage = new FaultyStorage(directory, 1).failAt(1);
        try (FileChannel channel = storage.open(file, Storage.Access.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}));
            assertThrows(IOException.class, () -> channel.force(false));
            channel.force(false);
        }
        assertEquals(1, Files.size(file));
        storage.cutPower();
        assertEquals(0, Files.size(file));
    }

    @Test
    void nothingHappensAfterACrash() throws IOException {
        FaultyStorage storage = new FaultyStorage(directory, 7).crashAt(0);
        Path file = directory.resolve("a");
        assertThrows(
                SimulatedCrash.class,
                () -> storage.open(file, Storage.Access.WRITE, Storage.Access.CREATE_NEW));
        assertTrue(storage.isCrashed());
        assertThrows(SimulatedCrash.class, () -> storage.createDirectories(file));
        assertThrows(SimulatedCrash.class, () -> storage.list(directory));
        assertFalse(Files.isDirectory(file));
    }
}
