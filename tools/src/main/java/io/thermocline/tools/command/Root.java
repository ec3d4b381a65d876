package io.thermocline.tools.command;

import io.thermocline.tools.terminal.ColorMode;
import io.thermocline.tools.terminal.Terminal;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** The command itself: its verbs, and the options that all of them share. */
@Command(
        name = "thermocline",
        description = "Looks into, fills, queries and tends Thermocline stores.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "VERB",
        usageHelpAutoWidth = true,
        subcommands = {
            DemoVerb.class,
            ImportVerb.class,
            QueryVerb.class,
            ExportVerb.class,
            HeadVerb.class,
            SchemaVerb.class,
            TableVerbs.class,
            ColumnVerbs.class,
            TierVerbs.class,
            InspectVerb.class,
            VerifyVerb.class,
            InfoVerb.class,
            DoctorVerb.class,
            CompletionVerb.class,
            HelpCommand.class,
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class Root implements Callable<Integer> {
    private final Terminal terminal;

    @Spec private CommandSpec spec;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            description = "When to colour: auto, always, never. NO_COLOR is honoured.")
    private ColorMode color = ColorMode.AUTO;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Only data and errors.")
    private boolean quiet;

    @Option(
            names = "--trace",
            scope = ScopeType.INHERIT,
            description = "Stack traces of errors; also with THERMOCLINE_TRACE=1.")
    private boolean trace;

    /** Creates the command on these streams. */
    public Root(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Returns the streams. */
    public Terminal terminal() {
        return terminal;
    }

    ColorMode color() {
        return color;
    }

    boolean quiet() {
        return quiet;
    }

    boolean trace() {
        return trace || !terminal.environment().getOrDefault("THERMOCLINE_TRACE", "").isEmpty();
    }

    /** Without a verb there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
