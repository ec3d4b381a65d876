package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

final class ExtentPlannerTest {
    @Test
    void everyPlanIsOneThatAReaderAccepts() {
        for (int round = 0; round < 200; round++) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            Schema schema =
                    round % 2 == 0
                            ? SampleRows.everyType(random.nextBoolean())
                            : SampleRows.wide(random);
            int bytes = ExtentSize.bytes(random.nextInt(13));
            HeapNeeds needs = new HeapNeeds();
            needs.clear(schema.size());
            for (int c = 0; c < schema.size(); c++) {
                needs.set(c, 1L << random.nextInt(16), random.nextInt(100));
            }
            ExtentLayout layout = ExtentPlanner.plan(TextModes.initial(schema), needs, bytes);
            if (layout == null) {
                assertTrue(bytes < 128 * (65536 + 500), "seed " + seed);
                continue;
            }
            for (int c : layout.variableColumns()) {
                assertTrue(layout.heapBytes(c) >= needs.bytes(c), "seed " + seed);
                boolean isList = layout.storage(c) == ExtentLayout.Storage.TEXTS;
                assertTrue(!isList || layout.childCapacity(c) >= needs.texts(c), "seed " + seed);
            }
            byte[] directory = new byte[ExtentLayout.directoryBytes(schema.size())];
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment extent = arena.allocate(bytes, 64);
                layout.write(extent, 8);
                MemorySegment.copy(
                        extent, ValueLayout.JAVA_BYTE, 0, directory, 0, directory.length);
            }
            ExtentLayout read =
                    ExtentLayout.read(
                            directory, schema, bytes, 8, new ExtentLayout.Place(Path.of("x"), 0));
            assertEquals(layout.capacity(), read.capacity());
            for (int c = 0; c < schema.size(); c++) {
                assertEquals(layout.storage(c), read.storage(c));
                assertEquals(layout.valuesAt(c), read.valuesAt(c));
            }
        }
    }

    @Test
    void rowsAreLimitedToThoseOfASegment() {
        Schema schema =
                new Schema(
                        1,
                        List.of(Column.of(1, "b", ColumnType.scalar(ElementType.BOOL), false)),
                        null);
        ExtentLayout layout =
                ExtentPlanner.plan(TextModes.initial(schema), HeapNeeds.NONE, 64 << 20);
        assertNotNull(layout);
        assertEquals(1 << 22, layout.capacity());
    }

    @Test
    void theClassForABodyHoldsItWhateverColumnItsBytesBelongTo() {
        Schema schema = SampleRows.everyType(true);
        TextModes modes = TextModes.initial(schema);
        for (long bodyBytes = 0; bodyBytes < 1 << 25; bodyBytes = 3 * bodyBytes + 700) {
            int sizeClass = TailExtent.sizeClassFor(schema, bodyBytes);
            for (int c = 0; c < schema.size(); c++) {
                if (modes.column(c).isVariable()) {
                    HeapNeeds needs = new HeapNeeds();
                    needs.clear(schema.size());
                    needs.set(c, bodyBytes, 0);
                    assertNotNull(
                            ExtentPlanner.plan(modes, needs, ExtentSize.bytes(sizeClass)),
                            bodyBytes + " bytes in column " + c);
                }
            }
        }
    }

    @Test
    void aRowThatDoesNotFitHasNoPlan() {
        Schema schema = new Schema(1, List.of(Column.of(1, "s", ColumnType.BINARY, false)), null);
        HeapNeeds needs = new HeapNeeds();
        needs.clear(1);
        needs.set(0, 16384 - 192, 0);
        // The directory takes 128 bytes and the ends of one row 64.
        assertNotNull(ExtentPlanner.plan(TextModes.initial(schema), needs, 16384));
        needs.set(0, 16384 - 191, 0);
        assertNull(ExtentPlanner.plan(TextModes.initial(schema), needs, 16384));
        assertFalse(TextModes.initial(schema).isDictionary(0));
    }
}
