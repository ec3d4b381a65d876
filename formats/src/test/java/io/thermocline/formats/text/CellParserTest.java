package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

class CellParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bool | TRUE | true",
                "bool | f | false",
                "bool | Yes | true",
                "bool | 0 | false",
                "i8 | ` -128 ` | -128",
                "i16 | +32767 | 32767",
                "f64 | 1e3 | 1000.0",
                "f64 | -inf | -Infinity",
                "f64 | ` nan` | NaN",
                "f32 | 0.1 | 0.1",
                "f16 | 65504 | 65504.0",
                "f16 | 65519.99 | 65504.0",
                "f16 | 5.9604645E-8 | 5.9604645E-8",
                "complex128 | 1.5+2j | 1.5+2.0j",
                "complex128 | (1+2j) | 1.0+2.0j",
                "complex128 | ( -1e-5 - 2E+3i ) | -1.0E-5-2000.0j",
                "complex128 | [1, -2.5] | 1.0-2.5j",
                "complex128 | [\"NaN\", \"-Infinity\"] | NaN-Infinityj",
                "complex128 | 3 | 3.0+0.0j",
                "complex128 | -j | 0.0-1.0j",
                "complex128 | 1e5j | 0.0+100000.0j",
                "complex128 | (nan+infj) | NaN+Infinityj",
                "complex128 | -0-0j | -0.0-0.0j",
                "complex64 | 0.1+0.2j | 0.1+0.2j",
                "timestamp | 2013-01-31 | 2013-01-31T00:00:00.000000000Z",
                "timestamp | 1 | 1970-01-01T00:00:00.000000001Z",
                "json | ` {\"a\" : [1, null]} ` | {\"a\" : [1, null]}",
                "json | -1.50e3 | -1.50e3",
                "binary | AP8= | AP8=",
                "binary | AP8 | AP8=",
                "f64[3] | [1, 2.5 ,-3] | [1.0, 2.5, -3.0]",
                "f64[2] | [NaN, \"-inf\"] | [\"NaN\", \"-Infinity\"]",
                "i16[1] | ` [ 7 ] ` | [7]",
                "complex64[2] | [[1, 2], 3-4j] | [[1.0, 2.0], [3.0, -4.0]]",
                "complex128[1] | [\"1+j\"] | [[1.0, 1.0]]",
                "list<i64> | [] | []",
                "list<i64> | [ ] | []",
                "list<f32> | [0.1, 1e3] | [0.1, 1000.0]",
                "list<string> | [] | []",
                "list<string> | [\"a\\n\", \"\\ud83d\\ude00\"] | [\"a\\n\", \"😀\"]",
            })
    void valuesAreReadInEveryForm(String type, String text, String plain) {
        assertEquals(plain, parsed(type, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bool | 2 | true, false, t, f",
                "bool | truee | true, false",
                "i8 | 128 | an integer in -128..127 (i8)",
                "i32 | 1.0 | an integer in -2147483648..2147483647 (i32)",
                "i64 | 9223372036854775808 | an integer in -9223372036854775808..",
                "i64 | 0x10 | an integer",
                "f64 | 1e309 | within the range of f64",
                "f32 | 1e39 | within the range of f32",
                "f16 | 65520 | within -65504..65504",
                "f64 | 12a | a number (f64)",
                "complex128 | 1+2 | a complex number",
                "complex128 | 1++2j | a complex number",
                "complex128 | [1] | a complex number",
                "complex128 | [1,2,3] | a complex number",
                "complex128 | (1+2j | a complex number",
                "timestamp | tomorrow | a timestamp such as 2013-01-31",
                "json | {a:1} | JSON (",
                "json | 1 2 | one JSON value and nothing after it",
                "json | {\"a\":1,\"a\":2} | JSON (Duplicate",
                "json | [1 | JSON (",
                "json | `` | JSON",
                "binary | A | base64",
                "binary | AP=8 | base64",
                "f64[3] | [1, 2] | 3 elements, not 2",
                "f64[3] | [1, 2, 3, 4] | 3 elements, not more",
                "f64[2] | [1 2] | an array such as",
                "f64[2] | [1, 2 | an array such as",
                "f64[2] | [1, 2], | an array such as",
                "f64[2] | [1,,2] | numbers as elements",
                "f64[2] | [1, null] | numbers as elements",
                "i8[2] | [1, 200] | an integer in -128..127",
                "list<i64> | [1,] | an array such as",
                "list<i64> | [,1] | an integer",
                "list<i64> | 1 | an array such as",
                "list<i64> | [[1]] | an integer",
                "list<f64> | [\"1] | an array such as",
                "list<string> | [\"a\", 1] | a JSON array of strings",
                "list<string> | [null] | a JSON array of strings",
                "list<string> | [\"a\"] x | a JSON array of strings",
                "list<string> | [\"\\ud83d\"] | text without unpaired surrogate escapes",
            })
    void otherTextIsRefusedWithWhatWasExpected(String type, String text, String expected) {
        var e = assertThrows(BadCellException.class, () -> parsed(type, text == null ? "" : text));
        assertTrue(e.expected().contains(expected), e.expected());
        assertEquals(0, e.getStackTrace().length);
    }

    @Test
    void malformedUtf8IsRefusedInEveryTextType() {
        for (String type : new String[] {"string", "json", "list<string>"}) {
            byte[] text = "[\"aé\"]".getBytes(StandardCharsets.UTF_8);
            text[4] = 'x';
            var e = assertThrows(BadCellException.class, () -> parsed(type, text));
            assertEquals(
                    "UTF-8 text (byte 0xc3 at position 3 of the value begins no character)",
                    e.expected());
        }
    }

    @Test
    void unitsOfIntegerTimestampsAreTheCallers() {
        CellParser parser = CellParser.of(ColumnType.TIMESTAMP, TimeUnit.MILLISECONDS);
        try (Arena arena = Arena.ofConfined()) {
            Column column = Column.of(1, "c", ColumnType.TIMESTAMP, true);
            ColumnBuilder builder = new ColumnBuilder(column, 1, arena);
            parser.parse(new byte[] {'1', '5'}, 0, 2, builder);
            assertEquals(15_000_000, builder.vector().getLong(0));
        }
    }

    private static String parsed(String type, String text) {
        return parsed(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String parsed(String type, byte[] text) {
        ColumnType parsed = ColumnType.parse(type);
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = new ColumnBuilder(Column.of(1, "c", parsed, true), 1, arena);
            CellParser.of(parsed, TimeUnit.NANOSECONDS).parse(text, 0, text.length, builder);
            StringBuilder plain = new StringBuilder();
            new ValueFormat(ValueFormat.Form.PLAIN).append(builder.vector(), 0, plain);
            return plain.toString();
        }
    }
}
