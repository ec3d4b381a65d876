package io.thermocline.formats.column;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Random;

class BitCopyTest {
    @Test
    void anyRunOfBitsArrivesAndBitsBeforeItStay() {
        long seed = 11;
        Random random = new Random(seed);
        for (int trial = 0; trial < 5_000; trial++) {
            byte[] source = new byte[40];
            byte[] target = new byte[40];
            random.nextBytes(source);
            random.nextBytes(target);
            byte[] before = target.clone();
            int from = random.nextInt(100);
            int to = random.nextInt(100);
            int count = random.nextInt(180);
            BitCopy.copy(
                    MemorySegment.ofArray(source), from, MemorySegment.ofArray(target), to, count);
            String where = "seed " + seed + ", trial " + trial;
            for (int i = 0; i < to; i++) {
                assertEquals(bit(before, i), bit(target, i), where);
            }
            for (int i = 0; i < count; i++) {
                assertEquals(bit(source, from + i), bit(target, to + i), where);
            }
        }
    }

    private static boolean bit(byte[] bytes, int index) {
        return ColumnVector.bit(MemorySegment.ofArray(bytes), index);
    }
}
