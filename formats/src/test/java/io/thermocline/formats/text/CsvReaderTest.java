package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;

class CsvReaderTest {
    private static final String ONE_BAD = "id,x\n1,2.5\n2,bad\n3,\n";

    @Test
    void emptyCellsAreNullAndQuotedEmptyTextIsNot() throws IOException {
        String text = "a,b,c\n,\"\",\"\"\nx,1,QQ==\n";
        assertEquals(
                List.of(List.of("∅", "∅", ""), List.of("x", "1", "QQ==")),
                Vectors.rows(Vectors.csv(text, "a string, b i64, c binary")));
        assertEquals(
                List.of(List.of("", "∅")),
                Vectors.rows(Vectors.csv("a,b\n\"\",\"\"\n", "a string, b f64[2]")));
    }

    @Test
    void theTextOfNullsCountsOnlyWithoutQuotes() throws IOException {
        CsvDialect dialect = CsvDialect.DEFAULT.withNullText("NA");
        CsvReader reader =
                CsvReader.open(
                        Vectors.stream("a,b\nNA,NA\n\"NA\",\n"),
                        "t.csv",
                        Vectors.schema("a string, b f64"),
                        dialect,
                        ImportOptions.DEFAULT);
        assertEquals(List.of(List.of("∅", "∅"), List.of("NA", "∅")), Vectors.rows(reader));
    }

    @Test
    void cellsGoToColumnsByNameInAnyOrder() throws IOException {
        assertEquals(
                List.of(List.of("1", "∅", "x")),
                Vectors.rows(Vectors.csv("c, a \nx,1\n", "a i64, b f64, c string")));
    }

    @Test
    void columnsThatTheSchemaLacksAreRefusedOrLeftOut() throws IOException {
        String text = "a,extra,b\n1,x,2\n";
        var e = assertThrows(FormatException.class, () -> Vectors.csv(text, "a i64, b i64"));
        assertEquals(
                "t.csv: line 1: expected columns of the schema only ('a', 'b'), found 'extra' as"
                        + " well",
                e.getMessage());
        CsvReader reader =
                open(
                        text,
                        "a i64, b i64",
                        ImportOptions.DEFAULT.withUnknownFields(
                                ImportOptions.UnknownFields.IGNORE));
        assertEquals(List.of(List.of("1", "2")), Vectors.rows(reader));
    }

    @Test
    void aMissingColumnThatIsNotNullIsRefused() {
        var e =
                assertThrows(
                        FormatException.class,
                        () -> Vectors.csv("a\n1\n", "a i64, b i64 not null"));
        assertEquals(
                "t.csv: line 1: expected a column 'b', which is not null, found none",
                e.getMessage());
        assertThrows(FormatException.class, () -> Vectors.csv("a,a\n1,2\n", "a i64"));
        assertThrows(FormatException.class, () -> Vectors.csv("", "a i64"));
    }

    @Test
    void withoutAHeaderCellsGoByPosition() throws IOException {
        CsvDialect dialect = CsvDialect.DEFAULT.withHeader(false);
        InputStream text = Vectors.stream("1,a\n2,b\n");
        Schema schema = Vectors.schema("n i8, s string");
        assertEquals(
                List.of(List.of("1", "a"), List.of("2", "b")),
                Vectors.rows(
                        CsvReader.open(text, "t.csv", schema, dialect, ImportOptions.DEFAULT)));
        CsvReader inferred =
                CsvReader.open(
                        Vectors.stream("1,a\n2,b\n"),
                        "t.csv",
                        null,
                        dialect,
                        ImportOptions.DEFAULT);
        assertEquals("column1 i64, column2 string", SchemaText.format(inferred.schema()));
        assertEquals(2, Vectors.rows(inferred).size());
    }

    @Test
    void aBadCellIsNamedByFileLineColumnExpectedAndFound() throws IOException {
        CsvReader reader = Vectors.csv(ONE_BAD, "id i64, x f64");
        try (Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(reader.schema(), 10, arena);
            var e = assertThrows(FormatException.class, () -> reader.read(batch));
            assertEquals(
                    "t.csv: line 3, cell 2, column 'x': expected a number (f64), found 'bad' (name"
                            + " the text of nulls with --null, or use --on-error skip or null)",
                    e.getMessage());
            assertEquals(1, batch.rowCount());
            assertEquals(1, batch.vectors().getFirst().rowCount());
        }
    }

