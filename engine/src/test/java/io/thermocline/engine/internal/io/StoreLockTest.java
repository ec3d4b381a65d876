package io.thermocline.engine.internal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class StoreLockTest {
    private static final HostProcess PROCESS = HostProcess.current();

    @TempDir Path directory;

    private StoreLock acquire() throws IOException {
        return StoreLock.acquire(LocalStorage.INSTANCE, directory, PROCESS, 1_000_000_000L);
    }

    @Test
    void aSecondWriterOfThisProcessIsToldWhoHasTheStore() throws IOException {
        try (StoreLock lock = acquire()) {
            assertTrue(lock.isHeld());
            StoreLockedException refused = assertThrows(StoreLockedException.class, this::acquire);
            assertEquals(PROCESS.pid(), refused.owner().pid());
            assertEquals(PROCESS.host(), refused.owner().host());
            assertEquals("1970-01-01T00:00:01Z", refused.owner().since());
            assertTrue(String.valueOf(refused.getMessage()).contains("pid " + PROCESS.pid()));
        }
        acquire().close();
    }

    @Test
    void aWriterOfAnotherProcessIsRefusedAlsoAfterARefusalHere() throws Exception {
        try (StoreLock lock = acquire()) {
            assertThrows(StoreLockedException.class, this::acquire);
            ForkedJava.Result result = ForkedJava.run(TryLock.class, directory.toString());
            assertTrue(
                    result.output().startsWith("refused by " + PROCESS.pid() + " "),
                    result.output());
            assertTrue(lock.isHeld());
        }
        assertEquals("acquired\n", ForkedJava.run(TryLock.class, directory.toString()).output());
    }

    @Test
    void aLockEndsWithItsProcessAndWhatItLeftIsReplaced() throws Exception {
        Process other = ForkedJava.start(TryLock.class, directory.toString(), "stay");
        try (BufferedReader output = other.inputReader()) {
            assertEquals("acquired", output.readLine());
            StoreLockedException refused = assertThrows(StoreLockedException.class, this::acquire);
            assertEquals(other.pid(), refused.owner().pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertTrue(Files.exists(directory.resolve(StoreLock.OWNER_NAME)));
        try (StoreLock lock = acquire()) {
            assertTrue(lock.isHeld());
            StoreOwner owner =
                    StoreOwner.read(LocalStorage.INSTANCE, directory.resolve(StoreLock.OWNER_NAME));
            assertEquals(PROCESS.pid(), owner.pid());
        }
        assertFalse(Files.exists(directory.resolve(StoreLock.OWNER_NAME)));
    }

    @Test
    void anOwnerFileThatNobodyCanReadDoesNotMatter() throws IOException {
        Files.writeString(directory.resolve(StoreLock.OWNER_NAME), "nonsense");
        try (StoreLock lock = acquire()) {
            assertTrue(lock.isHeld());
            Files.writeString(directory.resolve(StoreLock.OWNER_NAME), "nonsense");
            StoreLockedException refused = assertThrows(StoreLockedException.class, this::acquire);
            assertTrue(String.valueOf(refused.getMessage()).contains("left no name"));
        }
    }

    @Test
    void releasingTwiceIsHarmless() throws IOException {
        StoreLock first = acquire();
        first.close();
        StoreLock second = acquire();
        first.close();
        assertTrue(second.isHeld());
        assertNotNull(second.root());
        second.close();
    }

    /** Tries to take a lock in a JVM of its own. */
    public static final class TryLock {
        private TryLock() {}

        /** Takes the lock of a directory; stays if told so. */
        public static void main(String[] arguments) throws Exception {
            Path root = Path.of(arguments[0]);
            try (StoreLock lock =
                    StoreLock.acquire(LocalStorage.INSTANCE, root, HostProcess.current(), 0)) {
                System.out.println(lock.isHeld() ? "acquired" : "lost");
                if (arguments.length > 1) {
                    Thread.sleep(60_000);
                }
            } catch (StoreLockedException e) {
                System.out.println("refused by " + e.owner().pid() + " on " + e.owner().host());
            }
        }
    }
}
