package io.thermocline.formats.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.List;

class BatchBuilderTest {
    private static final Schema SCHEMA =
            new Schema(
                    1,
                    List.of(
                            Column.of(1, "id", ColumnType.parse("i64"), false),
                            Column.of(2, "name", ColumnType.STRING, true)),
                    null);

    @Test
    void aRowThatLacksAColumnIsRefusedByName() {
        try (Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(SCHEMA, 4, arena);
            batch.column(0).appendLong(1);
            var e = assertThrows(IllegalStateException.class, batch::finishRow);
            assertEquals("column 'name': expected 1 value for row 0, found 0", e.getMessage());
        }
    }

    @Test
    void aCancelledRowLeavesNoTrace() {
        try (Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(SCHEMA, 4, arena);
            append(batch, 1, "a");
            batch.column(0).appendLong(2);
            batch.column(1).appendText("gone");
            batch.cancelRow();
            append(batch, 3, "b");
            List<ColumnVector> vectors = batch.vectors();
            assertEquals(2, batch.rowCount());
            assertEquals(3, vectors.get(0).getLong(1));
            assertEquals("b", vectors.get(1).getString(1));
            assertEquals(2, vectors.get(1).values().byteSize());
        }
    }

    @Test
    void aBatchIsFullAtItsRowsOrItsBytes() {
        try (Arena arena = Arena.ofConfined()) {
            BatchBuilder rows = new BatchBuilder(SCHEMA, 2, arena);
            append(rows, 1, "");
            assertFalse(rows.isFull());
            append(rows, 2, "");
            assertTrue(rows.isFull());
            rows.reset();
            assertFalse(rows.isFull());
            assertEquals(0, rows.vectors().getFirst().rowCount());

            BatchBuilder bytes = new BatchBuilder(SCHEMA, 1000, arena);
            String megabyte = "x".repeat(1 << 20);
            while (!bytes.isFull()) {
                append(bytes, 1, megabyte);
            }
            assertEquals(64, bytes.rowCount());
        }
    }

    private static void append(BatchBuilder batch, long id, String name) {
        batch.column(0).appendLong(id);
        batch.column(1).appendText(name);
        batch.finishRow();
    }
}
