package io.thermocline.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.json.Json;
import io.thermocline.tools.Cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Tables, columns, tiers, inspection and verification. */
class StoreVerbsTest {
    private static final Path DATA = Path.of("tools/src/test/resources/data");

    @TempDir private Path directory;
    private Path store = Path.of("");

    @BeforeEach
    void makeStore() throws IOException {
        store = directory.resolve("store");
        StringBuilder csv = new StringBuilder("id,name,x\n");
        for (int i = 0; i < 10_000; i++) {
            csv.append(i).append(",n").append(i % 7).append(',').append(i * 0.5).append('\n');
        }
        Cli.run("import", store, "t", Files.writeString(directory.resolve("t.csv"), csv)).ok();
    }

    private String query(String cql) {
        return Cli.run("query", store, cql, "--format", "csv").ok().out();
    }

    private Path stored(String ending) throws IOException {
        try (var files = Files.walk(store)) {
            return files.filter(f -> f.toString().endsWith(ending)).findFirst().orElseThrow();
        }
    }

    private List<Json.Reader> tiers() {
        return Json.read(Cli.run("tiers", "show", store, "--json").ok().out(), "tiers")
                .list("tiers");
    }

    private long rows(String tier) {
        return tiers().stream()
                .filter(part -> part.string("tier").equals(tier))
                .mapToLong(part -> part.integer("rows"))
                .sum();
    }

    @Test
    void rowsMoveThroughTheTiersAndAnswerAlike() throws IOException {
        String before = query("SELECT count(*), sum(id), sum(x), min(name) FROM t");
        assertEquals(10_000, rows("hot"));
        Cli.Result compressed = Cli.run("tiers", "compress", store).ok();
        assertTrue(compressed.out().startsWith("compressed 10 000 rows in "), compressed.out());
        assertEquals(10_000, rows("warm"));
        assertEquals(before, query("SELECT count(*), sum(id), sum(x), min(name) FROM t"));
        Cli.run("tiers", "promote", store, "--older-than", "7d").ok();
        assertEquals(10_000, rows("warm"));
        Cli.run("tiers", "promote", store, "--table", "t").ok();
        assertEquals(10_000, rows("cold"));
        assertEquals(before, query("SELECT count(*), sum(id), sum(x), min(name) FROM t"));
        assertTrue(Files.exists(stored(".h5")));
        Cli.run("tiers", "compress", store, "--table", "nosuch").fails(1);
        Cli.run("tiers", "promote", store, "--older-than", "soon").fails(2);
    }

    @Test
    void retiringPrintsThePlanUnlessToldToApply() {
        Cli.run("tiers", "compress", store).ok();
        Cli.run("tiers", "retire", store).fails(2);
        Cli.Result plan = Cli.run("tiers", "retire", store, "--older-than", "0s").ok();
        assertTrue(plan.out().contains("applied         no"), plan.out());
        assertTrue(plan.err().contains("nothing was deleted"), plan.err());
        assertEquals("count(*)\n10000\n", query("SELECT count(*) FROM t"));
        assertEquals(
                0,
                Json.read(
                                Cli.run("tiers", "retire", store, "--older-than", "1d", "--json")
                                        .ok()
                                        .out(),
                                "plan")
                        .integer("rows"));
        Cli.run("tiers", "retire", store, "--older-than", "0s", "--apply").ok();
        assertEquals("count(*)\n0\n", query("SELECT count(*) FROM t"));
    }

    @Test
    void aProjectionMeasuresTheRatiosOfTheTiersThatHaveFiles() {
        Cli.run("tiers", "compress", store).ok();
        String text =
                Cli.run("tiers", "project", store, "--entities", "1000", "--days", "7", "--json")
                        .ok()
                        .out();
        List<Json.Reader> parts = Json.read(text, "projection").list("tiers");
        assertEquals("measured", parts.get(1).string("ratio_is"));
        assertEquals("assumed", parts.get(2).string("ratio_is"));
        assertEquals(1000 * 7 * 1024 * 3 / 4, parts.get(2).integer("logical_bytes"));
        Cli.run("tiers", "project", "--entities", "-1").fails(2);
        Cli.run("tiers", "project", "--vectors", "3").fails(2);
    }

