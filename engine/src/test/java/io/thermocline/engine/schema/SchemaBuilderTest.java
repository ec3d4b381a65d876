package io.thermocline.engine.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class SchemaBuilderTest {
    @Test
    void everyTypeHasItsWord() {
        Schema schema =
                SchemaBuilder.create()
                        .bool("a")
                        .int8("b")
                        .int16("c")
                        .int32("d")
                        .int64("e")
                        .float16("f")
                        .float32("g")
                        .float64("h")
                        .complex64("i")
                        .complex128("j")
                        .timestamp("k")
                        .string("l")
                        .json("m")
                        .binary("n")
                        .vector("o", ElementType.FLOAT32, 512)
                        .list("p", ElementType.FLOAT64)
                        .stringList("q")
                        .column("r", "complex128[4]")
                        .column("s", ColumnType.STRING)
                        .build();
        assertEquals(
                List.of(
                        "bool",
                        "i8",
                        "i16",
                        "i32",
                        "i64",
                        "f16",
                        "f32",
                        "f64",
                        "complex64",
                        "complex128",
                        "timestamp",
                        "string",
                        "json",
                        "binary",
                        "f32[512]",
                        "list<f64>",
                        "list<string>",
                        "complex128[4]",
                        "string"),
                schema.columns().stream().map(column -> column.type().text()).toList());
        assertEquals(1, schema.version());
        assertNull(schema.timeColumn());
        for (int i = 0; i < schema.size(); i++) {
            assertEquals(i + 1, schema.column(i).id());
            assertFalse(schema.column(i).nullable());
        }
    }

    @Test
    void aColumnIsDescribedAfterItIsDeclared() {
        Schema schema =
                SchemaBuilder.create()
                        .timestamp("ts")
                        .float64("speed")
                        .nullable()
                        .unit("m s-1")
                        .description("of the wind")
                        .encoding(Column.Encoding.PLAIN)
                        .metadata("sensor", "7")
                        .metadata("sensor", "8")
                        .string("name")
                        .nullable()
                        .notNull()
                        .timeColumn("ts")
                        .build();
        assertEquals(
                new Column(
                        2,
                        "speed",
                        ColumnType.scalar(ElementType.FLOAT64),
                        true,
                        Column.Encoding.PLAIN,
                        "m s-1",
                        "of the wind",
                        Map.of("sensor", "8")),
                schema.column(1));
        assertEquals(Column.of(3, "name", ColumnType.STRING, false), schema.column(2));
        assertEquals("ts", schema.timeColumn());
        assertEquals(schema, Schema.parse(schema.toJson()));
    }

    @Test
    void mistakesAreNamedWhereTheyAreMade() {
        SchemaBuilder empty = SchemaBuilder.create();
        assertThrows(IllegalStateException.class, empty::nullable);
        assertThrows(IllegalArgumentException.class, empty::build);
        assertThrows(IllegalArgumentException.class, () -> empty.int64(""));
        assertThrows(IllegalArgumentException.class, () -> empty.int64("x".repeat(256)));
        assertThrows(IllegalArgumentException.class, () -> empty.column("x", "u8"));
        SchemaBuilder twice = SchemaBuilder.create().int64("a").int64("a");
        assertThrows(IllegalArgumentException.class, twice::build);
        SchemaBuilder noTime = SchemaBuilder.create().int64("a").timeColumn("a");
        assertThrows(IllegalArgumentException.class, noTime::build);
        SchemaBuilder nullTime = SchemaBuilder.create().timestamp("a").nullable().timeColumn("a");
        assertTrue(
                String.valueOf(
                                assertThrows(IllegalArgumentException.class, nullTime::build)
                                        .getMessage())
                        .contains("nullable"));
    }

    @Test
    void aTableHasAtMost4096Columns() {
        SchemaBuilder builder = SchemaBuilder.create();
        for (int i = 0; i < Schema.MAX_COLUMNS; i++) {
            builder.int64("c" + i);
        }
        assertEquals(Schema.MAX_COLUMNS, builder.build().size());
        builder.int64("one more");
        assertThrows(IllegalArgumentException.class, builder::build);
    }
}
