package io.thermocline.engine.internal.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a second JVM on the class path of this one, without any flag. */
public final class ForkedJava {
    private ForkedJava() {}

    /**
     * What a JVM left.
     *
     * @param exitCode exit code
     * @param output standard output and error together
     */
    public record Result(int exitCode, String output) {}

    /** Starts a class with a main method; standard error joins standard output. */
    public static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx64m");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Runs a class to its end. */
    public static Result run(Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Process process = start(main, arguments);
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException("the second JVM did not end");
            }
            return new Result(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
