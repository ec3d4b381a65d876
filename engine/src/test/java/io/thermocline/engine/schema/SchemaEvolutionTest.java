package io.thermocline.engine.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;

import java.util.List;

class SchemaEvolutionTest {
    private static final Schema SCHEMA =
            SchemaBuilder.create().timestamp("ts").float64("x").timeColumn("ts").build();

    private static List<String> names(Schema schema) {
        return schema.columns().stream().map(Column::name).toList();
    }

    @Test
    void anAddedColumnComesLastWithAnIdNeverUsed() {
        Schema wider =
                SchemaEvolution.addColumn(SCHEMA, Column.of(1, "note", ColumnType.STRING, true), 9);
        assertEquals(2, wider.version());
        assertEquals(List.of("ts", "x", "note"), names(wider));
        assertEquals(9, wider.column(2).id());
        assertEquals("ts", wider.timeColumn());
        assertEquals(1, SCHEMA.version());
    }

    @Test
    void anAddedColumnMustBeNullableAndNew() {
        Column notNull = Column.of(1, "note", ColumnType.STRING, false);
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SchemaEvolution.addColumn(SCHEMA, notNull, 9));
        assertTrue(String.valueOf(refused.getMessage()).contains("nullable"));
        Column taken = Column.of(1, "x", ColumnType.STRING, true);
        assertThrows(
                IllegalArgumentException.class, () -> SchemaEvolution.addColumn(SCHEMA, taken, 9));
        Column note = Column.of(1, "note", ColumnType.STRING, true);
        assertThrows(
                IllegalArgumentException.class, () -> SchemaEvolution.addColumn(SCHEMA, note, 2));
    }

    @Test
    void aRenamedColumnKeepsItsIdAndStaysTheTimeColumn() {
        Schema renamed = SchemaEvolution.renameColumn(SCHEMA, "ts", "time");
        assertEquals(2, renamed.version());
        assertEquals(List.of("time", "x"), names(renamed));
        assertEquals(1, renamed.column(0).id());
        assertEquals("time", renamed.timeColumn());
        assertEquals("ts", SchemaEvolution.renameColumn(SCHEMA, "x", "y").timeColumn());
        assertThrows(
                IllegalArgumentException.class,
                () -> SchemaEvolution.renameColumn(SCHEMA, "x", "ts"));
        assertThrows(
                IllegalArgumentException.class,
                () -> SchemaEvolution.renameColumn(SCHEMA, "none", "y"));
        assertThrows(
                IllegalArgumentException.class,
                () -> SchemaEvolution.renameColumn(SCHEMA, "x", "a\nb"));
    }

    @Test
    void neitherTheLastColumnNorTheTimeColumnCanBeDropped() {
        Schema narrower = SchemaEvolution.dropColumn(SCHEMA, "x");
        assertEquals(List.of("ts"), names(narrower));
        assertThrows(
                IllegalArgumentException.class, () -> SchemaEvolution.dropColumn(SCHEMA, "ts"));
        assertThrows(
                IllegalArgumentException.class, () -> SchemaEvolution.dropColumn(SCHEMA, "none"));
        Schema one = SchemaBuilder.create().int64("only").build();
        assertThrows(IllegalArgumentException.class, () -> SchemaEvolution.dropColumn(one, "only"));
    }
}
