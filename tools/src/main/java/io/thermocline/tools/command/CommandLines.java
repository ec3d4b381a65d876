package io.thermocline.tools.command;

import io.thermocline.tools.terminal.Terminal;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Builds the parser around {@link Root} and runs it. */
public final class CommandLines {
    private CommandLines() {}

    /** Runs a command line on the given streams and returns its {@link ExitCode}. */
    public static int run(Terminal terminal, String... arguments) {
        Root root = new Root(terminal);
        try {
            return create(root).execute(arguments);
        } catch (RuntimeException | Error e) {
            return Failures.report(e, root);
        }
    }

    /** Returns the parser. */
    static CommandLine create(Root root) {
        Terminal terminal = root.terminal();
        CommandLine line = new CommandLine(root);
        line.setOut(writer(terminal));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(
                        terminal.outStyle(root.color()).enabled() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler((e, arguments) -> misuse(e, root));
        line.setExecutionExceptionHandler((e, command, parsed) -> Failures.report(e, root));
        return line;
    }

    private static PrintWriter writer(Terminal terminal) {
        return new PrintWriter(
                new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8), true);
    }

    private static int misuse(ParameterException e, Root root) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("thermocline: " + String.valueOf(e.getMessage()).stripTrailing());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            String verb = e.getCommandLine().getCommandSpec().qualifiedName();
            err.println("Try: " + verb + " --help");
        }
        if (root.trace()) {
            e.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }
}
