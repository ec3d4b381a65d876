package io.thermocline.formats.npy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Runs Python scripts with NumPy as an oracle. Where it is missing, tests are skipped, or fail if
 * the environment variable {@code THERMOCLINE_REQUIRE_ORACLES} is 1.
 */
public final class NumPy {
    private static final List<String> CANDIDATES = List.of("/usr/bin/python3", "python3", "python");
    private static final long TIMEOUT_SECONDS = 60;

    private NumPy() {}

    /**
     * Runs a script that lies among the test resources.
     *
     * @param scriptResource absolute resource name
     * @return lines of its standard output
     */
    public static List<String> runResource(String scriptResource, Object... arguments) {
        try (InputStream in =
                Objects.requireNonNull(NumPy.class.getResourceAsStream(scriptResource))) {
            return run(new String(in.readAllBytes(), StandardCharsets.UTF_8), arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script given as text and returns the lines of its standard output. */
    public static List<String> run(String script, Object... arguments) {
        for (String python : CANDIDATES) {
            if (execute(python, "import numpy").code == 0) {
                Result result = execute(python, script, arguments);
                assertEquals(0, result.code, result.output);
                return result.output.lines().toList();
            }
        }
        if ("1".equals(System.getenv("THERMOCLINE_REQUIRE_ORACLES"))) {
            fail("NumPy is required as an oracle, but no python3 with numpy was found");
        }
        assumeTrue(false, "no python3 with numpy");
        throw new AssertionError("unreachable: the assumption above always fails");
    }

    private record Result(int code, String output) {}

    private static Result execute(String python, String script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(python, "-c", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output = null;
        try {
            output = Files.createTempFile("numpy", ".txt");
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
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            deleteQuietly(output);
        }
    }

    private static void deleteQuietly(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
