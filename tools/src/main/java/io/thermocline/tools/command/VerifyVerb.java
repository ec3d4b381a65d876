package io.thermocline.tools.command;

import io.thermocline.engine.Store;
import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.VerifyReport;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.tools.inspect.FileInspector;
import io.thermocline.tools.output.Report;
import io.thermocline.tools.terminal.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads everything and compares every checksum. */
@Command(
        name = "verify",
        description = {
            "Checks every checksum and reference of a store or of one file.",
            "",
            "Reads all of it and writes nothing; works beside a live writer. Exit code 3 says that"
                    + " something is damaged."
        },
        footer = {
            "",
            "Examples:",
            "  thermocline verify mystore",
            "  thermocline verify mystore/shards/00/tables/1/cold/12.h5"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class VerifyVerb extends Verb {
    @Parameters(
            paramLabel = "PATH",
            description = "Directory of a store, or a segment, log, .qms, HDF5, NPY or NPZ file.")
    private Path path;

    @Mixin private JsonOption json;

    @Override
    public Integer call() throws IOException {
        long started = System.nanoTime();
        Outcome outcome = Files.isDirectory(path) ? store() : file();
        Report report =
                new Report()
                        .fact("path", path.toString())
                        .fact("sound", outcome.damage.isEmpty())
                        .fact("files", outcome.files)
                        .fact("bytes", outcome.bytes)
                        .fact("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1e3)
                        .fact("checked", outcome.checked)
                        .list("damage");
        outcome.damage.forEach(line -> report.part("damage", "damage", line));
        print(json.text(report, this));
        return outcome.damage.isEmpty() ? ExitCode.OK : ExitCode.DAMAGED;
    }

    private record Outcome(int files, long bytes, String checked, List<String> damage) {}

    private Outcome store() throws IOException {
        try (Store store = Stores.read(path)) {
            long total =
                    store.tiers().statistics().stream().mapToLong(TierStatistics::fileBytes).sum();
            long[] done = new long[1];
            try (ProgressBar bar = progress("verify", total)) {
                VerifyReport report = store.verify(bytes -> bar.accept(done[0] += bytes));
                return new Outcome(
                        report.files(),
                        report.bytes(),
                        "catalogue, segments, archives and states",
                        report.damage());
            }
        }
    }

    private Outcome file() throws IOException {
        FileInspector inspector = FileInspector.of(path);
        long bytes = Files.size(path);
        try (ProgressBar bar = progress("verify", bytes)) {
            return new Outcome(1, bytes, inspector.verify(path, bar), List.of());
        } catch (CorruptFileException e) {
            return new Outcome(1, bytes, "up to the damage", List.of(Failures.message(e)));
        }
    }
}
