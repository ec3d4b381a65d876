package io.thermocline.tools;

import io.thermocline.tools.command.CommandLines;
import io.thermocline.tools.command.ExitCode;
import io.thermocline.tools.command.Version;
import io.thermocline.tools.terminal.Terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Where the program starts. */
public final class Main {
    /** All the ways to ask for the version. */
    private static final Set<String> VERSION = Set.of("--version", "-V", "version");

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String... arguments) {
        System.exit(run(Terminal.system(), arguments));
    }

    /** Runs the command line on the given streams and returns its exit code. */
    public static int run(Terminal terminal, String... arguments) {
        boolean onlyVersion = arguments.length == 1 && VERSION.contains(arguments[0]);
        if (onlyVersion) {
            // The question that scripts ask most; it needs no parser.
            try {
                terminal.out().write((Version.line() + "\n").getBytes(StandardCharsets.UTF_8));
                terminal.out().flush();
                return ExitCode.OK;
            } catch (IOException e) {
                return ExitCode.FAILED;
            }
        }
        return CommandLines.run(terminal, arguments);
    }
}
