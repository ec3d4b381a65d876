package io.thermocline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Runs Python scripts as oracles. Where Python or a module is missing, tests are skipped, or fail
 * if the environment variable {@code THERMOCLINE_REQUIRE_ORACLES} is 1.
 */
public final class Python {
    private static final List<String> CANDIDATES = List.of("/usr/bin/python3", "python3", "python");

    private Python() {}

    /**
     * Runs a script that lies among the test resources.
     *
     * @param modules modules that it needs, such as {@code numpy}
     * @param resource absolute resource name
     * @return lines of its standard output
     */
    public static List<String> runResource(String modules, String resource, Object... arguments) {
        try (InputStream in =
                Objects.requireNonNull(Python.class.getResourceAsStream(resource), resource)) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return run(modules, script, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> run(String modules, String script, Object... arguments) {
        for (String python : CANDIDATES) {
            if (execute(python, "import " + modules).code() == 0) {
                ChildProcess.Result result = execute(python, script, arguments);
                assertEquals(0, result.code(), result.toString());
                return result.out().lines().toList();
            }
        }
        if ("1".equals(System.getenv("THERMOCLINE_REQUIRE_ORACLES"))) {
            fail("an oracle is required, but no python3 with " + modules + " was found");
        }
        assumeTrue(false, "no python3 with " + modules);
        throw new AssertionError("unreachable: the assumption above always fails");
    }

    private static ChildProcess.Result execute(String python, String script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(python, "-c", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return ChildProcess.run(command);
    }
}