    @Test
    void columnsAreAddedRenamedAndDropped() {
        Cli.run("column", "add", store, "t", "tag string, v f32[2]", "--unit", "m").ok();
        Cli.run("column", "rename", store, "t", "name", "label").ok();
        Cli.run("column", "drop", store, "t", "x").ok();
        Cli.run("column", "drop", store, "t", "x", "--apply").ok();
        assertEquals("id,label,tag,v\n0,n0,,\n", query("SELECT * FROM t WHERE id = 0"));
        Json.Reader schema =
                Json.read(Cli.run("schema", store, "t", "--json").ok().out(), "schema");
        assertEquals("m", schema.list("columns").get(2).string("unit"));
        assertTrue(
                Cli.run("column", "add", store, "t", "id i64").fails(1).err().contains("exists"));
        Cli.run("column", "add", store, "t", "w i64 not null").fails(1);
        Cli.run("column", "rename", store, "t", "nosuch", "y").fails(1);
        Cli.run("column", "drop", store, "t", "nosuch").fails(1);
        assertEquals(
                "[('id', '<i8'), ('label', 'O'), ('tag', 'O'), ('v', '<f4', (2,))]\n",
                Cli.run("schema", store, "t", "--numpy").ok().out());
    }

    @Test
    void tablesAreCreatedAndDropped() {
        Cli.run(
                        "table",
                        "create",
                        store,
                        "lab",
                        "--schema",
                        "ts timestamp, h f64",
                        "--time-column",
                        "ts",
                        "--retention",
                        "90d")
                .ok();
        assertTrue(Cli.run("schema", store, "lab").ok().out().contains("timestamp"));
        Cli.run("table", "create", store, "lab", "--schema", "a i64").fails(1);
        Cli.run("table", "create", store, "b", "--schema", "a i64", "--time-column", "a").fails(1);
        Cli.run("table", "create", store, "b").fails(2);
        Cli.run("table", "create", store, "b", "--schema", "a i64", "--groups", "metric").fails(2);
        Cli.run("table", "create", store, "b", "--groups", "fractal,nonsense").fails(2);
        Cli.run("table", "create", store, "b", "--groups", "metric,entity").ok();
        String groups = Cli.run("schema", store, "b").ok().out();
        assertTrue(
                groups.indexOf("creation_timestamp") < groups.indexOf("coherence_score"), groups);
        Cli.Result plan = Cli.run("table", "drop", store, "t").ok();
        assertTrue(plan.out().startsWith("would drop t: 10 000 rows, "), plan.out());
        assertEquals("count(*)\n10000\n", query("SELECT count(*) FROM t"));
        Cli.run("table", "drop", store, "t", "--apply").ok();
        Cli.run("query", store, "SELECT count(*) FROM t").fails(1);
        Cli.run("table", "drop", store, "t").fails(1);
        Cli.run("table").fails(2);
    }

    @Test
    void segmentsOfEveryTierAreInspectedAndSound() throws IOException {
        Path hot = stored(".seg");
        Json.Reader report = Json.read(Cli.run("inspect", hot, "--json").ok().out(), "report");
        assertTrue(report.integer("rows") > 0);
        Json.Reader column = report.list("columns").getFirst();
        assertEquals("id", column.string("column"));
        assertEquals(Long.toString(report.integer("base_row")), column.string("min"));
        Cli.run("verify", hot).ok();
        Cli.run("tiers", "compress", store).ok();
        Cli.run("verify", stored(".segz")).ok();
        assertTrue(Cli.run("inspect", stored(".segz")).ok().out().contains("9999"));
        Cli.run("tiers", "promote", store).ok();
        Json.Reader cold = Json.read(Cli.run("inspect", stored(".h5"), "--json").ok().out(), "h5");
        assertEquals("t", cold.string("table"));
        assertEquals(10_000, cold.integer("rows"));
        Cli.run("verify", stored(".h5")).ok();
        Json.Reader sound = Json.read(Cli.run("verify", store, "--json").ok().out(), "verify");
        assertTrue(sound.bool("sound"));
        assertTrue(sound.integer("files") >= 1);
    }

