package io.thermocline.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.engine.TierMove;
import io.thermocline.engine.schema.SchemaBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** What the README shows works as it stands there. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final int MAIN_LINES_MAX = 15;
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir private Path directory;

    private static String readme() throws IOException {
        return Files.readString(README).replace("\r\n", "\n");
    }

    /** Returns the first fenced block of a language behind a mark. */
    private static String block(String mark, String language) throws IOException {
        String text = readme();
        int from = text.indexOf(mark);
        assertTrue(from >= 0, README + " has no " + mark);
        Matcher matcher =
                Pattern.compile(
                                "^```" + language + "\n(.*?)^```$",
                                Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(text);
        assertTrue(matcher.find(from), "no block of " + language + " behind " + mark);
        return matcher.group(1);
    }

    private static String group(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertTrue(matcher.find(), () -> "no " + pattern + " in " + text);
        return matcher.group(1);
    }

    @Test
    void theEmbeddingExampleCompilesAndRunsWithoutAFlag() throws IOException, InterruptedException {
        String source = block("<!-- embedding-example -->", "java");
        String name = group("public class (\\w+)", source);
        String main = group("void main\\(String\\[\\] args\\) \\{\n(.*)\n    }\n}", source);
        long lines = main.lines().filter(line -> !line.isBlank()).count();
        assertTrue(lines <= MAIN_LINES_MAX, lines + " lines in main");

        String classPath = System.getProperty("java.class.path");
        Path file = Files.writeString(directory.resolve(name + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertNotNull(compiler, "the tests run on a JDK");
        int compiled =
                compiler.run(
                        null,
                        null,
                        null,
                        "-Xlint:all,-path,-processing,-classfile",
                        "-Werror",
                        "-proc:none",
                        "-cp",
                        classPath,
                        "-d",
                        directory.toString(),
                        file.toString());
        assertEquals(0, compiled);

        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                directory + System.getProperty("path.separator") + classPath,
                                name,
                                directory.resolve("mystore").toString())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        // A JVM that finds options there says so on standard error.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "threads were left behind");
        assertEquals("", Files.readString(err));
        assertEquals(0, process.exitValue());
        String promised = group("println[^\n]*; // ([^\n]*)\n", source);
        assertEquals(promised + System.lineSeparator(), Files.readString(out));
    }

    @Test
    void everyCommandInTheReadmeEndsWell() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        getClass().getResourceAsStream("/data/flights-200k.csv.gz"))) {
            Files.copy(in, directory.resolve("flights.csv.gz"));
        }
        List<String> commands =
                Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(readme())
                        .results()
                        .flatMap(block -> block.group(1).lines())
                        .filter(line -> line.startsWith("./thermocline "))
                        .toList();
        assertTrue(commands.size() > 5, commands.toString());
        for (String command : commands) {
            List<Object> words = new ArrayList<>();
            WORD.matcher(command)
                    .results()
                    .skip(1)
                    .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                    .forEach(word -> words.add(inDirectory(word)));
            if (words.equals(List.of("demo"))) {
                continue; // DemoTest runs it, with fewer rows.
            }
            Cli.Result result = Cli.run(words.toArray());
            assertEquals(0, result.code(), () -> command + ": " + result);
            assertFalse(result.out().isEmpty() && result.err().isEmpty(), command);
        }
    }

    /** The README is read in a directory of the reader's; names of files are looked for there. */
    private Object inDirectory(String word) {
        Path file = directory.resolve(word.replace('*', '_').replace('?', '_'));
        return word.equals("store") || Files.exists(file) ? file : word;
    }

    @Test
    void thePythonExampleReadsAColdFile() throws IOException {
        Path path = directory.resolve("store");
        try (Store store = Store.open(path)) {
            store.createTable(
                    "strain",
                    SchemaBuilder.create()
                            .timestamp("ts")
                            .float64("h")
                            .unit("strain")
                            .timeColumn("ts")
                            .build());
            try (Appender rows = store.table("strain").appender()) {
                for (int i = 0; i < 1000; i++) {
                    rows.setLong(0, i).setDouble(1, i * 0.25).endRow();
                }
                rows.flush();
            }
            store.tiers().promote(TierMove.ALL);
        }
        Path cold;
        try (Stream<Path> files = Files.walk(path)) {
            cold = files.filter(f -> f.toString().endsWith(".h5")).findFirst().orElseThrow();
        }
        String example = block("<!-- python-example -->", "python");
        List<String> lines = Python.run("h5py, sys", "path = sys.argv[1]\n" + example, cold);
        assertEquals(
                "[0.   0.25 0.5  0.75 1.   1.25 1.5  1.75 2.   2.25] strain",
                String.join("\n", lines));
    }
}
