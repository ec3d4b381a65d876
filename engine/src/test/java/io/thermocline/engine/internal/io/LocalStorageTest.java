package io.thermocline.engine.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

class LocalStorageTest {
    private final Storage storage = LocalStorage.INSTANCE;
    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void nameAFile() {
        file = directory.resolve("a");
    }

    private void create(Path path) throws IOException {
        storage.open(path, Storage.Access.WRITE, Storage.Access.CREATE_NEW).close();
    }

    @Test
    void filesAndDirectoriesBelongToTheirOwnerFromTheStart() throws IOException {
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));
        create(file);
        storage.createDirectories(directory.resolve("b/c"));
        assertEquals("rw-------", permissions(file));
        assertEquals("rwx------", permissions(directory.resolve("b")));
        assertEquals("rwx------", permissions(directory.resolve("b/c")));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aNewFileMustNotBeThere() throws IOException {
        create(file);
        assertThrows(FileAlreadyExistsException.class, () -> create(file));
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        create(file);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        Path home = Files.createDirectory(directory.resolve("home"));
        Path linked = Files.createSymbolicLink(directory.resolve("linked"), home);
        assertThrows(IOException.class, () -> storage.open(link, Storage.Access.READ));
        assertThrows(NotDirectoryException.class, () -> storage.createDirectories(linked));
        assertThrows(NotDirectoryException.class, () -> storage.list(linked));
    }

    @Test
    void aDirectoryThatIsThereStaysAsItIs() throws IOException {
        storage.createDirectories(directory);
        create(file);
        storage.createDirectories(directory);
        assertEquals(List.of(file), storage.list(directory));
        assertThrows(NotDirectoryException.class, () -> storage.createDirectories(file));
    }

    @Test
    void deletingAndListingWhatIsNotThereIsNoError() throws IOException {
        assertFalse(storage.delete(file));
        assertEquals(List.of(), storage.list(directory.resolve("none")));
        create(file);
        assertTrue(storage.delete(file));
        assertFalse(storage.exists(file));
    }

    @Test
    void renamingReplaces() throws IOException {
        Files.writeString(file, "new");
        Path old = Files.writeString(directory.resolve("b"), "old");
        storage.rename(file, old);
        assertEquals("new", Files.readString(old));
        assertFalse(storage.exists(file));
    }

    @Test
    void allocatedSpaceIsZeroAndKeepsWhatWasThere() throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        try (FileChannel channel = storage.open(file, Storage.Access.READ, Storage.Access.WRITE)) {
            storage.allocate(file, channel, 3_000_000);
            assertEquals(3_000_000, channel.size());
            storage.allocate(file, channel, 10);
            assertEquals(3_000_000, channel.size());
            ByteBuffer bytes = ByteBuffer.allocate(3_000_000);
            while (bytes.hasRemaining()) {
                assertTrue(channel.read(bytes) > 0);
            }
            byte[] expected = new byte[3_000_000];
            expected[0] = 1;
            expected[1] = 2;
            expected[2] = 3;
            assertArrayEquals(expected, bytes.array());
        }
    }

    @Test
    void smallFilesAreReplacedWhole() throws IOException {
        AtomicFile.write(storage, file, "one");
        AtomicFile.writeView(storage, file, "zwei ü");
        assertEquals("zwei ü", AtomicFile.read(storage, file));
        assertEquals(List.of(file), storage.list(directory));
        assertTrue(AtomicFile.isTemporary(AtomicFile.temporary(file)));
        assertFalse(AtomicFile.isTemporary(file));
    }
}
