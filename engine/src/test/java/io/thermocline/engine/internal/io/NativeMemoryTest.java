package io.thermocline.engine.internal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

class NativeMemoryTest {
    private static final int BYTES = 1 << 20;

    @TempDir Path directory;

    @Test
    void populatingKeepsTheContent() throws IOException {
        exercise(directory);
    }

    /** Allocates, maps and populates; the forked test runs it without flags. */
    static void exercise(Path directory) throws IOException {
        Path file = directory.resolve("slab");
        try (Arena arena = Arena.ofShared();
                FileChannel channel =
                        LocalStorage.INSTANCE.open(
                                file,
                                Storage.Access.READ,
                                Storage.Access.WRITE,
                                Storage.Access.CREATE)) {
            LocalStorage.INSTANCE.allocate(file, channel, BYTES);
            MemorySegment memory = channel.map(MapMode.READ_WRITE, 0, BYTES, arena);
            for (int i = 0; i < BYTES; i++) {
                memory.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31));
            }
            NativeMemory.populate(memory);
            NativeMemory.populate(memory.asSlice(5000, 1));
            NativeMemory.populate(memory.asSlice(4097, 9000));
            NativeMemory.populate(memory.asSlice(0, 0));
            for (int i = 0; i < BYTES; i++) {
                if (memory.get(ValueLayout.JAVA_BYTE, i) != (byte) (i * 31)) {
                    throw new AssertionError("byte " + i);
                }
            }
        }
    }

    @Test
    void aPageThatCannotBeHadIsAnErrorAndNoCrash() throws IOException {
        assumeTrue(NativeMemory.isEnabled());
        Path file = Files.write(directory.resolve("short"), new byte[8192]);
        try (Arena arena = Arena.ofShared();
                FileChannel channel =
                        LocalStorage.INSTANCE.open(
                                file, Storage.Access.READ, Storage.Access.WRITE)) {
            MemorySegment memory = channel.map(MapMode.READ_WRITE, 0, 8192, arena);
            channel.truncate(0);
            assertThrows(IOException.class, () -> NativeMemory.populate(memory));
        }
    }

    @Test
    void withoutNativeAccessTheSameWorksAndNothingIsPrinted() throws Exception {
        ForkedJava.Result result = ForkedJava.run(WithoutFlags.class, directory.toString());
        assertEquals("plain\n", result.output());
        assertEquals(0, result.exitCode());
    }

    /** Runs in a JVM without flags. */
    public static final class WithoutFlags {
        private WithoutFlags() {}

        /** Exercises in the directory given. */
        public static void main(String[] arguments) throws IOException {
            exercise(Path.of(arguments[0]));
            System.out.println(NativeMemory.isEnabled() ? "native" : "plain");
        }
    }
}
