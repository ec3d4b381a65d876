package io.thermocline.tools.command;

import io.thermocline.engine.Store;
import io.thermocline.formats.FormatException;
import io.thermocline.tools.inspect.FileInspector;
import io.thermocline.tools.output.Report;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says what a file or store is and what is in it. */
@Command(
        name = "inspect",
        description = {
            "Says what a file or store is and what is in it.",
            "",
            "Knows segments, logs, quantum states, HDF5, NPY and NPZ by their first bytes, whatever"
                    + " their names, live or dead. Writes nothing."
        },
        footer = {
            "",
            "Examples:",
            "  thermocline inspect mystore/shards/00/tables/1/hot/7.seg",
            "  thermocline inspect --json H-H1.hdf5"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class InspectVerb extends Verb {
    @Parameters(paramLabel = "PATH", description = "A file, or the directory of a store.")
    private Path path;

    @Mixin private JsonOption json;

    @Override
    public Integer call() throws IOException {
        print(json.text(report(), this));
        return ExitCode.OK;
    }

    private Report report() throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            if (!Store.isStore(path)) {
                throw new FormatException(
                        path
                                + ": expected a file or a store, found a directory without"
                                + " store.json");
            }
            try (Store store = Stores.read(path)) {
                return StoreReport.of(store);
            }
        }
        FileInspector inspector = FileInspector.of(path);
        Report report = FileInspector.report(path);
        inspector.inspect(path, report);
        return report;
    }
}
