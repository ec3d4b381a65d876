package io.thermocline.tools.command;

import io.thermocline.engine.Store;
import io.thermocline.tools.output.Report;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;

/** Says what a store is, or what this program is. */
@Command(
        name = "info",
        description = "Says what a store holds and how it runs; without one, what this program is.",
        footer = {"", "Examples:", "  thermocline info", "  thermocline info mystore --json"})
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class InfoVerb extends Verb {
    @Parameters(paramLabel = "STORE", arity = "0..1", description = "Directory of a store.")
    private @Nullable Path store;

    @Mixin private JsonOption json;

    @Override
    public Integer call() throws IOException {
        if (store == null) {
            print(json.text(program(), this));
            return ExitCode.OK;
        }
        try (Store open = Stores.read(store)) {
            print(json.text(StoreReport.of(open), this));
        }
        return ExitCode.OK;
    }

    private static Report program() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return new Report()
                .fact("version", Version.number())
                .fact("java", Runtime.version().toString())
                .fact(
                        "system",
                        System.getProperty("os.name") + ", " + System.getProperty("os.arch"))
                .fact("processors", Runtime.getRuntime().availableProcessors())
                .fact("kernels", vectors ? "SIMD" : "scalar (--add-modules jdk.incubator.vector)")
                .fact("native_access", InfoVerb.class.getModule().isNativeAccessEnabled());
    }
}
