package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

class JsonLinesReaderTest {
    @Test
    void everyTypeIsReadFromItsJson() throws IOException {
        String text =
                """
                {"b":true,"i":-7,"f":1e3,"c":[1,-2.5],"t":"2013-01-31T06:30:00Z","s":"a\\u00e9\\n",\
                "j":{"x" : [1, null]},"y":"AP8=","v":[1, 2],"l":[],"w":["a","b"]}
                {"w":null,"l":[3],"v":["NaN",0],"y":"","j":"text","s":"","t":1,"c":"1+2j",\
                "f":"-Infinity","i":"8","b":0}
                {}
                """;
        String schema =
                "b bool, i i64, f f64, c complex128, t timestamp, s string, j json, y binary,"
                        + " v f64[2], l list<i64>, w list<string>";
        assertEquals(
                List.of(
                        List.of(
                                "true",
                                "-7",
                                "1000.0",
                                "1.0-2.5j",
                                "2013-01-31T06:30:00.000000000Z",
                                "aé\n",
                                "{\"x\" : [1, null]}",
                                "AP8=",
                                "[1.0, 2.0]",
                                "[]",
                                "[\"a\", \"b\"]"),
                        List.of(
                                "false",
                                "8",
                                "-Infinity",
                                "1.0+2.0j",
                                "1970-01-01T00:00:00.000000001Z",
                                "",
                                "\"text\"",
                                "",
                                "[\"NaN\", 0.0]",
                                "[3]",
                                "∅"),
                        List.of("∅", "∅", "∅", "∅", "∅", "∅", "∅", "∅", "∅", "∅", "∅")),
                Vectors.rows(Vectors.json(text, schema)));
    }

    @Test
    void recordsMayBeLinesAnArrayOrObjectsOverSeveralLines() throws IOException {
        List<List<String>> expected = List.of(List.of("1", "a]"), List.of("2", "{\"}"));
        for (String text :
                new String[] {
                    "{\"n\":1,\"s\":\"a]\"}\n{\"n\":2,\"s\":\"{\\\"}\"}\n",
                    "\ufeff\r\n{\"n\":1,\"s\":\"a]\"}\r\n\r\n {\"n\":2,\"s\":\"{\\\"}\"}",
                    "[{\"n\":1,\"s\":\"a]\"},{\"n\":2,\"s\":\"{\\\"}\"}]",
                    " [\n  {\n \"n\": 1,\n \"s\": \"a]\"\n } ,\n{\"n\":2,\"s\":\"{\\\"}\"}\n]\n ",
                    "{\n\"n\":1,\"s\":\"a]\"}\n\n{\"n\":2,\n\"s\":\"{\\\"}\"\n}\n"
                }) {
            assertEquals(expected, Vectors.rows(Vectors.json(text, "n i64, s string")), text);
            assertEquals(expected, Vectors.rows(Vectors.json(text)), text);
        }
        assertEquals(List.of(), Vectors.rows(Vectors.json("[]", "n i64")));
        assertEquals(List.of(), Vectors.rows(Vectors.json("\n\n", "n i64")));
    }

    @Test
    void damagedArraysAreRefused() throws IOException {
        assertFails("[{\"n\":1}", "line 1: expected ']' at the end of the array");
        assertFails("[{\"n\":1},", "line 1: expected ']' at the end of the array");
        assertFails("[{\"n\":1}\n{\"n\":2}]", "line 2: expected ',' or ']' after an element");
        assertFails("[{\"n\":1}] x", "line 1: expected nothing after the array");
        assertFails("[\n{\"n\":1", "line 2: expected a closing bracket of the record");
        assertFails("[1]", "line 1: expected a JSON object, found '1'");
        assertFails("[,{}]", "line 1: expected JSON (Unexpected character (','");
    }

