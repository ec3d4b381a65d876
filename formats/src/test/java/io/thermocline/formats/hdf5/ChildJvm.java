package io.thermocline.formats.hdf5;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Java process of its own on this class path, without a logging provider. */
final class ChildJvm {
    private static final long TIMEOUT_SECONDS = 120;

    private ChildJvm() {}

    /**
     * What a process left.
     *
     * @param code exit code
     * @param output what it printed, to either stream
     */
    record Result(int code, String output) {}

    /** Runs a class's main method. */
    static Result run(List<String> options, Class<?> main, Path folder)
            throws IOException, InterruptedException {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
                        .filter(entry -> !entry.contains("slf4j-nop"))
                        .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName(), folder.toString()));
        Path output = folder.resolve("output.txt");
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
    }
}