    @Test
    void damageIsFoundAndHasAnExitCodeOfItsOwn() throws IOException {
        Path segment = stored(".seg");
        flip(segment, Files.size(segment) / 3);
        Cli.Result one = Cli.run("verify", segment).fails(3);
        assertTrue(one.out().contains("sound    no"), one.out());
        assertTrue(one.out().contains(segment.getFileName().toString()), one.out());
        Cli.Result all = Cli.run("verify", store, "--json").fails(3);
        Json.Reader report = Json.read(all.out(), "verify");
        assertFalse(report.bool("sound"));
        assertEquals(1, report.list("damage").size());
        Cli.Result query = Cli.run("query", store, "SELECT sum(id), sum(x), max(name) FROM t");
        assertEquals(3, query.code(), query.err());
        Cli.Result file =
                Cli.runWithInput(
                        "SELECT sum(id), sum(x), max(name) FROM t\n", "query", store, "-f", "-");
        assertEquals(3, file.code(), file.err());
        assertTrue(file.out().contains("\"error\":"), file.out());
    }

    private static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 0x10));
            channel.write(one.flip(), offset);
        }
    }

    @Test
    void logsAndForeignFilesAreInspectedByContent() throws IOException {
        Path log;
        try (var files = Files.walk(store)) {
            log =
                    files.filter(f -> f.toString().contains("catalog"))
                            .filter(Files::isRegularFile)
                            .filter(f -> !f.toString().endsWith(".json"))
                            .findFirst()
                            .orElseThrow();
        }
        Cli.Result inspected = Cli.run("inspect", log).ok();
        assertTrue(inspected.out().contains("table 1 't' created"), inspected.out());
        assertTrue(Cli.run("verify", log).ok().out().contains("every checksum"));
        Cli.Result strain =
                Cli.run("inspect", DATA.resolve("H-H1_LOSC_4_V2-1126259446-32.hdf5")).ok();
        assertTrue(strain.out().contains("/strain/Strain"), strain.out());
        assertTrue(strain.out().contains("(131072,)"), strain.out());
        Cli.run("verify", DATA.resolve("H-H1_LOSC_4_V2-1126259446-32.hdf5")).ok();
        Cli.Result ecg = Cli.run("inspect", DATA.resolve("100.npz")).ok();
        assertTrue(ecg.out().contains("mlii"), ecg.out());
        assertTrue(Cli.run("verify", DATA.resolve("100.npz")).ok().out().contains("CRC-32"));
        Path renamed = Files.copy(DATA.resolve("100.npz"), directory.resolve("strain.h5"));
        assertTrue(Cli.run("inspect", renamed).ok().out().contains("a ZIP archive"));
        Cli.Result csv = Cli.run("inspect", directory.resolve("t.csv")).fails(1);
        assertTrue(csv.err().contains("t.csv: this is text; import reads CSV"), csv.err());
        Cli.run("inspect", directory.resolve("no")).fails(1);
        Cli.run("inspect", directory).fails(1);
        assertTrue(Cli.run("inspect", store).ok().out().contains("10 000"));
    }

    @Test
    void infoAndDoctorTellWhatIsThere() {
        Json.Reader info = Json.read(Cli.run("info", store, "--json").ok().out(), "info");
        assertEquals("t", info.list("tables").getFirst().string("table"));
        assertTrue(Json.read(Cli.run("info", "--json").ok().out(), "i").has("version"));
        Json.Reader doctor = Json.read(Cli.run("doctor", store, "--json").ok().out(), "doctor");
        assertTrue(
                doctor.list("findings").stream()
                        .anyMatch(f -> f.string("what").equals("file system")));
        assertTrue(Cli.run("doctor").ok().out().contains("Java"));
        assertTrue(Cli.run("completion", "bash").ok().out().contains("complete -F"));
        assertTrue(Cli.run("completion", "zsh").ok().out().contains("bashcompinit"));
        assertTrue(Cli.run("version").ok().out().startsWith("thermocline "));
    }
}
