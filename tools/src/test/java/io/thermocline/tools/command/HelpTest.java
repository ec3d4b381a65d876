package io.thermocline.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.tools.Cli;
import io.thermocline.tools.RealDataFiles;
import io.thermocline.tools.terminal.Terminal;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class HelpTest {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s\"]+)");

    @TempDir private static Path directory;

    private static List<CommandSpec> specs() {
        Terminal terminal =
                new Terminal(
                        new ByteArrayInputStream(new byte[0]),
                        new ByteArrayOutputStream(),
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                        false,
                        false,
                        Map.of());
        List<CommandSpec> specs = new ArrayList<>();
        collect(CommandLines.create(new Root(terminal)), specs);
        return specs;
    }

    private static void collect(CommandLine line, List<CommandSpec> specs) {
        for (CommandLine verb : line.getSubcommands().values()) {
            if (!verb.getCommandName().equals("help")) {
                specs.add(verb.getCommandSpec());
                collect(verb, specs);
            }
        }
    }

    /** Returns the examples of a verb, continued lines joined. */
    private static List<String> examples(CommandSpec spec) {
        List<String> lines = new ArrayList<>(Arrays.asList(spec.usageMessage().footer()));
        assertTrue(lines.contains("Examples:"), spec.qualifiedName() + " has no examples");
        List<String> examples = new ArrayList<>();
        String open = "";
        for (String line : lines.subList(lines.indexOf("Examples:") + 1, lines.size())) {
            assertTrue(line.length() <= 80, spec.qualifiedName() + ": too wide: " + line);
            String joined = open + line.strip();
            if (joined.endsWith("\\")) {
                open = joined.substring(0, joined.length() - 1);
            } else {
                examples.add(joined);
                open = "";
            }
        }
        return examples;
    }

    @Test
    void everyVerbSaysWhatItDoesAndGivesTwoExamples() {
        for (CommandSpec spec : specs()) {
            assertEquals(2, examples(spec).size(), spec.qualifiedName());
            assertTrue(spec.usageMessage().description().length > 0, spec.qualifiedName());
        }
    }

    @Test
    void helpGoesToStandardOutput() {
        assertTrue(Cli.run("query", "--help").ok().out().startsWith("Usage: thermocline query"));
        assertTrue(Cli.run("help", "query").ok().out().startsWith("Usage: thermocline query"));
        assertTrue(Cli.run("tiers", "show", "-h").ok().out().contains("tiers show"));
        assertTrue(Cli.run().ok().out().contains("import"));
        assertTrue(Cli.run("--help").ok().out().contains("doctor"));
    }

    @Test
    void colourIsForThoseWhoAskForIt() {
        assertFalse(Cli.run("doctor").ok().out().contains("\u001b["));
        assertTrue(Cli.run("doctor", "--color", "always").ok().out().contains("\u001b["));
        assertFalse(Cli.run("doctor", "--color", "never").ok().out().contains("\u001b["));
    }

    @TestFactory
    Stream<DynamicTest> examplesRun() throws IOException {
        Path store = directory.resolve("mystore");
        Cli.run("import", store, "flights", RealDataFiles.FLIGHTS).ok();
        Cli.run("import", store, "strain", RealDataFiles.LIGO, "--dataset", "strain/Strain=h").ok();
        Files.writeString(directory.resolve("statements.cql"), "SELECT count(*) FROM flights\n");
        Files.copy(RealDataFiles.FLIGHTS, directory.resolve("flights.csv.gz"));
        Files.copy(RealDataFiles.LIGO, directory.resolve("H-H1.hdf5"));
        // Verbs that change the store come last, dropping last of all.
        List<String> examples =
                specs().stream()
                        .flatMap(spec -> examples(spec).stream())
                        .distinct()
                        // The demo runs for a while and has tests of its own.
                        .filter(example -> !example.startsWith("thermocline demo"))
                        .sorted(java.util.Comparator.comparingInt(HelpTest::harm))
                        .toList();
        return examples.stream()
                .map(example -> DynamicTest.dynamicTest(example, () -> run(example, store)));
    }

    private static int harm(String example) {
        if (example.contains(" drop ")) {
            return 3;
        }
        if (example.contains(" create ") || example.contains("/hot/")) {
            return 0;
        }
        return example.contains("rename") || example.contains("retire") ? 2 : 1;
    }

    private static void run(String example, Path store) throws IOException {
        String command =
                example.replaceAll("^source <\\((.*)\\)$", "$1").replaceAll(" > \\S+$", "");
        Matcher words = WORD.matcher(command);
        List<Object> arguments = new ArrayList<>();
        while (words.find()) {
            String word = words.group(1) != null ? words.group(1) : words.group(2);
            arguments.add(place(word, store));
        }
        assertEquals("thermocline", arguments.removeFirst());
        prepare(example, store);
        Cli.run(arguments.toArray()).ok();
    }

    /** What an example takes for granted and another one has taken away. */
    private static void prepare(String example, Path store) {
        if (example.contains("table create")) {
            for (String table : List.of("lab", "charges")) {
                Cli.run("table", "drop", store, table, "--apply");
            }
        }
        if (example.contains("column drop")) {
            Cli.run("column", "add", store, "flights", "carrier string");
        }
        if (example.contains("column add")) {
            Cli.run("column", "drop", store, "flights", "carrier", "--apply");
        }
        if (example.contains("column rename mystore strain")) {
            Cli.run("column", "rename", store, "strain", "h", "Strain");
        }
        if (example.contains("import mystore strain")) {
            Cli.run("table", "drop", store, "strain", "--apply");
        }
    }

    /** Puts what examples call by a short name where it is. */
    private static Object place(String word, Path store) throws IOException {
        if (word.startsWith("mystore/")) {
            return stored(store, word.substring(word.lastIndexOf('.')));
        }
        return switch (word) {
            case "mystore" -> store;
            case "flights.csv.gz", "H-H1.hdf5" -> directory.resolve(word);
            case "statements.cql", "s.npz", "/data" -> directory.resolve(word.replace("/", ""));
            default -> word;
        };
    }

    private static Path stored(Path store, String ending) throws IOException {
        for (String verb : List.of("compress", "promote")) {
            try (var files = Files.walk(store)) {
                var found = files.filter(f -> f.toString().endsWith(ending)).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
            Cli.run("tiers", verb, store, "--table", "flights").ok();
        }
        throw new AssertionError("no file " + ending);
    }
}