    @Test
    void badRowsAreSkippedAndCounted() throws IOException {
        CsvReader reader = open(ONE_BAD, "id i64, x f64", with(ImportOptions.OnError.SKIP));
        assertEquals(List.of(List.of("1", "2.5"), List.of("3", "∅")), Vectors.rows(reader));
        assertEquals(
                new ImportCounts(
                        2,
                        1,
                        0,
                        List.of(
                                "t.csv: line 3, cell 2, column 'x': expected a number (f64), found"
                                        + " 'bad'")),
                reader.counts());
    }

    @Test
    void badCellsBecomeNullAndAreCounted() throws IOException {
        CsvReader reader =
                open(
                        "id,x,v\n1,bad,\"[1, 2]\"\n2,3,\"[1, x]\"\nbad,worse,\n",
                        "id i64 not null, x f64, v list<i64>",
                        with(ImportOptions.OnError.NULL));
        assertEquals(
                List.of(List.of("1", "∅", "[1, 2]"), List.of("2", "3.0", "∅")),
                Vectors.rows(reader));
        assertEquals(2, reader.counts().nulledCells());
        assertEquals(1, reader.counts().skippedRows());
        assertEquals(3, reader.counts().messages().size());
    }

    @Test
    void cellsOfRowsLeftOutDoNotCountAsNulls() throws IOException {
        CsvReader reader =
                open(
                        "x,id\nbad,1\nbad,bad\nbad\n",
                        "id i64 not null, x f64",
                        with(ImportOptions.OnError.NULL));
        assertEquals(List.of(List.of("1", "∅")), Vectors.rows(reader));
        assertEquals(1, reader.counts().nulledCells());
        assertEquals(2, reader.counts().skippedRows());
    }

    @Test
    void messagesAreKeptUpToALimitAndCountsAreNot() throws IOException {
        CsvReader reader =
                open("x\n" + "bad\n".repeat(1000), "x f64", with(ImportOptions.OnError.NULL));
        assertEquals(1000, Vectors.rows(reader).size());
        assertEquals(1000, reader.counts().nulledCells());
        assertEquals(20, reader.counts().messages().size());
    }

    @Test
    void raggedRowsAreNamedByLine() throws IOException {
        String text = "a,b\n1,2\n3\n4,5,6\n\"7\"x,8\n9,10\n";
        CsvReader failing = Vectors.csv(text, "a i64, b i64");
        var e = assertThrows(FormatException.class, () -> Vectors.rows(failing));
        assertEquals("t.csv: line 3: expected 2 cells, found 1 cells", e.getMessage());

        CsvReader skipping = open(text, "a i64, b i64", with(ImportOptions.OnError.SKIP));
        assertEquals(List.of(List.of("1", "2"), List.of("9", "10")), Vectors.rows(skipping));
        assertEquals(
                List.of(
                        "t.csv: line 3: expected 2 cells, found 1 cells",
                        "t.csv: line 4: expected 2 cells, found 3 cells",
                        "t.csv: line 5: expected a delimiter or line end after the closing quote of"
                                + " cell 1, found more text"),
                skipping.counts().messages());

        CsvReader filling = open(text, "a i64, b i64", with(ImportOptions.OnError.NULL));
        assertEquals(
                List.of(List.of("1", "2"), List.of("3", "∅"), List.of("9", "10")),
                Vectors.rows(filling));
        assertEquals(2, filling.counts().skippedRows());
        assertEquals(1, filling.counts().nulledCells());
    }

