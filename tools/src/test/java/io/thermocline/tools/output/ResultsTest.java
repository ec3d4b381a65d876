package io.thermocline.tools.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.json.Json;
import io.thermocline.tools.terminal.Style;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class ResultsTest {
    private static final String SCHEMA =
            "id i64, x f64, ok bool, ts timestamp, name string, z complex128, b binary, v f32[2],"
                    + " l list<string>, j json";

    private static final String LINES =
            """
            {"id":1,"x":0.1,"ok":true,"ts":"2015-09-14T09:50:30.5Z","name":"a|b","z":[1.5,-2.0],"b":"AQI=","v":[1,2.5],"l":["p","q"],"j":{"k":[1]}}
            {"id":-9223372036854775808,"x":"NaN","ok":false,"ts":"1969-12-31T23:59:59.999999999Z","name":"","z":[0.0,-0.0],"b":"","v":["Infinity",0],"l":[],"j":"s"}
            {}
            """;

    private final List<String> talk = new ArrayList<>();

    private String write(ResultFormat format, int width) throws IOException {
        Rows rows = Rows.of(SCHEMA, LINES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ResultWriter writer =
                new Results(format, out, width, Style.PLAIN, talk::add)
                        .start("SELECT *", rows.columns());
        writer.write(rows.vectors());
        writer.finish();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void jsonIsOneObjectInOneLine() throws IOException {
        assertEquals(
                "{\"query\":\"SELECT *\",\"columns\":[{\"name\":\"id\",\"type\":\"i64\"},"
                        + "{\"name\":\"x\",\"type\":\"f64\"},{\"name\":\"ok\",\"type\":\"bool\"},"
                        + "{\"name\":\"ts\",\"type\":\"timestamp\"},"
                        + "{\"name\":\"name\",\"type\":\"string\"},"
                        + "{\"name\":\"z\",\"type\":\"complex128\"},"
                        + "{\"name\":\"b\",\"type\":\"binary\"},"
                        + "{\"name\":\"v\",\"type\":\"f32[2]\"},"
                        + "{\"name\":\"l\",\"type\":\"list<string>\"},"
                        + "{\"name\":\"j\",\"type\":\"json\"}],\"rows\":["
                        + "[1,0.1,true,\"2015-09-14T09:50:30.500000000Z\",\"a|b\",[1.5, -2.0],"
                        + "\"AQI=\",[1.0, 2.5],[\"p\", \"q\"],{\"k\":[1]}],"
                        + "[-9223372036854775808,\"NaN\",false,\"1969-12-31T23:59:59.999999999Z\","
                        + "\"\",[0.0, -0.0],\"\",[\"Infinity\", 0.0],[],\"s\"],"
                        + "[null,null,null,null,null,null,null,null,null,null]]}\n",
                write(ResultFormat.JSON, 80));
    }

    @Test
    void ndjsonIsAnObjectARow() throws IOException {
        List<String> lines = write(ResultFormat.NDJSON, 80).lines().toList();
        assertEquals(3, lines.size());
        assertEquals(
                "{id=1, x=0.1, ok=true, ts=2015-09-14T09:50:30.500000000Z, name=a|b, z=[1.5, -2.0],"
                        + " b=AQI=, v=[1.0, 2.5], l=[p, q], j={k=[1]}}",
                String.valueOf(Json.parse(lines.getFirst(), "line")));
    }

    @Test
    void csvTellsNullFromEmptyText() throws IOException {
        List<String> lines = write(ResultFormat.CSV, 80).lines().toList();
        assertEquals("id,x,ok,ts,name,z,b,v,l,j", lines.get(0));
        assertEquals(
                "1,0.1,true,2015-09-14T09:50:30.500000000Z,a|b,1.5-2.0j,AQI=,\"[1.0, 2.5]\","
                        + "\"[\"\"p\"\", \"\"q\"\"]\",\"{\"\"k\"\":[1]}\"",
                lines.get(1));
        assertEquals(
                "-9223372036854775808,NaN,false,1969-12-31T23:59:59.999999999Z,\"\",0.0-0.0j,\"\","
                        + "\"[\"\"Infinity\"\", 0.0]\",[],\"\"\"s\"\"\"",
                lines.get(2));
        assertEquals(",,,,,,,,,", lines.get(3));
    }

    @Test
    void markdownEscapesWhatWouldBreakTheTable() throws IOException {
        List<String> lines = write(ResultFormat.MD, 80).lines().toList();
        assertEquals("| id | x | ok | ts | name | z | b | v | l | j |", lines.get(0));
        assertEquals(
                "| ---: | ---: | --- | ---: | --- | --- | --- | --- | --- | --- |", lines.get(1));
        assertEquals(
                "| 1 | 0.1 | true | 2015-09-14T09:50:30.500000000Z | a\\|b | 1.5-2.0j | AQI= |"
                        + " [1.0, 2.5] | [\"p\", \"q\"] | {\"k\":[1]} |",
                lines.get(2));
    }

    @Test
    void tablesLeaveOutWhatHasNoRoomAndSaySo() throws IOException {
        List<String> lines = write(ResultFormat.TABLE, 60).lines().toList();
        assertEquals(5, lines.size());
        assertEquals("                  id     x  ok", lines.getFirst());
        assertEquals(
                List.of(
                        "the terminal is too narrow for ts, name, z, b, v, l, j (select fewer"
                                + " columns, or --format csv)"),
                talk);
    }

    @Test
    void wideTablesShowEverything() throws IOException {
        String table = write(ResultFormat.TABLE, Integer.MAX_VALUE);
        assertEquals(List.of(), talk);
        assertEquals(
                "                   1   0.1  true   2015-09-14T09:50:30.500000000Z  a|b   1.5-2.0j"
                        + "  AQI=  [1.0, 2.5]         [\"p\", \"q\"]  {\"k\":[1]}",
                table.lines().toList().get(2));
    }

    @Test
    void anErrorAmongTheRowsEndsTheObjectAllTheSame() throws IOException {
        ColumnVector bad =
                ColumnVector.variable(
                        ColumnType.JSON,
                        1,
                        null,
                        MemorySegment.ofArray(new int[] {0, 1}),
                        MemorySegment.ofArray(new byte[] {'{'}));
        Rows good = Rows.of("j json", "{\"j\":1}\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonResult result = new JsonResult("q", good.columns(), out);
        result.write(good.vectors());
        assertThrows(FormatException.class, () -> result.write(List.of(bad)));
        result.fail("it \"broke\"");
        assertEquals(
                "{\"query\":\"q\",\"columns\":[{\"name\":\"j\",\"type\":\"json\"}],\"rows\":[[1]],"
                        + "\"error\":\"it \\\"broke\\\"\"}\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void reportsHaveOneFormForPeopleAndOneForPrograms() throws IOException {
        Report report =
                new Report()
                        .fact("file_bytes", 1_300_128L)
                        .fact("rows", 65_536)
                        .fact("unknown", null)
                        .fact("sound", true)
                        .list("columns")
                        .list("none")
                        .part("columns", "column", "a\u001b", "bytes", 12L, "max", null)
                        .part("columns", "column", "b", "bytes", 123_456L, "max", "7");
        assertEquals(
                """
                file bytes  1.30 MB
                rows        65 536
                sound       yes

                column    bytes  max
                a\\u001b    12 B
                b        123 kB  7
                """,
                report.text(80, Style.PLAIN));
        assertEquals(
                "{file_bytes=1300128, rows=65536, unknown=null, sound=true,"
                        + " columns=[{column=a\u001b, bytes=12, max=null}, {column=b, bytes=123456,"
                        + " max=7}], none=[]}",
                String.valueOf(Json.parse(report.json(), "report")));
    }
}
