package io.thermocline.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.tools.terminal.Terminal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Runs command lines within the test's JVM. */
public final class Cli {
    private Cli() {}

    /**
     * What a command did.
     *
     * @param code its exit code
     * @param out its standard output
     * @param err its standard error
     */
    public record Result(int code, String out, String err) {
        /** Checks that it ended well. */
        public Result ok() {
            assertEquals(0, code, () -> "stdout: " + out + "\nstderr: " + err);
            return this;
        }

        /** Checks the exit code. */
        public Result fails(int expected) {
            assertEquals(expected, code, () -> "stdout: " + out + "\nstderr: " + err);
            return this;
        }
    }

    /** Runs a command; arguments are turned into text. */
    public static Result run(Object... arguments) {
        return runWithInput("", arguments);
    }

    /** Runs a command with text on its standard input. */
    public static Result runWithInput(String input, Object... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(
                        in,
                        out,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        false,
                        Map.of());
        String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        int code = Main.run(terminal, texts);
        return new Result(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