    @Test
    void emptyLinesArePassedOverUnlessTheyAreRows() throws IOException {
        assertEquals(
                List.of(List.of("1", "2"), List.of("3", "4")),
                Vectors.rows(Vectors.csv("a,b\n\n1,2\n\n\n3,4\n\n", "a i64, b i64")));
        assertEquals(
                List.of(List.of("1"), List.of("∅"), List.of("2")),
                Vectors.rows(Vectors.csv("a\n1\n\n2\n", "a i64")));
        assertEquals(List.of(List.of("1", "2")), Vectors.rows(Vectors.csv("\n\r\na,b\n1,2\n")));
        CsvReader inferred =
                CsvReader.open(
                        Vectors.stream("\n1,2\n"),
                        "t.csv",
                        null,
                        CsvDialect.DEFAULT.withHeader(false),
                        ImportOptions.DEFAULT);
        assertEquals(List.of(List.of("1", "2")), Vectors.rows(inferred));
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        assertEquals(List.of(List.of("1")), Vectors.rows(Vectors.csv("\ufeffa\n1\n", "a i64")));
    }

    @Test
    void otherEncodingsAreRefusedByName() {
        byte[] utf16 = "a\n1\n".getBytes(StandardCharsets.UTF_16);
        var e = assertThrows(UnsupportedFormatException.class, () -> open(utf16));
        assertEquals(
                "t.csv: offset 0x0: byte order mark: expected UTF-8, found fe ff of UTF-16 or"
                        + " UTF-32 (convert the text to UTF-8)",
                e.getMessage());
        byte[] latin = "nämé,b\n".getBytes(StandardCharsets.ISO_8859_1);
        var header = assertThrows(FormatException.class, () -> open(latin));
        assertTrue(
                String.valueOf(header.getMessage())
                        .startsWith("t.csv: line 1, cell 1: expected UTF-8 text (byte 0xe4 at"),
                header.getMessage());
        byte[] cell = "a\nx\n\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        var body = assertThrows(FormatException.class, () -> Vectors.rows(open(cell)));
        assertTrue(
                String.valueOf(body.getMessage())
                        .startsWith(
                                "t.csv: line 3, cell 1, column 'a': expected UTF-8 text (byte"
                                        + " 0xe9"),
                body.getMessage());
    }

    private static CsvReader open(byte[] text) throws IOException {
        return CsvReader.open(
                new ByteArrayInputStream(text),
                "t.csv",
                null,
                CsvDialect.DEFAULT,
                ImportOptions.DEFAULT);
    }

    @Test
    void delimitersAreFoundOut() throws IOException {
        assertDelimiter(',', "a,b\n1,2\n");
        assertDelimiter(';', "a;b;c\n1,5;2,5;3,5\n");
        assertDelimiter('\t', "a b\tc\n1,2\t2\n");
        assertDelimiter('|', "a|b\n\"x,y\n,\"|2\n");
        assertDelimiter(',', "a\n1;2\n");
        assertDelimiter(',', "");
        assertDelimiter(';', "\n\r\na;b\r\n\r\n1;2");
        assertDelimiter(';', "text;n\n\"a,b,c\";1\n\"d,e\";2\n");
    }

    @Test
    void aRowThatIsCutOffSaysNothingOfTheDelimiter() {
        byte[] text = "a;b,c\n1;2,3\n4;5".getBytes(StandardCharsets.UTF_8);
        assertEquals(',', CsvSniffer.sniff(text, 0, text.length, false));
        assertEquals(';', CsvSniffer.sniff(text, 0, text.length, true));
    }

    private static void assertDelimiter(char expected, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(expected, CsvSniffer.sniff(bytes, 0, bytes.length, true), text);
        if (!text.isEmpty()) {
            try (CsvReader reader = Vectors.csv(text)) {
                assertEquals(expected, reader.dialect().delimiter());
            }
        }
    }

    @Test
    void typesAreTheNarrowestThatKeepAllCells() throws IOException {
        String text =
                """
                i,f,t,b,s,zip,big,mixed,none,days,yes
                1,1,2013-01-31,true,x,02134,18446744073709551615,1,,2013-01-31,yes
                -7,2.5,2013-01-31T06:30:00Z,FALSE,,10001,1,x,,5,no
                ,nan,,,3,,,,,,
                """;
        try (CsvReader reader = Vectors.csv(text)) {
            assertEquals(
                    "i i64, f f64, t timestamp, b bool, s string, zip string, big string, mixed"
                            + " string, none string, days string, yes string",
                    SchemaText.format(reader.schema()));
            assertEquals("02134", Vectors.rows(reader).getFirst().get(5));
        }
        try (CsvReader large = Vectors.csv("x\n18446744073709551615\n0.5\n")) {
            assertEquals("x f64", SchemaText.format(large.schema()));
        }
    }

