package io.thermocline.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.formats.text.SchemaText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, with the flags that its jar and launcher give it. */
class MainTest {
    private static final List<String> FLAGS =
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");

    @TempDir private Path directory;

    private Process start(Path err, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        return new ProcessBuilder(command).redirectError(err.toFile()).start();
    }

    private static int code(Process process) throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process did not end");
        return process.exitValue();
    }

    @Test
    void importingAndQueryingPrintNothingOfTheJvm() throws IOException, InterruptedException {
        Path err = directory.resolve("err.txt");
        Path csv = Files.writeString(directory.resolve("t.csv"), "a,name\n1,ä\n");
        Path store = directory.resolve("store");
        assertEquals(0, code(start(err, "import", store, "t", csv, "-q")));
        assertEquals("", Files.readString(err));
        Process query =
                start(err, "query", store, "SELECT name FROM t", "--format", "ndjson", "-q");
        String out = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, code(query));
        assertEquals("{\"name\":\"ä\"}\n", out);
        assertEquals("", Files.readString(err));
        assertEquals(2, code(start(err, "query", store)));
        assertTrue(Files.readString(err).startsWith("thermocline: expected either a query"));
    }

    @Test
    void aReaderWhoGoesAwayEndsItInSilence() throws IOException, InterruptedException {
        Path store = directory.resolve("store");
        try (Store open = Store.open(store)) {
            open.createTable("n", SchemaText.parse("n i64"));
            try (Appender rows = open.table("n").appender()) {
                for (int i = 0; i < 200_000; i++) {
                    rows.setLong(0, i).endRow();
                }
                rows.flush();
            }
        }
        Path err = directory.resolve("err.txt");
        Process query = start(err, "query", store, "SELECT n FROM n", "--format", "csv");
        try (BufferedReader out = query.inputReader(StandardCharsets.UTF_8)) {
            assertNotNull(out.readLine());
        }
        assertEquals(141, code(query));
        assertEquals("", Files.readString(err));
    }
}
