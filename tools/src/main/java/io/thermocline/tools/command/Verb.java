package io.thermocline.tools.command;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.text.SchemaText;
import io.thermocline.tools.terminal.ProgressBar;
import io.thermocline.tools.terminal.Style;
import io.thermocline.tools.terminal.Terminal;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** What every verb has: streams, talk, and an exit code. */
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public abstract class Verb implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /** Does the work and returns an {@link ExitCode}. */
    @Override
    public abstract Integer call() throws Exception;

    /** Returns the command that this is a verb of. */
    protected final Root root() {
        return (Root) spec.root().userObject();
    }

    /** Returns the streams. */
    protected final Terminal terminal() {
        return root().terminal();
    }

    /** Returns emphasis for standard output. */
    protected final Style style() {
        return terminal().outStyle(root().color());
    }

    /** Tells something that is no data, in a line on standard error, unless asked to be quiet. */
    protected final void say(String line) {
        if (!root().quiet()) {
            terminal().err().println(line);
        }
    }

    /** Writes text to standard output. */
    protected final void print(String text) throws IOException {
        terminal().out().write(text.getBytes(StandardCharsets.UTF_8));
        terminal().out().flush();
    }

    /** Starts a progress bar; {@code total} bytes, 0 if unknown. */
    protected final ProgressBar progress(String label, long total) {
        return new ProgressBar(terminal(), label, total, root().quiet());
    }

    /** Returns a misuse of the command line to throw. */
    protected final ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Reads columns as people type them; a mistake in them is a misuse. */
    protected final Schema schemaOf(String columns) {
        try {
            return SchemaText.parse(columns);
        } catch (FormatException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the description of this command. */
    protected final CommandSpec spec() {
        return spec;
    }
}
