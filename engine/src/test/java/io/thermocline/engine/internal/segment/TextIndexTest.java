package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

final class TextIndexTest {
    private static ExtentLayout layout(int extentBytes, int heapBytes, int codes) {
        Schema schema = new Schema(1, List.of(Column.of(1, "s", ColumnType.STRING, false)), null);
        ExtentLayout.Builder builder = new ExtentLayout.Builder(schema, extentBytes, 16);
        builder.add(0, ExtentLayout.Storage.CODES, heapBytes, codes);
        return builder.build();
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(
                ValueLayout.JAVA_BYTE, ("?" + text).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void equalTextsGetOneCodeAndNewOnesTheNext() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment extent = arena.allocate(4 << 20, 64);
            TextIndex index = new TextIndex();
            for (int life = 0; life < 3; life++) {
                index.open(extent, layout(4 << 20, 1 << 20, 65_536), 0);
                Map<String, Integer> codes = new HashMap<>();
                long bytes = 0;
                for (int i = 0; i < 30_000; i++) {
                    String text = "a".repeat(random.nextInt(20)) + random.nextInt(300);
                    MemorySegment source = text(arena, text);
                    int known = codes.size();
                    int expected = codes.computeIfAbsent(text, t -> known);
                    bytes += expected == known ? text.length() : 0;
                    assertEquals(expected, index.intern(source, 1, text.length()), "seed " + seed);
                }
                assertEquals(codes.size(), index.size());
                assertEquals(bytes, index.heapUsed());
            }
        }
    }

    @Test
    void aFullDictionaryStillKnowsItsTexts() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment extent = arena.allocate(16384, 64);
            TextIndex byCodes = new TextIndex();
            byCodes.open(extent, layout(16384, 1000, 2), 0);
            assertEquals(0, byCodes.intern(text(arena, ""), 1, 0));
            assertEquals(1, byCodes.intern(text(arena, "b"), 1, 1));
            assertEquals(TextIndex.FULL, byCodes.intern(text(arena, "c"), 1, 1));
            assertEquals(0, byCodes.intern(text(arena, ""), 1, 0));
            TextIndex byBytes = new TextIndex();
            byBytes.open(arena.allocate(16384, 64), layout(16384, 3, 20), 0);
            assertEquals(0, byBytes.intern(text(arena, "ab"), 1, 2));
            assertEquals(TextIndex.FULL, byBytes.intern(text(arena, "cd"), 1, 2));
            assertEquals(1, byBytes.intern(text(arena, "c"), 1, 1));
            assertEquals(0, byBytes.intern(text(arena, "ab"), 1, 2));
        }
    }
}
