package io.thermocline.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.engine.StoreOptions;
import io.thermocline.tools.Cli;
import io.thermocline.tools.Python;
import io.thermocline.tools.terminal.Style;
import io.thermocline.tools.terminal.Terminal;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

class DemoTest {
    /** Once through the recording; otherwise as the command does it. */
    private static final DemoPlan SMALL = new DemoPlan(2, 1, 200, 1 << 20);

    @TempDir private static Path directory;

    private static String report = "";

    @BeforeAll
    static void run() throws IOException, InterruptedException {
        report = run(SMALL, directory.resolve("store"), Map.of("LANG", "C.UTF-8"));
    }

    private static String run(DemoPlan plan, Path store, Map<String, String> environment)
            throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(
                        InputStream.nullInputStream(),
                        out,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        false,
                        environment);
        Demo.run(store, plan, terminal, Style.PLAIN, false);
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Path resource(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = Objects.requireNonNull(Demo.class.getResourceAsStream(name), name)) {
            if (!Files.exists(file)) {
                Files.copy(in, file);
            }
        }
        return file;
    }

    private static void checkInPython(Path store, DemoPlan plan) throws IOException {
        String script;
        try (InputStream in =
                Objects.requireNonNull(
                        DemoTest.class.getResourceAsStream("/demo/check_archive.py"))) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> lines =
                Python.run(
                        "h5py, numpy, sys, glob",
                        script,
                        store,
                        resource("H-H1_LOSC_4_V2-1126259446-32.hdf5"),
                        resource("qpe_n9.npy"),
                        plan.producers(),
                        plan.repetitions(),
                        plan.stateRows());
        long amplitudes = (long) plan.stateRows() * CircuitState.AMPLITUDES;
        assertEquals(List.of(plan.strainRows() + " " + amplitudes), lines);
    }

    private static Path archive(String table) throws IOException {
        Path tables = directory.resolve("store").resolve("shards/00/tables");
        try (Stream<Path> files = Files.walk(tables)) {
            String number = table.equals(DemoTables.STRAIN) ? "1" : "2";
            return files.filter(f -> f.startsWith(tables.resolve(number).resolve("cold")))
                    .filter(f -> f.toString().endsWith(".h5"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theReportTellsWhatWasProvedInEveryTier() {
        long values = SMALL.strainRows() * 4 + SMALL.stateRows() * 514L;
        for (String tier : List.of("hot", "warm", "cold")) {
            String expected = tier + ": verified %,d values".formatted(values).replace(',', ' ');
            assertTrue(report.contains(expected), report);
        }
        assertTrue(report.contains("Appended 262 144 rows"), report);
        assertTrue(report.contains("p99.9"), report);
        assertTrue(report.contains("queries beside the producers"), report);
        assertTrue(report.contains("at 09:50:45.423"), "GW150914 is the highest peak: " + report);
        assertTrue(report.contains("⣿"), report);
    }

    @Test
    void h5pyReadsTheColdFilesAsTheSourceBitForBit() throws IOException {
        checkInPython(directory.resolve("store"), SMALL);
    }

    @Test
    void theTwoLinesOfPythonWork() {
        List<String> lines =
                report.lines()
                        .dropWhile(line -> !line.contains("in Python:"))
                        .skip(1)
                        .map(String::strip)
                        .toList();
        assertEquals(2, lines.size(), report);
        String printed = String.join("", Python.run("h5py", String.join("\n", lines)));
        assertTrue(printed.startsWith("[2.177"), printed);
        assertTrue(printed.endsWith("strain"), printed);
    }

    @Test
    void h5dumpReadsTheWholeOfBothArchives() throws IOException, InterruptedException {
        for (String table : List.of(DemoTables.STRAIN, DemoTables.STATES)) {
            Path text = directory.resolve("h5dump.txt");
            Process process;
            try {
                process =
                        new ProcessBuilder("h5dump", "-y", archive(table).toString())
                                .redirectErrorStream(true)
                                .redirectOutput(text.toFile())
                                .start();
            } catch (IOException e) {
                if ("1".equals(System.getenv("THERMOCLINE_REQUIRE_ORACLES"))) {
                    fail("an oracle is required, but no h5dump was found: " + e);
                }
                assumeTrue(false, "no h5dump");
                return;
            }
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
            assertTrue(Files.size(text) > 1_000_000);
            Files.delete(text);
        }
    }

    @Test
    void numpyMapsAnExportOfTheStrain() throws IOException {
        Path npy = directory.resolve("h.npy");
        String cql = "SELECT h FROM strain WHERE producer = 1";
        Cli.run("export", directory.resolve("store"), cql, npy).ok();
        List<String> lines =
                Python.run(
                        "numpy, h5py, sys",
                        """
                        a = numpy.load(sys.argv[1], mmap_mode="r")
                        b = h5py.File(sys.argv[2], "r")["strain/Strain"][:]
                        print(type(a).__name__, a.shape, a.tobytes() == b.tobytes())
                        """,
                        npy,
                        resource("H-H1_LOSC_4_V2-1126259446-32.hdf5"));
        assertEquals(List.of("memmap (131072,) True"), lines);
    }

    @Test
    void theStoreStaysAndIsSound() {
        Cli.run("verify", directory.resolve("store")).ok();
        Cli.Result result =
                Cli.run(
                        "query",
                        directory.resolve("store"),
                        "SELECT count(*) AS n FROM strain",
                        "--format",
                        "csv");
        assertEquals("n\n262144\n", result.ok().out());
    }

    @Test
    void aDirectoryWithFilesIsRefusedAndLeftAlone() throws IOException {
        Path used = Files.createDirectory(directory.resolve("used"));
        Files.writeString(used.resolve("letter.txt"), "hello");
        Cli.Result result = Cli.run("demo", "--quick", "--dir", used);
        result.fails(1);
        assertTrue(result.err().contains("expected an empty or new directory"), result.err());
        try (Stream<Path> files = Files.list(used)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aDiskThatIsTooFullIsToldBeforeAnythingIsMade() {
        Path store = directory.resolve("not made");
        DemoPlan huge = new DemoPlan(2, 1, 1, Long.MAX_VALUE);
        String message =
                String.valueOf(
                        assertThrows(IOException.class, () -> run(huge, store, Map.of()))
                                .getMessage());
        assertTrue(message.contains("of free disk space, found"), message);
        assertFalse(Files.exists(store));
    }

    @Test
    void asciiIsDrawnWhereNobodyPromisesMore() throws IOException, InterruptedException {
        String plain = run(SMALL, directory.resolve("plain"), Map.of("LANG", "C"));
        List<String> picture =
                plain.lines()
                        .dropWhile(line -> !line.startsWith("Whitened"))
                        .skip(1)
                        .takeWhile(line -> !line.isEmpty())
                        .toList();
        assertTrue(picture.size() >= 9, plain);
        assertTrue(picture.stream().allMatch(line -> line.matches("[ .:']{0,80}")), plain);
    }

    @Test
    void oneWrongBitIsFound() throws IOException {
        Recording recording = Recording.load();
        CircuitState circuit = CircuitState.load();
        DemoPlan plan = new DemoPlan(1, 1, 2, 0);
        for (int wrong : new int[] {-1, 0, 70_000, Recording.SAMPLES - 1}) {
            Path path = directory.resolve("wrong" + wrong);
            StoreOptions quiet = StoreOptions.DEFAULT.withBackground(false);
            try (Store store = Store.open(path, quiet)) {
                store.createTable(DemoTables.STRAIN, DemoTables.strain());
                try (Appender rows = store.table(DemoTables.STRAIN).appender()) {
                    for (int i = 0; i < Recording.SAMPLES; i++) {
                        double h =
                                i == wrong ? Math.nextUp(recording.strain(i)) : recording.strain(i);
                        rows.setLong(DemoTables.TS, recording.nanos(0, i))
                                .setLong(DemoTables.PRODUCER, 0)
                                .setLong(DemoTables.REPETITION, 0)
                                .setDouble(DemoTables.H, h)
                                .endRow();
                    }
                    rows.flush();
                }
                TierProof proof = new TierProof(store, plan, recording, circuit);
                if (wrong < 0) {
                    assertEquals(4L * Recording.SAMPLES, proof.strain());
                } else {
                    String message =
                            String.valueOf(assertThrows(Differs.class, proof::strain).getMessage());
                    assertTrue(message.contains("row " + wrong + " "), message);
                }
            }
        }
    }

    @Test
    @Tag("slow")
    void theQuickDemoEndsWellAndItsArchiveIsTheSource() throws IOException {
        Path store = directory.resolve("quick");
        Cli.Result result = Cli.run("demo", "--quick", "--dir", store).ok();
        assertEquals("", result.err());
        checkInPython(store, DemoPlan.QUICK);
    }
}
