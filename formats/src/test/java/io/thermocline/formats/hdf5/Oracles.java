package io.thermocline.formats.hdf5;

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
 * The HDF Group's library as an oracle: h5py, h5dump and h5repack. Where they are missing, tests
 * are skipped, or fail if the environment variable {@code THERMOCLINE_REQUIRE_ORACLES} is 1.
 */
final class Oracles {
    private static final String PYTHON = "/usr/bin/python3";
    private static final long TIMEOUT_SECONDS = 120;

    private Oracles() {}

    /** Runs a script among the resources of this package with h5py; returns its output's lines. */
    static List<String> h5py(String script, Object... arguments) {
        require(List.of(PYTHON, "-c", "import h5py"), "h5py");
        try (InputStream in =
                Objects.requireNonNull(Oracles.class.getResourceAsStream("/hdf5/" + script))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return output(command(List.of(PYTHON, "-c", text), arguments)).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program of the HDF5 tools, which must succeed; returns its output. */
    static String tool(String program, Object... arguments) {
        require(List.of(program, "--version"), program);
        return output(command(List.of(program), arguments));
    }

    private static void require(List<String> probe, String what) {
        if (run(probe).code == 0) {
            return;
        }
        if ("1".equals(System.getenv("THERMOCLINE_REQUIRE_ORACLES"))) {
            fail(what + " is required as an oracle, but was not found");
        }
        assumeTrue(false, "no " + what);
    }

    private static List<String> command(List<String> start, Object... arguments) {
        List<String> command = new ArrayList<>(start);
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private static String output(List<String> command) {
        Result result = run(command);
        assertEquals(0, result.code, result.output);
        return result.output;
    }

    private record Result(int code, String output) {}

    private static Result run(List<String> command) {
        try {
            Path output = Files.createTempFile("oracle", ".txt");
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
                Files.delete(output);
            }
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
