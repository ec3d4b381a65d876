package io.thermocline.formats.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

class ByteShuffleTest {
    private static byte[] random(long seed, int bytes) {
        byte[] random = new byte[bytes];
        new Random(seed).nextBytes(random);
        return random;
    }

    /** The definition: byte k of element i goes to k * count + i; the rest stays. */
    private static byte[] expected(byte[] source, int width) {
        int count = source.length / width;
        byte[] target = source.clone();
        for (int i = 0; i < count * width; i++) {
            target[i % width * count + i / width] = source[i];
        }
        return target;
    }

    @Test
    void everyWidthAndTailFollowsTheDefinitionAndComesBack() {
        for (int width = 1; width <= 16; width++) {
            for (int bytes = 0; bytes < 200; bytes++) {
                assertShuffles(width, bytes);
            }
            assertShuffles(width, 5000 * width + 3);
        }
    }

    private static void assertShuffles(int width, int bytes) {
        long seed = width * 1000L + bytes;
        String message = "width " + width + ", " + bytes + " bytes, seed " + seed;
        byte[] source = random(seed, bytes);
        byte[] shuffled = new byte[bytes];
        byte[] back = new byte[bytes];
        ByteShuffle.shuffle(MemorySegment.ofArray(source), MemorySegment.ofArray(shuffled), width);
        assertArrayEquals(expected(source, width), shuffled, message);
        ByteShuffle.unshuffle(MemorySegment.ofArray(shuffled), MemorySegment.ofArray(back), width);
        assertArrayEquals(source, back, message);
    }

    @Test
    void nothingIsReadOrWrittenOutsideOfUnalignedSlices() {
        for (int width = 1; width <= 16; width++) {
            int bytes = 37 * width + width / 2;
            byte[] source = random(width, bytes);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment from = arena.allocate(bytes + 2L).fill((byte) 7);
                MemorySegment to = arena.allocate(bytes + 2L).fill((byte) 7);
                MemorySegment.copy(source, 0, from, ValueLayout.JAVA_BYTE, 1, bytes);
                ByteShuffle.shuffle(from.asSlice(1, bytes), to.asSlice(1, bytes), width);
                assertArrayEquals(
                        expected(source, width),
                        to.asSlice(1, bytes).toArray(ValueLayout.JAVA_BYTE));
                assertEquals(7, to.get(ValueLayout.JAVA_BYTE, 0));
                assertEquals(7, to.get(ValueLayout.JAVA_BYTE, bytes + 1L));
            }
        }
    }
}
