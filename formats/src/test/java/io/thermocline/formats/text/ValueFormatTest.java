package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.json.Json;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.Consumer;

class ValueFormatTest {
    @Test
    void everyTypeHasAPlainAndAJsonForm() {
        assertForms("bool", c -> c.appendBool(true), "true", "true");
        assertForms("i8", c -> c.appendLong(-128), "-128", "-128");
        assertForms("i64", c -> c.appendLong(Long.MIN_VALUE), "-9223372036854775808", null);
        assertForms("f64", c -> c.appendDouble(0.1), "0.1", "0.1");
        assertForms("f64", c -> c.appendDouble(-0.0), "-0.0", "-0.0");
        assertForms("f64", c -> c.appendDouble(1e23), "1.0E23", "1.0E23");
        assertForms("f64", c -> c.appendDouble(2e-44), "2.0E-44", "2.0E-44");
        assertForms("f64", c -> c.appendDouble(9_999_999), "9999999.0", "9999999.0");
        assertForms("f64", c -> c.appendDouble(10_000_000), "1.0E7", "1.0E7");
        assertForms("f64", c -> c.appendDouble(Double.NaN), "NaN", "\"NaN\"");
        assertForms("f32", c -> c.appendDouble(0.1f), "0.1", "0.1");
        assertForms("f32", c -> c.appendDouble(1 / 0.0), "Infinity", "\"Infinity\"");
        assertForms("f16", c -> c.appendDouble(0.1), "0.099975586", "0.099975586");
        assertForms("complex128", c -> c.appendComplex(1.5, -2), "1.5-2.0j", "[1.5, -2.0]");
        assertForms("complex128", c -> c.appendComplex(0, -0.0), "0.0-0.0j", "[0.0, -0.0]");
        assertForms(
                "complex64", c -> c.appendComplex(0.1f, Double.NaN), "0.1+NaNj", "[0.1, \"NaN\"]");
        assertForms(
                "timestamp",
                c -> c.appendLong(-1),
                "1969-12-31T23:59:59.999999999Z",
                "\"1969-12-31T23:59:59.999999999Z\"");
        assertForms(
                "string",
                c -> c.appendText("a\"b\\c\n\u0001é😀"),
                "a\"b\\c\n\u0001é😀",
                "\"a\\\"b\\\\c\\n\\u0001é😀\"");
        assertForms("string", c -> c.appendText(""), "", "\"\"");
        assertForms(
                "json", c -> c.appendText("{\"a\" :\r\n 1}"), "{\"a\" :\r\n 1}", "{\"a\" :   1}");
        assertForms("binary", c -> c.appendBytes(new byte[] {0, -1}, 0, 2), "AP8=", "\"AP8=\"");
        assertForms("string", ColumnBuilder::appendNull, "", "null");
        assertForms(
                "f32[2]",
                c -> {
                    c.addDouble(0.1f);
                    c.addDouble(Double.NEGATIVE_INFINITY);
                    c.endRow();
                },
                "[0.1, \"-Infinity\"]",
                "[0.1, \"-Infinity\"]");
        assertForms(
                "list<complex64>",
                c -> {
                    c.addComplex(1, 2);
                    c.endRow();
                },
                "[[1.0, 2.0]]",
                "[[1.0, 2.0]]");
        assertForms("list<i64>", ColumnBuilder::endRow, "[]", "[]");
        assertForms(
                "list<string>",
                c -> {
                    c.addText(new byte[] {'"'}, 0, 1);
                    c.addText(new byte[0], 0, 0);
                    c.endRow();
                },
                "[\"\\\"\", \"\"]",
                "[\"\\\"\", \"\"]");
    }

    private static void assertForms(
            String type,
            Consumer<ColumnBuilder> value,
            String plain,
            @org.jspecify.annotations.Nullable String json) {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = builder(type, arena);
            // The value lies in the second row and in the first row of a slice.
            builder.appendNull();
            value.accept(builder);
            ColumnVector vector = builder.vector();
            assertEquals(plain, format(ValueFormat.Form.PLAIN, vector, 1), type);
            assertEquals(plain, format(ValueFormat.Form.PLAIN, vector.slice(1, 1), 0), type);
            assertEquals(
                    json == null ? plain : json, format(ValueFormat.Form.JSON, vector, 1), type);
        }
    }

    private static ColumnBuilder builder(String type, Arena arena) {
        return new ColumnBuilder(Column.of(1, "c", ColumnType.parse(type), true), 100, arena);
    }

    private static String format(ValueFormat.Form form, ColumnVector vector, int row) {
        StringBuilder out = new StringBuilder();
        new ValueFormat(form).append(vector, row, out);
        return out.toString();
    }

    @Test
    void realNumbersAreWrittenAsTheJdkWritesThem() {
        Random random = new Random(21);
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder doubles = builder("f64", arena);
            ColumnBuilder floats = builder("f32", arena);
            for (int round = 0; round < 500; round++) {
                doubles.reset();
                floats.reset();
                for (int i = 0; i < 100; i++) {
                    doubles.appendDouble(
                            i % 2 == 0
                                    ? Double.longBitsToDouble(random.nextLong())
                                    : random.nextInt() / (i % 3 == 0 ? 1.0 : 100.0));
                    floats.appendDouble(Float.intBitsToFloat(random.nextInt()));
                }
                ColumnVector wide = doubles.vector();
                ColumnVector narrow = floats.vector();
                for (int i = 0; i < 100; i++) {
                    assertEquals(
                            Double.toString(wide.getDouble(i)),
                            format(ValueFormat.Form.PLAIN, wide, i));
                    assertEquals(
                            Float.toString((float) narrow.getDouble(i)),
                            format(ValueFormat.Form.PLAIN, narrow, i));
                }
            }
        }
    }

    @Test
    void dictionaryCodesAreWrittenAsTheirTexts() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment offsets = arena.allocateFrom(ColumnVector.INT, 0, 1, 3);
            MemorySegment heap = arena.allocateFrom("abc");
            MemorySegment codes = arena.allocateFrom(ColumnVector.INT, 1, 0, 1);
            ColumnVector vector =
                    ColumnVector.coded(
                            ColumnType.STRING, 3, null, codes, new Dictionary(2, offsets, heap));
            assertEquals("bc", format(ValueFormat.Form.PLAIN, vector, 0));
            assertEquals("\"a\"", format(ValueFormat.Form.JSON, vector, 1));
        }
    }

    @Test
    void aJsonColumnThatHoldsSomethingElseIsRefusedAsJson() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = builder("json", arena);
            builder.appendText("{oops}");
            ColumnVector vector = builder.vector();
            assertEquals("{oops}", format(ValueFormat.Form.PLAIN, vector, 0));
            var e =
                    assertThrows(
                            FormatException.class, () -> format(ValueFormat.Form.JSON, vector, 0));
            assertTrue(
                    String.valueOf(e.getMessage()).startsWith("row 0: expected JSON ("),
                    e.getMessage());
        }
    }

    @Test
    void jsonFormsAreJson() {
        for (int seed = 0; seed < 20; seed++) {
            try (Arena arena = Arena.ofConfined()) {
                RandomTable table = RandomTable.of(new Random(seed), 20, arena);
                for (ColumnVector vector : table.vectors()) {
                    for (int row = 0; row < table.rows(); row++) {
                        String json = format(ValueFormat.Form.JSON, vector, row);
                        Json.parse(json, "seed " + seed);
                        assertTrue(json.indexOf('\n') < 0, json);
                    }
                }
            }
        }
    }
}
