package io.thermocline.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.formats.json.Json;
import io.thermocline.formats.text.SchemaText;
import io.thermocline.tools.Cli;
import io.thermocline.tools.Python;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class QueryVerbTest {
    @TempDir private Path directory;
    private Path store = Path.of("");

    @BeforeEach
    void makeStore() throws IOException {
        store = directory.resolve("store");
        Path csv =
                Files.writeString(
                        directory.resolve("t.csv"),
                        """
                        id,name,x,z
                        1,ada,0.5,1+2j
                        2,"bob, jr",-1.25,0-1j
                        3,,NaN,
                        """);
        Cli.run("import", store, "t", csv, "--schema", "id i64, name string, x f64, z complex128")
                .ok();
    }

    @Test
    void tablesAreForPeopleAndRowCountsForStandardError() {
        Cli.Result result = Cli.run("query", store, "SELECT id, name, x FROM t").ok();
        assertEquals(
                """
                id  name         x
                --  -------  -----
                 1  ada        0.5
                 2  bob, jr  -1.25
                 3  NULL       NaN
                """,
                result.out());
        assertTrue(result.err().startsWith("3 rows in "), result.err());
        assertEquals("", Cli.run("query", store, "SELECT id FROM t", "-q").ok().err());
    }

    @Test
    void jsonIsTheObjectThatStatementFilesGive() throws IOException {
        String single =
                Cli.run("query", store, "SELECT id, z FROM t", "--format", "json").ok().out();
        assertEquals(
                "{\"query\":\"SELECT id, z FROM"
                    + " t\",\"columns\":[{\"name\":\"id\",\"type\":\"i64\"},{\"name\":\"z\",\"type\":\"complex128\"}],\"rows\":[[1,[1.0,"
                    + " 2.0]],[2,[0.0, -1.0]],[3,null]]}\n",
                single);
        Path statements =
                Files.writeString(
                        directory.resolve("s.cql"),
                        """
                        -- two statements and two mistakes

                        SELECT id, z FROM t
                        SELECT nosuch FROM t
                          SELECT x FROM t ORDER BY id LIMIT 1;
                        DELETE FROM t
                        """);
        Cli.Result result =
                Cli.run("query", store, "--file", statements, "--format", "ndjson").ok();
        List<String> lines = result.out().lines().toList();
        assertEquals(4, lines.size());
        assertEquals(single, lines.get(0) + "\n");
        Json.Reader unknown = Json.read(lines.get(1), "line");
        assertEquals("SELECT nosuch FROM t", unknown.string("query"));
        assertTrue(
                unknown.string("error").startsWith("line 1, column 8: column 'nosuch'"),
                unknown.string("error"));
        assertEquals(List.of("query", "error"), List.copyOf(unknown.asMap().keySet()));
        assertEquals(
                "{\"query\":\"SELECT x FROM t ORDER BY id LIMIT 1;\",\"columns\":[{\"name\":\"x\","
                        + "\"type\":\"f64\"}],\"rows\":[[0.5]]}",
                lines.get(2));
        assertTrue(Json.read(lines.get(3), "line").has("error"));
        assertEquals("2 of 4 statements failed\n", result.err());
    }

    @Test
    void parametersTakeTheirTypesFromHowTheyAreWritten() {
        assertEquals(
                "id\n2\n",
                Cli.run(
                                "query",
                                store,
                                "SELECT id FROM t WHERE x < ? AND name LIKE ?",
                                "-p",
                                "-1",
                                "--param",
                                "'bob%'",
                                "--format",
                                "csv")
                        .ok()
                        .out());
        assertEquals(5L, QueryOptionsMixin.value("5"));
        assertEquals(-2.5, QueryOptionsMixin.value("-2.5"));
        assertEquals(1e-18, QueryOptionsMixin.value("1e-18"));
        assertEquals("5", QueryOptionsMixin.value("'5'"));
        assertEquals("it's", QueryOptionsMixin.value("'it''s'"));
        assertEquals(true, QueryOptionsMixin.value("TRUE"));
        assertEquals("abc", QueryOptionsMixin.value("abc"));
        assertEquals(null, QueryOptionsMixin.value("null"));
        Cli.run("query", store, "SELECT ?", "-p", "99999999999999999999").fails(1);
        Cli.run("query", store, "SELECT id FROM t WHERE id = ?").fails(1);
    }

    @Test
    void mistakesAreShownWithACaret() {
        Cli.Result result = Cli.run("query", store, "SELECT id, nam FROM t").fails(1);
        List<String> lines = result.err().lines().toList();
        assertTrue(lines.get(0).startsWith("thermocline: line 1, column 12: column 'nam'"));
        assertEquals("  SELECT id, nam FROM t", lines.get(1));
        assertEquals("             ^^^", lines.get(2));
        assertEquals(3, lines.size(), result.err());
        assertEquals("", result.out());
        String traced = Cli.run("query", store, "SELECT nam FROM t", "--trace").fails(1).err();
        assertTrue(traced.contains("\tat io.thermocline.engine."), traced);
    }

    @Test
    void lookingChangesNothingAndSeesALiveWriter() throws IOException {
        Map<String, String> before = contents();
        Cli.run("query", store, "SELECT count(*) FROM t").ok();
        Cli.run("schema", store).ok();
        Cli.run("head", store, "t").ok();
        Cli.run("info", store).ok();
        Cli.run("tiers", "show", store).ok();
        Cli.run("inspect", store).ok();
        Cli.run("verify", store).ok();
        Cli.run("tiers", "retire", store, "--older-than", "0s").ok();
        Cli.run("table", "drop", store, "t").ok();
        Cli.run("column", "drop", store, "t", "x").ok();
        assertEquals(before, contents());
        try (Store writer = Store.open(store);
                Appender rows = writer.table("t").appender()) {
            rows.setLong(0, 4).setString(1, "new").endRow();
            rows.flush();
            assertEquals(
                    "id,name\n4,new\n",
                    Cli.run(
                                    "query",
                                    store,
                                    "SELECT id, name FROM t WHERE id > 3",
                                    "--format",
                                    "csv")
                            .ok()
                            .out());
        }
    }

    /** Returns name, size and time of every file. */
    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.walk(store)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.toString(),
                        (Files.isDirectory(file) ? 0 : Files.size(file))
                                + " "
                                + Files.getLastModifiedTime(file));
            }
        }
        return contents;
    }

    @Test
    void resultsBecomeFiles() throws IOException {
        for (String name : List.of("r.csv", "r.csv.gz", "r.ndjson", "r.tsv")) {
            Path file = directory.resolve(name);
            Cli.Result result = Cli.run("export", store, "SELECT * FROM t", file).ok();
            assertEquals("", result.out());
            Path copy = directory.resolve("copy-" + name);
            Cli.run(
                            "import",
                            copy,
                            "t",
                            file,
                            "--schema",
                            "id i64, name string, x f64, z complex128")
                    .ok();
            assertEquals(
                    "id,name,x,z\n1,ada,0.5,1.0+2.0j\n2,\"bob, jr\",-1.25,0.0-1.0j\n3,,NaN,\n",
                    Cli.run("query", copy, "SELECT * FROM t", "--format", "csv").ok().out(),
                    name);
        }
        Path npz = directory.resolve("r.npz");
        Cli.run("export", store, "SELECT id, x, z, coalesce(name, '?') AS name FROM t", npz).ok();
        assertEquals(
                List.of("[1, 2, 3] [0.5, -1.25, nan] ['ada', 'bob, jr', '?'] (1+2j)"),
                Python.run(
                        "numpy as np, sys",
                        "a = np.load(sys.argv[1])\n"
                                + "print(a['id'].tolist(), a['x'].tolist(), a['name'].tolist(),"
                                + " a['z'][0])",
                        npz));
        try (var files = Files.list(directory)) {
            assertTrue(files.noneMatch(f -> f.getFileName().toString().startsWith(".")));
        }
    }

    @Test
    void aFailedExportLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(directory.resolve("r.npy"), "old");
        Cli.Result result = Cli.run("export", store, "SELECT name FROM t", file).fails(1);
        assertTrue(result.err().contains("column 'name', row 2: expected a value, found NULL"));
        assertEquals("old", Files.readString(file));
        Cli.run("export", store, "SELECT id FROM t", directory.resolve("r.xyz")).fails(2);
        Cli.run("export", store, "SELECT id FROM t", directory.resolve("r.xyz"), "--format", "csv")
                .ok();
        Cli.run("export", store, "SELECT id FROM t", directory.resolve("no/r.csv")).fails(1);
        Cli.run("export", store, "SELECT id FROM t", directory).fails(2);
    }

    @Test
    void largeResultsStreamThrough() {
        Path large = directory.resolve("large");
        try (Store open = Store.open(large)) {
            open.createTable("n", SchemaText.parse("n i64"));
            try (Appender rows = open.table("n").appender()) {
                for (int i = 0; i < 300_000; i++) {
                    rows.setLong(0, i).endRow();
                }
                rows.flush();
            }
        }
        String csv = Cli.run("query", large, "SELECT n FROM n", "--format", "csv").ok().out();
        assertEquals(300_001, csv.lines().count());
        assertTrue(csv.endsWith("\n299999\n"));
        String file =
                Cli.runWithInput("SELECT n FROM n\n", "query", large, "--file", "-").ok().out();
        assertEquals(300_000, rows(file));
    }

    private static int rows(String json) {
        return Json.read(json, "result").asMap().get("rows") instanceof List<?> rows
                ? rows.size()
                : -1;
    }

    @Test
    void misuseIsTold() {
        Cli.run("query", store).fails(2);
        Cli.run("query", store, "SELECT 1", "--file", "x").fails(2);
        Cli.run("query", store, "--file", "x", "--format", "csv").fails(2);
        Cli.run("query", store, "SELECT 1", "--format", "xml").fails(2);
        Cli.run("query", directory, "SELECT 1").fails(1);
        Cli.run("query", directory.resolve("no"), "SELECT 1").fails(1);
        Cli.run("head", store, "nosuch").fails(1);
        Cli.Result verb = Cli.run("qurey", store).fails(2);
        assertTrue(verb.err().contains("Did you mean"), verb.err());
    }
}
