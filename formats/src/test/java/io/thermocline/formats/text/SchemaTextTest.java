package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;

import java.util.List;

class SchemaTextTest {
    @Test
    void namesTypesAndNullabilityAreRead() {
        Schema schema =
                SchemaText.parse(
                        "id i64, name string NOT NULL ,x f64[3] null,\n"
                            + " \"a, \"\"b\" List < String >, not timestamp, é complex128 [ 2 ] not"
                            + "  null");
        assertEquals(
                "id i64, name string not null, x f64[3], \"a, \"\"b\" list<string>, not timestamp,"
                        + " é complex128[2] not null",
                SchemaText.format(schema));
        assertEquals("a, \"b", schema.column(3).name());
        assertTrue(schema.column(0).nullable());
        assertFalse(schema.column(1).nullable());
        assertEquals(schema, SchemaText.parse(SchemaText.format(schema)));
    }

    @Test
    void unsignedIntegersAreWidened() {
        assertEquals(
                "a i16, b i32, c i64, d i64, e i16[784], f list<i64>",
                SchemaText.format(
                        SchemaText.parse("a u8, b U16, c u32, d u64, e u8[784], f list<u64>")));
    }

    @Test
    void mistakesAreShownWithACaret() {
        assertMistake("id i64, x f46[3]", 10, "bool, i8, i16, i32, i64, f16,");
        assertMistake("a i64,", 6, "a column name, found the end");
        assertMistake("a", 1, "a type after 'a', found the end");
        assertMistake("a <", 2, "a type after 'a', found '<'");
        assertMistake("a i64 b f64", 6, "',', not null, null or the end, found 'b'");
        assertMistake("a i64 not", 9, "null after not, found the end");
        assertMistake("a i64, a f64", 7, "another name, found 'a' a second time");
        assertMistake("\"a i64", 0, "a closing quote, found the end");
        assertMistake("é f64[3", 5, "']', found the end");
        assertMistake("a list<f64", 6, "'>', found the end");
        assertMistake("", 0, "a column name, found the end");
        assertMistake("\"\" i64", 0, "a usable name, found column name: expected 1..255 bytes");
        assertMistake("x f64[0]", 2, "a type, found 'f64[0]'");
        assertMistake("x bool[2]", 2, "a type, found 'bool[2]'");
    }

    @Test
    void onlyTheLineWithTheMistakeIsShown() {
        var e = assertThrows(FormatException.class, () -> SchemaText.parse("a f64,\n b, c i8\n"));
        assertEquals(
                List.of("schema: expected a type after 'b', found ','", "   b, c i8", "    ^"),
                String.valueOf(e.getMessage()).lines().toList());
    }

    @Test
    void typesOfOtherSystemsGetASuggestion() {
        var e = assertThrows(FormatException.class, () -> SchemaText.parse("a double"));
        assertTrue(String.valueOf(e.getMessage()).endsWith("^ did you mean f64?"), e.getMessage());
        e = assertThrows(FormatException.class, () -> SchemaText.parse("a list<varchar>"));
        assertTrue(
                String.valueOf(e.getMessage()).endsWith("^ did you mean string?"), e.getMessage());
    }

    private static void assertMistake(String text, int caret, String expected) {
        var e = assertThrows(FormatException.class, () -> SchemaText.parse(text));
        List<String> lines = String.valueOf(e.getMessage()).lines().toList();
        assertTrue(lines.get(0).startsWith("schema: expected " + expected), lines.get(0));
        assertEquals("  " + text, lines.get(1));
        assertEquals(2 + caret, lines.get(2).indexOf('^'), lines.get(2));
    }
}
