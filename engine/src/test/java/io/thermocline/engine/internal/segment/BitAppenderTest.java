package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.formats.column.ColumnVector;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.Random;

final class BitAppenderTest {
    @Test
    void bitsAddedInAnyPiecesAreTheBitsThatWereAdded() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            for (int round = 0; round < 300; round++) {
                MemorySegment target = arena.allocate(128, 8);
                MemorySegment source = noise(arena, random);
                MemorySegment mask = noise(arena, random);
                BitSet expected = new BitSet();
                BitAppender bits = new BitAppender();
                int size = 0;
                while (size < 800) {
                    int count = 1 + random.nextInt(150);
                    long from = random.nextInt((int) source.byteSize() * 8 - count + 1);
                    int kind = random.nextInt(4);
                    bits.open(target, 8, size);
                    for (int i = 0; i < count; i++) {
                        boolean bit = ColumnVector.bit(source, from + i);
                        expected.set(
                                size + i,
                                switch (kind) {
                                    case 0 -> true;
                                    case 1 -> bit && ColumnVector.bit(mask, from + i);
                                    default -> bit;
                                });
                        if (kind == 3) {
                            bits.add(bit ? -1 : 2);
                        }
                    }
                    switch (kind) {
                        case 0 -> bits.addOnes(count);
                        case 1 -> bits.addAll(source, from, count, mask);
                        case 2 -> bits.addAll(source, from, count, null);
                        default -> {}
                    }
                    bits.close();
                    size += count;
                    for (int i = 0; i < 119 * 8; i++) {
                        assertEquals(
                                expected.get(i),
                                ColumnVector.bit(target, 64L + i),
                                "seed " + seed + " round " + round + " bit " + i);
                    }
                }
            }
        }
    }

    private static MemorySegment noise(Arena arena, Random random) {
        // Exactly as long as its bits: reading past the end would fail.
        byte[] bytes = new byte[25];
        random.nextBytes(bytes);
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }
}
