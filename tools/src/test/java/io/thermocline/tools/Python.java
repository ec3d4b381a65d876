package io.thermocline.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs Python scripts as oracle. Where Python or a module is missing, tests are skipped, or fail if
 * the environment variable {@code THERMOCLINE_REQUIRE_ORACLES} is 1.
 */
public final class Python {
    private static final List<String> CANDIDATES = List.of("/usr/bin/python3", "python3", "python");
    private static final long TIMEOUT_SECONDS = 60;

    private Python() {}

    /** Runs a script that imports modules, and returns the lines of its standard output. */
    public static List<String> run(String modules, String script, Object... arguments) {
        for (String python : CANDIDATES) {
            if (execute(python, "import " + modules).code == 0) {
                Result result = execute(python, "import " + modules + "\n" + script, arguments);
                assertEquals(0, result.code, result.output);
                return result.output.lines().toList();
            }
        }
        if ("1".equals(System.getenv("THERMOCLINE_REQUIRE_ORACLES"))) {
            fail("an oracle is required, but no python3 with " + modules + " was found");
        }
        assumeTrue(false, "no python3 with " + modules);
        throw new AssertionError("unreachable: the assumption above always fails");
    }

    private record Result(int code, String output) {}

    private static Result execute(String python, String script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(python, "-c", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            Path output = Files.createTempFile("python", ".txt");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return new Result(-1, "no end after " + TIMEOUT_SECONDS + " s");
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
