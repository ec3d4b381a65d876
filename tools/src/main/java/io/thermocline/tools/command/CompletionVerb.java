package io.thermocline.tools.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

/** Prints a script that completes verbs and options. */
@Command(
        name = "completion",
        description = "Prints a completion script for bash or zsh.",
        footer = {
            "",
            "Examples:",
            "  source <(thermocline completion bash)",
            "  thermocline completion zsh > ~/.thermocline-completion"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class CompletionVerb extends Verb {
    private enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell;

    @Override
    public Integer call() throws IOException {
        String script = AutoComplete.bash("thermocline", spec().root().commandLine());
        // The script of picocli knows both shells; zsh wants its bash functions switched on first.
        String start = shell == Shell.ZSH ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
        print(start + script);
        return ExitCode.OK;
    }
}
