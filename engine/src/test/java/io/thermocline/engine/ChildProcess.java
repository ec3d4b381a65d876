package io.thermocline.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs another program to its end, and JVMs of the tests' own class path. */
public final class ChildProcess {
    private static final long TIMEOUT_SECONDS = 60;

    private ChildProcess() {}

    /**
     * What a program did.
     *
     * @param code its exit code; −1 if it could not be started or did not end
     * @param out its standard output
     * @param err its standard error
     */
    public record Result(int code, String out, String err) {}

    /**
     * Runs a class of the tests in a JVM of its own.
     *
     * @param main class with a main method
     * @param options options of the JVM, such as {@code -Xmx32m}; a bare {@code java -cp} if none
     * @param arguments arguments of the main method
     */
    public static Result java(Class<?> main, List<String> options, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return run(command);
    }

    /** Runs a command. */
    public static Result run(List<String> command) {
        try {
            Path out = Files.createTempFile("child", ".out");
            Path err = Files.createTempFile("child", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command);
                // A JVM that finds options there says so on standard error.
                builder.environment().remove("JAVA_TOOL_OPTIONS");
                builder.environment().remove("JDK_JAVA_OPTIONS");
                Process process =
                        builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return new Result(-1, "", "no end after " + TIMEOUT_SECONDS + " s");
                }
                return new Result(
                        process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            return new Result(-1, "", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
