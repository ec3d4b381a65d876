package io.thermocline.formats.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ElementType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class SchemaTest {
    @Test
    void theJsonFormReadsBackEqual() {
        Schema schema =
                new Schema(
                        7,
                        List.of(
                                Column.of(1, "ts", ColumnType.TIMESTAMP, false),
                                new Column(
                                        9,
                                        "größe \"x\"\n".strip(),
                                        ColumnType.vector(ElementType.COMPLEX128, 256),
                                        true,
                                        Column.Encoding.PLAIN,
                                        "m s-1",
                                        "speed",
                                        Map.of("k", "v"))),
                        "ts");
        assertEquals(schema, Schema.parse(schema.toJson()));
        assertEquals(schema.toJson(), Schema.parse(schema.toJson()).toJson());
    }

    @Test
    void everyTypeNameReadsBackEqual() {
        for (String text :
                List.of(
                        "bool",
                        "i8",
                        "f16",
                        "complex64",
                        "timestamp",
                        "string",
                        "json",
                        "binary",
                        "f32[512]",
                        "i8[3]",
                        "list<f64>",
                        "list<string>")) {
            assertEquals(text, ColumnType.parse(text).text());
        }
        assertEquals(ColumnType.vector(ElementType.FLOAT32, 4), ColumnType.parse(" F32[ 4 ] "));
    }

    @Test
    void wrongTypesSayWhatWasExpected() {
        for (String text :
                List.of(
                        "f65",
                        "f32[0]",
                        "f32[x]",
                        "bool[3]",
                        "list<u8>",
                        "u8",
                        "",
                        "f32[",
                        "list<>")) {
            String message =
                    String.valueOf(
                            assertThrows(
                                            IllegalArgumentException.class,
                                            () -> ColumnType.parse(text),
                                            text)
                                    .getMessage());
            assertTrue(message.contains("type"), message);
        }
    }

    @Test
    void wrongSchemasAreRefused() {
        Column id = Column.of(1, "id", ColumnType.parse("i64"), false);
        assertThrows(IllegalArgumentException.class, () -> new Schema(1, List.of(), null));
        assertThrows(IllegalArgumentException.class, () -> new Schema(1, List.of(id, id), null));
        assertThrows(IllegalArgumentException.class, () -> new Schema(1, List.of(id), "id"));
        assertThrows(IllegalArgumentException.class, () -> new Schema(0, List.of(id), null));
        assertThrows(
                IllegalArgumentException.class, () -> Column.of(1, "", ColumnType.STRING, true));
        assertThrows(
                IllegalArgumentException.class,
                () -> Column.of(1, "a\u0000b", ColumnType.STRING, true));
        assertThrows(
                IllegalArgumentException.class,
                () -> Column.of(1, "x".repeat(256), ColumnType.STRING, true));
        assertThrows(FormatException.class, () -> Schema.parse("{\"version\":1}"));
        assertThrows(FormatException.class, () -> Schema.parse("[]"));
    }
}