    @Test
    void namesBecomeUsable() throws IOException {
        try (CsvReader reader = Vectors.csv("a,a,,\" b\",\"c\nd\",a_2,a\n1,2,3,4,5,6,7\n")) {
            assertEquals(
                    "a i64, a_2 i64, column3 i64, b i64, \"c d\" i64, a_2_2 i64, a_3 i64",
                    SchemaText.format(reader.schema()));
        }
    }

    @Test
    void aCellThatDoesNotFitAfterTheSampleNamesTheWayOut() throws IOException {
        String text = "x\n1\n2\n3.5\n";
        CsvReader reader =
                CsvReader.open(
                        Vectors.stream(text),
                        "t.csv",
                        null,
                        CsvDialect.DEFAULT,
                        ImportOptions.DEFAULT.withSampleRows(2));
        var e = assertThrows(FormatException.class, () -> Vectors.rows(reader));
        assertTrue(
                String.valueOf(e.getMessage())
                        .endsWith(
                                "found '3.5' (the type was inferred from the first rows: declare it"
                                    + " with --schema, name the text of nulls with --null, or use"
                                    + " --on-error skip or null)"),
                e.getMessage());
    }

    @Test
    void onlyAHeaderGivesColumnsOfTextAndNoRows() throws IOException {
        CsvReader reader = Vectors.csv("a,b");
        assertEquals("a string, b string", SchemaText.format(reader.schema()));
        assertEquals(List.of(), Vectors.rows(reader));
        assertThrows(FormatException.class, () -> Vectors.csv(""));
    }

    @Test
    void longCellsAreQuotedInPart() throws IOException {
        CsvReader reader = Vectors.csv("x\n\"a\tb\n" + "y".repeat(1000) + "\"\n", "x i64");
        var e = assertThrows(FormatException.class, () -> Vectors.rows(reader));
        assertTrue(
                String.valueOf(e.getMessage()).contains("found 'a\\tb\\n" + "y".repeat(56) + "…'"),
                e.getMessage());
    }

    @Test
    void aFailureToOpenClosesTheText() {
        boolean[] closed = {false};
        InputStream text =
                new ByteArrayInputStream(new byte[0]) {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };
        assertThrows(
                FormatException.class,
                () ->
                        CsvReader.open(
                                text, "t.csv", null, CsvDialect.DEFAULT, ImportOptions.DEFAULT));
        assertTrue(closed[0]);
    }

    @Test
    void aBatchOfAnotherSchemaIsRefused() throws IOException {
        try (CsvReader reader = Vectors.csv("a\n1\n", "a i64");
                Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(Vectors.schema("a f64"), 1, arena);
            assertThrows(IllegalArgumentException.class, () -> reader.read(batch));
        }
    }

    @Test
    void dialectsThatCannotBeReadBackAreRefused() {
        for (char c : new char[] {'"', '\n', 'a', '7', '-', '.', 'é'}) {
            assertThrows(IllegalArgumentException.class, () -> CsvDialect.DEFAULT.withDelimiter(c));
        }
        for (String text : new String[] {",", "a\"b", "\n"}) {
            assertThrows(
                    IllegalArgumentException.class, () -> CsvDialect.DEFAULT.withNullText(text));
        }
        assertFalse(CsvDialect.DEFAULT.withHeader(false).header());
    }

    private static ImportOptions with(ImportOptions.OnError onError) {
        return ImportOptions.DEFAULT.withOnError(onError);
    }

    private static CsvReader open(String text, String schema, ImportOptions options)
            throws IOException {
        return CsvReader.open(
                Vectors.stream(text), "t.csv", Vectors.schema(schema), CsvDialect.DEFAULT, options);
    }
}