    private static void assertFails(String text, String message) throws IOException {
        JsonLinesReader reader = Vectors.json(text, "n i64");
        var e = assertThrows(FormatException.class, () -> Vectors.rows(reader), text);
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("t.ndjson: " + message), e.getMessage());
    }

    @Test
    void misfitsAreNamedByFileLineAndField() throws IOException {
        assertFails(
                "{\"n\":1}\n{\"n\":9223372036854775808}",
                "line 2, field 'n': expected an integer in"
                        + " -9223372036854775808..9223372036854775807 (i64), found"
                        + " '9223372036854775808'");
        assertFails("{\"n\":1.0}", "line 1, field 'n': expected an integer in");
        assertFails("{\"n\":[1]}", "line 1, field 'n': expected an integer in");
        assertFails("{\"n\":true}", "line 1, field 'n': expected an integer in");
        assertFails("{\"m\":1}", "line 1: expected fields of the schema only, found field 'm'");
        assertFails("{\"n\":1,\"n\":1}", "line 1: expected each field once, found field 'n' twice");
        assertFails("\n{\"n\":1} {}", "line 2: expected one JSON object a line");
        assertFails("{\"n\":1]", "line 1: expected JSON (");
        assertFails("nonsense", "line 1: expected JSON (");
        JsonLinesReader text = Vectors.json("{\"s\":5}", "s string");
        var e = assertThrows(FormatException.class, () -> Vectors.rows(text));
        assertEquals(
                "t.ndjson: line 1, field 's': expected a JSON string (string), found '5'",
                e.getMessage());
        JsonLinesReader absent = Vectors.json("{}", "s string not null");
        e = assertThrows(FormatException.class, () -> Vectors.rows(absent));
        assertEquals(
                "t.ndjson: line 1, field 's': expected a value (not null), found no such field",
                e.getMessage());
        JsonLinesReader digits = Vectors.json("{\"y\":1234}", "y binary");
        assertThrows(FormatException.class, () -> Vectors.rows(digits));
        JsonLinesReader surrogate = Vectors.json("{\"s\":\"\\ud800\"}", "s string");
        assertThrows(FormatException.class, () -> Vectors.rows(surrogate));
    }

    @Test
    void badRecordsAreSkippedAndBadFieldsBecomeNull() throws IOException {
        String text =
                """
                {"n":1,"s":"a"}
                {"n":"x","s":"b"}
                {"n":3,"s":
                [4]
                {"n":5,"t":1}
                {"n":6,"s":"c"}
                """;
        JsonLinesReader skipping = open(text, ImportOptions.OnError.SKIP);
        assertEquals(List.of(List.of("1", "a"), List.of("6", "c")), Vectors.rows(skipping));
        assertEquals(4, skipping.counts().skippedRows());
        JsonLinesReader nulling = open(text, ImportOptions.OnError.NULL);
        assertEquals(
                List.of(List.of("1", "a"), List.of("∅", "b"), List.of("6", "c")),
                Vectors.rows(nulling));
        assertEquals(3, nulling.counts().skippedRows());
        assertEquals(1, nulling.counts().nulledCells());
    }

    private static JsonLinesReader open(String text, ImportOptions.OnError onError)
            throws IOException {
        return JsonLinesReader.open(
                Vectors.stream(text),
                "t.ndjson",
                Vectors.schema("n i64, s string"),
                ImportOptions.DEFAULT.withOnError(onError));
    }

    @Test
    void unknownFieldsAreLeftOutIfAskedFor() throws IOException {
        JsonLinesReader reader =
                JsonLinesReader.open(
                        Vectors.stream("{\"x\":{\"n\":[7]},\"n\":1,\"y\":\"\",\"x\":2}"),
                        "t.ndjson",
                        Vectors.schema("n i64"),
                        ImportOptions.DEFAULT.withUnknownFields(
                                ImportOptions.UnknownFields.IGNORE));
        assertEquals(List.of(List.of("1")), Vectors.rows(reader));
    }

    @Test
    void typesAreInferredFromTheFirstRecords() throws IOException {
        String text =
                """
                {"i":1,"f":1,"t":"2013-01-31","b":false,"s":"x","o":{"a":1},"li":[1,2],"lf":[],"e":[]}
                {"i":null,"f":2.5,"t":"2013-01-31 06:30","s":"2013-01-31","m":1,"ls":["a"],"lf":[1.5]}
                {"m":"x","lf":[1],"ln":[null],"big":18446744073709551615,"n":null,"lm":[1,"a"]}
                """;
        try (JsonLinesReader reader = Vectors.json(text)) {
            assertEquals(
                    "i i64, f f64, t timestamp, b bool, s string, o json, li list<i64>,"
                            + " lf list<f64>, e json, m json, ls list<string>, ln json, big json,"
                            + " n string, lm json",
                    SchemaText.format(reader.schema()));
            assertEquals("\"x\"", Vectors.rows(reader).get(2).get(9));
        }
        JsonLinesReader late =
                JsonLinesReader.open(
                        Vectors.stream("{\"a\":1}\n{\"b\":2}\n"),
                        "t.ndjson",
                        null,
                        ImportOptions.DEFAULT.withSampleRows(1));
        var e = assertThrows(FormatException.class, () -> Vectors.rows(late));
        assertEquals(
                "t.ndjson: line 2: expected fields of the schema only, found field 'b' (it does not"
                        + " occur in the first records: declare it with --schema)",
                e.getMessage());
        assertThrows(FormatException.class, () -> Vectors.json("{}"));
        assertThrows(FormatException.class, () -> Vectors.json(""));
    }

    @Test
    void malformedUtf8IsRefusedWithItsPlace() throws IOException {
        byte[] text = "{\"n\":1}\n{\"n\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        JsonLinesReader reader =
                JsonLinesReader.open(
                        new ByteArrayInputStream(text),
                        "t.ndjson",
                        Vectors.schema("n json"),
                        ImportOptions.DEFAULT);
        var e = assertThrows(FormatException.class, () -> Vectors.rows(reader));
        assertEquals(
                "t.ndjson: line 2: expected UTF-8, found byte 0xe9 at position 6 of the record,"
                        + " which begins no character",
                e.getMessage());
    }

    @Test
    void deepNestingAndLongRecordsAreRefused() throws IOException {
        String deep = "{\"n\":" + "[".repeat(100) + "]".repeat(100) + "}";
        JsonLinesReader reader = Vectors.json(deep, "n json");
        assertThrows(FormatException.class, () -> Vectors.rows(reader));
        JsonLinesReader allowed =
                Vectors.json("{\"n\":" + "[".repeat(64) + "]".repeat(64) + "}", "n json");
        assertEquals(1, Vectors.rows(allowed).size());
        for (String start : new String[] {"{\"n\":\"", "[{\"n\":\""}) {
            JsonLinesReader endless =
                    JsonLinesReader.open(
                            Vectors.stream(start + "x".repeat(1 << 20) + "\"}"),
                            "t.ndjson",
                            Vectors.schema("n string"),
                            ImportOptions.DEFAULT.withMaxRowBytes(1 << 18));
            var e = assertThrows(FormatException.class, () -> Vectors.rows(endless));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .contains("expected a record of at most 262144 bytes"),
                    e.getMessage());
        }
    }
}
