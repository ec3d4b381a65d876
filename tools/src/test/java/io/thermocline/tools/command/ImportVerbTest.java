package io.thermocline.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Store;
import io.thermocline.tools.Cli;
import io.thermocline.tools.Python;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ImportVerbTest {
    private static final Path DATA = Path.of("tools/src/test/resources/data");

    @TempDir private Path directory;
    private Path store = Path.of("");

    @BeforeEach
    void chooseDirectory() {
        store = directory.resolve("store");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path stored(String ending) throws IOException {
        try (var files = Files.walk(store)) {
            return files.filter(f -> f.toString().endsWith(ending)).findFirst().orElseThrow();
        }
    }

    private String query(String cql) {
        return Cli.run("query", store, cql, "--format", "csv").ok().out();
    }

    private String schema(String table) {
        try (Store open = Store.openReadOnly(store)) {
            return io.thermocline.formats.text.SchemaText.format(open.table(table).schema());
        }
    }

    @Test
    void weatherComesWithItsNullsAndTimes() {
        Cli.Result result =
                Cli.run(
                                "import",
                                store,
                                "weather",
                                DATA.resolve("weather-500.csv"),
                                "--null",
                                "NA",
                                "--time-column",
                                "time_hour")
                        .ok();
        assertTrue(result.err().contains("500 rows into weather in "), result.err());
        assertEquals("", result.out());
        assertEquals(
                "origin string, year i64, month i64, day i64, hour i64, temp f64, dewp f64, humid"
                        + " f64, wind_dir i64, wind_speed f64, wind_gust f64, precip f64, pressure"
                        + " f64, visib f64, time_hour timestamp not null",
                schema("weather"));
        assertEquals(
                "n,gusts,first,warmest\n500,81,2013-01-01T06:00:00.000000000Z,57.92\n",
                query(
                        "SELECT count(*) AS n, count(wind_gust) AS gusts, min(time_hour) AS first,"
                                + " max(temp) AS warmest FROM weather"));
    }

    @Test
    void emptyCellsAreNullAndQuotedEmptyOnesAreText() throws IOException {
        Cli.run("import", store, "t", file("t.csv", "a,b\n1,\"\"\n2,\n")).ok();
        assertEquals("a,b\n1,\"\"\n2,\n", query("SELECT a, b FROM t"));
    }

    @Test
    void aSecondFileGoesToColumnsOfTheSameName() throws IOException {
        Cli.run("import", store, "t", file("a.csv", "a,b,c\n1,x,0.5\n")).ok();
        Cli.run("import", store, "t", file("b.tsv", "c\ta\n2.5\t7\n")).ok();
        Cli.run("import", store, "t", file("c.ndjson", "{\"b\":\"y\"}\n{\"a\":9,\"c\":1}\n")).ok();
        assertEquals("a,b,c\n1,x,0.5\n7,,2.5\n,y,\n9,,1.0\n", query("SELECT a, b, c FROM t"));
    }

    @Test
    void jsonLinesKeepListsAndNestedValues() throws IOException {
        Path lines =
                file(
                        "e.jsonl",
                        """
                        {"id":1,"tags":["a","b"],"v":[1,2.5],"deep":{"k":[null,1]},"t":"2013-01-31T06:30:00Z"}
                        {"id":2,"tags":[],"v":[],"deep":"x","t":null}
                        """);
        Cli.run("import", store, "e", lines).ok();
        assertEquals("id i64, tags list<string>, v list<f64>, deep json, t timestamp", schema("e"));
        assertEquals(
                "{\"id\":1,\"tags\":[\"a\", \"b\"],\"v\":[1.0, 2.5],\"deep\":{\"k\":[null,1]},"
                        + "\"t\":\"2013-01-31T06:30:00.000000000Z\"}\n"
                        + "{\"id\":2,\"tags\":[],\"v\":[],\"deep\":\"x\",\"t\":null}\n",
                Cli.run("query", store, "SELECT * FROM e", "--format", "ndjson").ok().out());
    }

    @Test
    void standardInputIsReadAsAFile() {
        Cli.runWithInput("x;y\n1;2\n", "import", store, "t", "-").ok();
        assertEquals("x,y\n1,2\n", query("SELECT x, y FROM t"));
        Cli.runWithInput("{\"x\":3}\n", "import", store, "t", "-").ok();
        assertEquals("count(*)\n2\n", query("SELECT count(*) FROM t"));
    }

    @Test
    void aDeclaredSchemaGivesTypes() throws IOException {
        Path csv = file("t.csv", "id,v,n,d\n1,\"[1, 2]\",7,1359613800\n");
        Cli.run(
                        "import",
                        store,
                        "t",
                        csv,
                        "--schema",
                        "id i32 not null, v f32[2], n u8, d timestamp",
                        "--time-column",
                        "d",
                        "--time-unit",
                        "s")
                .ok();
        assertEquals("id i32 not null, v f32[2], n i16, d timestamp not null", schema("t"));
        assertEquals(
                "id,v,n,d\n1,\"[1.0, 2.0]\",7,2013-01-31T06:30:00.000000000Z\n",
                query("SELECT * FROM t"));
    }

    @Test
    void integersMayBeTheTimeColumn() throws IOException {
        Path csv = file("t.csv", "ms,x\n1359613800500,1\n");
        Cli.run("import", store, "t", csv, "--time-column", "ms", "--time-unit", "ms").ok();
        assertEquals("ms timestamp not null, x i64", schema("t"));
        assertEquals("ms\n2013-01-31T06:30:00.500000000Z\n", query("SELECT ms FROM t"));
    }

    @Test
    void rowsWithoutTimesGetThem() throws IOException {
        Path csv = file("t.csv", "x\n1\n2\n3\n");
        Cli.run(
                        "import",
                        store,
                        "t",
                        csv,
                        "--time-start",
                        "2015-09-14T09:50:30Z",
                        "--time-step",
                        "1/3s")
                .ok();
        assertEquals(
                """
                ts,x
                2015-09-14T09:50:30.000000000Z,1
                2015-09-14T09:50:30.333333333Z,2
                2015-09-14T09:50:30.666666667Z,3
                """,
                query("SELECT ts, x FROM t"));
    }

    @Test
    void aBadCellLeavesNoStoreBehind() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 50_000; i++) {
            text.append(i).append(",x\n");
        }
        Path csv = file("t.csv", text + "oops,x\n");
        Cli.Result result =
                Cli.run("import", store, "t", csv, "--schema", "a i64, b string").fails(1);
        assertEquals(
                "thermocline: t.csv: line 50002, cell 1, column 'a': expected an integer in"
                        + " -9223372036854775808..9223372036854775807 (i64), found 'oops' (name the"
                        + " text of nulls with --null, or use --on-error skip or null)\n",
                result.err());
        assertFalse(Files.exists(store));
    }

    @Test
    void aBadFileLeavesAnExistingTableAsItWas() throws IOException {
        Cli.run("import", store, "t", file("a.csv", "a\n1\n")).ok();
        Path bad = file("b.csv", "a\n2\n3\nx\n");
        Cli.run("import", store, "t", bad).fails(1);
        assertEquals("a\n1\n", query("SELECT a FROM t"));
        Cli.run("import", store, "t", bad, "--single-pass").fails(1);
        assertEquals("a\n1\n", query("SELECT a FROM t"));
        Cli.run("import", store, "t2", bad, "--schema", "a i64").fails(1);
        assertFalse(Cli.run("schema", store).ok().out().contains("t2"));
    }

    @Test
    void doubtfulRowsAreSkippedOrNulledAndCounted() throws IOException {
        Path bad = file("b.csv", "a,b\n1,x\noops,y\n3\n");
        String[] schema = {"--schema", "a i64, b string"};
        Cli.Result skipped =
                Cli.run("import", store, "s", bad, "--on-error", "skip", schema[0], schema[1]).ok();
        assertTrue(skipped.err().contains("b.csv: line 3, cell 1, column 'a'"), skipped.err());
        assertTrue(skipped.err().contains("2 rows left out, 0 cells taken for null"));
        assertEquals("a,b\n1,x\n", query("SELECT a, b FROM s"));
        Cli.Result nulled =
                Cli.run("import", store, "n", bad, "--on-error", "null", schema[0], schema[1]).ok();
        assertTrue(nulled.err().contains("0 rows left out, 2 cells taken for null"));
        assertEquals("a,b\n1,x\n,y\n3,\n", query("SELECT a, b FROM n"));
    }

    @Test
    void columnsWithoutAPlaceAreRefusedOrLeftOut() throws IOException {
        Cli.run("import", store, "t", file("a.csv", "a\n1\n")).ok();
        Path more = file("b.csv", "a,z\n2,3\n");
        Cli.Result refused = Cli.run("import", store, "t", more).fails(1);
        assertTrue(refused.err().contains("found 'z' as well"), refused.err());
        Cli.run("import", store, "t", more, "--ignore-unknown").ok();
        assertEquals("a\n1\n2\n", query("SELECT a FROM t"));
    }

    @Test
    void whatTheTableRequiresMustBeInTheFile() throws IOException {
        Cli.run("table", "create", store, "t", "--schema", "a i64 not null, b i64").ok();
        Cli.Result missing = Cli.run("import", store, "t", file("b.csv", "b\n1\n")).fails(1);
        assertTrue(missing.err().contains("expected a column 'a', which is not null"));
        Cli.run("import", store, "t", file("a.csv", "a\n1\n")).ok();
        assertEquals("a,b\n1,\n", query("SELECT * FROM t"));
    }

    @Test
    void arraysAreWidenedToTheColumnsOfTheTable() {
        Path npz = directory.resolve("a.npz");
        Python.run(
                "numpy as np, sys",
                "np.savez(sys.argv[1], i=np.array([1, -2], 'i1'), x=np.array([0.5, 1.5], 'f4'),"
                        + " v=np.ones((2, 2), 'f4'), t=np.array([1, 2]))",
                npz);
        Cli.run(
                        "table",
                        "create",
                        store,
                        "t",
                        "--schema",
                        "t timestamp, i i64, x f64, v list<f64>, missing string")
                .ok();
        Cli.run("import", store, "t", npz, "--time-unit", "s").ok();
        assertEquals(
                """
                t,i,x,v,missing
                1970-01-01T00:00:01.000000000Z,1,0.5,"[1.0, 1.0]",
                1970-01-01T00:00:02.000000000Z,-2,1.5,"[1.0, 1.0]",
                """,
                query("SELECT * FROM t"));
        Cli.run("table", "create", store, "narrow", "--schema", "i i64, x f16, v f32[2], t i8")
                .ok();
        Cli.Result narrow = Cli.run("import", store, "narrow", npz).fails(1);
        assertTrue(
                narrow.err().contains("column 'x': expected f16 as in the table, found f32"),
                narrow.err());
    }

    @Test
    void valuesThatTheTableHasNotGotAreRefusedWithTheirRow() {
        Path npy = directory.resolve("a.npy");
        Python.run("numpy as np, sys", "np.save(sys.argv[1], np.array([1, 2, 300]))", npy);
        Cli.run("table", "create", store, "t", "--schema", "value i8").ok();
        Cli.Result result = Cli.run("import", store, "t", npy).fails(1);
        assertTrue(result.err().contains("row 2, column 'value': "), result.err());
        assertEquals("count(*)\n0\n", query("SELECT count(*) FROM t"));
    }

    @Test
    void aRowThatTheEngineRefusesLeavesNoHalfTable() throws IOException {
        Path large = file("l.ndjson", "{\"a\":\"" + "x".repeat(2 << 20) + "\"}\n");
        Cli.run("import", store, "t", file("a.csv", "a\n1\n")).ok();
        Cli.Result result = Cli.run("import", store, "large", large).fails(1);
        assertTrue(result.err().contains("expected rows of at most"), result.err());
        assertFalse(Cli.run("schema", store).ok().out().contains("large"));
    }

    @Test
    void segmentsOfAStoreAreReadToo() throws IOException {
        Cli.run("import", store, "t", file("a.csv", "a,b\n1,x\n2,\n")).ok();
        Path other = directory.resolve("other");
        Cli.run("import", other, "t", stored(".seg")).ok();
        Cli.run("tiers", "promote", store).ok();
        Cli.run("import", other, "t", stored(".h5")).ok();
        store = other;
        assertEquals("a,b\n1,x\n2,\n1,x\n2,\n", query("SELECT a, b FROM t"));
    }

    @Test
    void aStoreInUseIsLeftAlone() throws IOException {
        Path csv = file("a.csv", "a\n1\n");
        Cli.run("import", store, "t", csv).ok();
        try (Store writer = Store.open(store)) {
            Cli.Result locked = Cli.run("import", store, "t", csv).fails(4);
            assertTrue(
                    locked.err().contains(Long.toString(ProcessHandle.current().pid())),
                    locked.err());
            assertEquals("a\n1\n", query("SELECT a FROM t"));
            assertFalse(writer.isReadOnly());
        }
    }

    @Test
    void filesThatAreNoTablesAreNamed() throws IOException {
        Path parquet = file("x.csv", "PAR1....");
        Cli.Result foreign = Cli.run("import", store, "t", parquet).fails(1);
        assertTrue(foreign.err().contains("x.csv: this is a Parquet file; import reads"));
        assertTrue(
                Cli.run("import", store, "t", directory.resolve("no.csv"))
                        .fails(1)
                        .err()
                        .startsWith("thermocline: no such file or directory: "));
        assertTrue(
                Cli.run("import", store, "t", directory)
                        .fails(1)
                        .err()
                        .contains("expected a file, found a directory"));
        assertTrue(
                Cli.run("import", store, "t", file("empty.csv", ""))
                        .fails(1)
                        .err()
                        .contains("empty"));
        assertTrue(
                Cli.run("import", store, "", file("a.csv", "a\n1\n"))
                        .fails(1)
                        .err()
                        .contains("table name: expected 1..255 bytes"));
        assertFalse(Files.exists(store));
    }

    @Test
    void aDirectoryWithOtherThingsDoesNotBecomeAStore() throws IOException {
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("thesis.txt"), "mine");
        Cli.run("import", full, "t", file("a.csv", "a\n1\n")).fails(1);
        try (var files = Files.list(full)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void misuseIsSaidBeforeAnythingHappens() throws IOException {
        Path csv = file("a.csv", "a\n1\n");
        Cli.run("import", store, "t", csv, "--time-start", "2015-01-01").fails(2);
        Cli.run("import", store, "t", csv, "--time-step", "1 fortnight").fails(2);
        Cli.run("import", store, "t", csv, "--delimiter", "ab").fails(2);
        Cli.run("import", store, "t", csv, "--on-error", "cry").fails(2);
        Cli.run("import", store, "t").fails(2);
        Cli.Result schema = Cli.run("import", store, "t", csv, "--schema", "a int").fails(2);
        assertTrue(schema.err().contains("did you mean i32?"), schema.err());
        assertFalse(Files.exists(store));
    }
}
