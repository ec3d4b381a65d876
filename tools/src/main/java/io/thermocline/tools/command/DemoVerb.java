package io.thermocline.tools.command;

import io.thermocline.tools.demo.Demo;
import io.thermocline.tools.demo.DemoPlan;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** Shows what the store does, on real data. */
@Command(
        name = "demo",
        description = {
            "Replays a gravitational-wave recording from several threads, queries it while it is"
                    + " written, moves it through hot, warm and cold, and proves every value bit"
                    + " for bit.",
            "",
            "Exit code 0 means that everything was verified. The store stays where the first line"
                    + " says."
        },
        footer = {
            "",
            "Examples:",
            "  thermocline demo",
            "  thermocline demo --quick --dir mystore"
        })
public final class DemoVerb extends Verb {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Empty or new directory for the store; else a temporary one.")
    private @Nullable Path directory;

    @Option(names = "--quick", description = "A tenth of the rows.")
    private boolean quick;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoPlan plan = quick ? DemoPlan.QUICK : DemoPlan.FULL;
        Demo.run(directory, plan, terminal(), style(), root().quiet());
        return ExitCode.OK;
    }
}
