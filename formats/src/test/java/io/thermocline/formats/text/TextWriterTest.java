package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;

class TextWriterTest {
    private static final Schema SCHEMA =
            Vectors.schema("id i64, \" a,b\" string, v f64[2], j json");
    private static final List<String> NAMES = SCHEMA.columns().stream().map(Column::name).toList();
    private static final List<ColumnType> TYPES =
            SCHEMA.columns().stream().map(Column::type).toList();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void cellsAreQuotedWhereTheyMustBe() throws IOException {
        try (Arena arena = Arena.ofConfined();
                CsvWriter writer = CsvWriter.open(out, NAMES, TYPES, CsvDialect.DEFAULT)) {
            writer.write(rows(arena));
        }
        assertEquals(
                """
                id," a,b",v,j
                1,"","[0.5, -1.0]","{""a"":[1,\n2]}"
                ,plain,,
                -9,"x""y\nz","[0.5, -1.0]",7
                """,
                text());
    }

    @Test
    void theTextOfNullsAndTheDelimiterAreTheDialects() throws IOException {
        CsvDialect dialect = new CsvDialect(';', false, "plain");
        try (Arena arena = Arena.ofConfined();
                CsvWriter writer = CsvWriter.open(out, NAMES, TYPES, dialect)) {
            writer.write(rows(arena));
        }
        assertEquals(
                """
                1;"";"[0.5, -1.0]";"{""a"":[1,\n2]}"
                plain;"plain";plain;plain
                -9;"x""y\nz";"[0.5, -1.0]";7
                """
                        .replace("\"[0.5, -1.0]\"", "[0.5, -1.0]"),
                text());
    }

    @Test
    void jsonLinesHoldOneObjectARow() throws IOException {
        try (Arena arena = Arena.ofConfined();
                NdjsonWriter writer = NdjsonWriter.open(out, NAMES, TYPES)) {
            writer.write(rows(arena));
            assertEquals(3, writer.rowCount());
        }
        assertEquals(
                """
                {"id":1," a,b":"","v":[0.5, -1.0],"j":{"a":[1, 2]}}
                {"id":null," a,b":"plain","v":null,"j":null}
                {"id":-9," a,b":"x\\"y\\nz","v":[0.5, -1.0],"j":7}
                """,
                text());
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<ColumnVector> rows(Arena arena) {
        BatchBuilder batch = new BatchBuilder(SCHEMA, 10, arena);
        row(batch, 1, "", "{\"a\":[1,\n2]}");
        batch.column(0).appendNull();
        batch.column(1).appendText("plain");
        batch.column(2).appendNull();
        batch.column(3).appendNull();
        batch.finishRow();
        row(batch, -9, "x\"y\nz", "7");
        return batch.vectors();
    }

    private static void row(BatchBuilder batch, long id, String text, String json) {
        batch.column(0).appendLong(id);
        batch.column(1).appendText(text);
        batch.column(2).addDouble(0.5);
        batch.column(2).addDouble(-1);
        batch.column(2).endRow();
        batch.column(3).appendText(json);
        batch.finishRow();
    }

    @Test
    void noRowsGiveAHeaderOrNothing() throws IOException {
        CsvWriter.open(
                        out,
                        List.of("a", ""),
                        List.of(TYPES.get(0), TYPES.get(1)),
                        CsvDialect.DEFAULT)
                .close();
        assertEquals("a,\"\"\n", text());
        out.reset();
        NdjsonWriter.open(out, NAMES, TYPES).close();
        assertEquals("", text());
    }

    @Test
    void aValueThatCannotBeWrittenLeavesTheRowsBeforeIt() throws IOException {
        List<String> names = List.of("j", "s");
        List<ColumnType> types = List.of(ColumnType.JSON, ColumnType.STRING_LIST);
        Schema schema = Vectors.schema("j json, s list<string>");
        try (Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(schema, 2, arena);
            for (byte b : new byte[] {'a', (byte) 0xFF}) {
                batch.column(0).appendText("1");
                batch.column(1).addText(new byte[] {b}, 0, 1);
                batch.column(1).endRow();
                batch.finishRow();
            }
            for (boolean csv : new boolean[] {true, false}) {
                out.reset();
                try (TextWriter writer =
                        csv
                                ? CsvWriter.open(out, names, types, CsvDialect.DEFAULT)
                                : NdjsonWriter.open(out, names, types)) {
                    var e =
                            assertThrows(
                                    FormatException.class, () -> writer.write(batch.vectors()));
                    assertEquals(
                            "column 's', row 1: expected UTF-8, found byte 0xff at position 0 of"
                                    + " the text",
                            e.getMessage());
                    assertEquals(1, writer.rowCount());
                }
                assertEquals(
                        csv ? "j,s\n1,\"[\"\"a\"\"]\"\n" : "{\"j\":1,\"s\":[\"a\"]}\n", text());
            }
        }
    }

    @Test
    void aFirstCellMayBeginLikeAByteOrderMark() throws IOException {
        Schema schema = Vectors.schema("s string");
        try (Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(schema, 1, arena);
            batch.column(0).appendText("\ufeffx");
            batch.finishRow();
            CsvDialect dialect = CsvDialect.DEFAULT.withHeader(false);
            try (CsvWriter writer =
                    CsvWriter.open(out, List.of("s"), List.of(ColumnType.STRING), dialect)) {
                writer.write(batch.vectors());
            }
            CsvReader reader =
                    CsvReader.open(
                            Vectors.stream(text()),
                            "t.csv",
                            schema,
                            dialect,
                            ImportOptions.DEFAULT);
            assertEquals(List.of(List.of("\ufeffx")), Vectors.rows(reader));
        }
    }

    @Test
    void batchesOfAnotherShapeAreRefused() throws IOException {
        try (Arena arena = Arena.ofConfined();
                CsvWriter writer = CsvWriter.open(out, NAMES, TYPES, CsvDialect.DEFAULT)) {
            List<ColumnVector> rows = rows(arena);
            assertThrows(IllegalArgumentException.class, () -> writer.write(rows.subList(0, 2)));
            assertThrows(IllegalArgumentException.class, () -> writer.write(rows.reversed()));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> CsvWriter.open(out, NAMES, TYPES.subList(1, 2), CsvDialect.DEFAULT));
        }
    }

    @Test
    void aWriterMayMoveToAnotherThread() throws Exception {
        try (Arena arena = Arena.ofShared();
                CsvWriter writer = CsvWriter.open(out, NAMES, TYPES, CsvDialect.DEFAULT)) {
            List<ColumnVector> rows = rows(arena);
            writer.write(rows);
            Throwable[] failure = {null};
            Thread other =
                    new Thread(() -> {
                        try {
                            writer.write(rows);
                        } catch (IOException | RuntimeException | Error e) {
                            failure[0] = e;
                        }
                    });
            other.start();
            other.join();
            assertEquals(null, failure[0]);
            assertEquals(6, writer.rowCount());
        }
    }

    @Test
    void largeValuesGoThroughInPieces() throws IOException {
        String large = "é\"".repeat(500_000);
        Schema schema = Vectors.schema("s string");
        try (Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(schema, 2, arena);
            batch.column(0).appendText(large);
            batch.finishRow();
            try (CsvWriter writer =
                    CsvWriter.open(
                            out, List.of("s"), List.of(ColumnType.STRING), CsvDialect.DEFAULT)) {
                writer.write(batch.vectors());
            }
            assertEquals("s\n\"" + large.replace("\"", "\"\"") + "\"\n", text());
        }
    }
}
