package io.thermocline.tools.command;

import io.thermocline.engine.Snapshot;
import io.thermocline.engine.Store;
import io.thermocline.engine.query.Cursor;
import io.thermocline.formats.text.CsvDialect;
import io.thermocline.formats.text.CsvWriter;
import io.thermocline.formats.text.NdjsonWriter;
import io.thermocline.formats.text.TextWriter;
import io.thermocline.tools.output.ExportFormat;
import io.thermocline.tools.output.JsonResult;
import io.thermocline.tools.output.NumpyExport;
import io.thermocline.tools.output.ResultColumns;
import io.thermocline.tools.output.TargetFile;
import io.thermocline.tools.terminal.Quantity;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/** Writes the result of a query into a file. */
@Command(
        name = "export",
        description = {
            "Writes the result of a query to CSV, TSV, NDJSON, JSON, NPY or NPZ.",
            "",
            "The name tells the format; text ending in .gz is compressed. The file appears complete"
                    + " or not at all. NPY gets one array, of records where there are several"
                    + " columns; NPZ gets an array a column."
        },
        footer = {
            "",
            "Examples:",
            "  thermocline export mystore \"SELECT * FROM flights\" flights.csv.gz",
            "  thermocline export mystore \"SELECT ts, h FROM strain LIMIT 4096\" s.npz"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class ExportVerb extends Verb {
    @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
    private Path store;

    @Parameters(index = "1", paramLabel = "CQL", description = "The query.")
    private String cql;

    @Parameters(index = "2", paramLabel = "FILE", description = "File to write or replace.")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, tsv, ndjson, json, npy or npz, whatever the name says.")
    private @Nullable ExportFormat format;

    @Mixin private QueryOptionsMixin options;

    @Override
    public Integer call() throws IOException {
        String name = String.valueOf(file.getFileName());
        ExportFormat chosen = format != null ? format : ExportFormat.of(name);
        if (chosen == null) {
            throw misuse(
                    "expected a file name ending in .csv, .tsv, .ndjson, .json, .npy or .npz, or"
                            + " --format; found "
                            + name);
        }
        long started = System.nanoTime();
        try (Store open = Stores.read(store);
                Snapshot snapshot = open.snapshot();
                Cursor cursor = options.run(snapshot, cql);
                TargetFile target = new TargetFile(file)) {
            long rows =
                    chosen.isText()
                            ? writeText(cursor, target.path(), chosen)
                            : writeNumpy(cursor, target.path(), chosen);
            target.commit();
            say(
                    "%s into %s (%s) in %s"
                            .formatted(
                                    Quantity.plural(rows, "row"),
                                    file,
                                    Quantity.bytes(Files.size(file)),
                                    Quantity.seconds(System.nanoTime() - started)));
        }
        return ExitCode.OK;
    }

    private long writeText(Cursor cursor, Path path, ExportFormat chosen) throws IOException {
        boolean compress = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        ResultColumns columns = Cursors.columns(cursor);
        try (OutputStream raw = Files.newOutputStream(path);
                OutputStream out = compress ? new GZIPOutputStream(raw, 1 << 16) : raw) {
            if (chosen == ExportFormat.JSON) {
                return Cursors.write(cursor, new JsonResult(cql, columns, out));
            }
            try (TextWriter writer = textWriter(columns, out, chosen)) {
                return Cursors.drain(cursor, writer::write);
            }
        }
    }

    private static TextWriter textWriter(
            ResultColumns columns, OutputStream out, ExportFormat chosen) {
        if (chosen == ExportFormat.NDJSON) {
            return NdjsonWriter.open(out, columns.names(), columns.types());
        }
        char delimiter = chosen == ExportFormat.TSV ? '\t' : ',';
        CsvDialect dialect = CsvDialect.DEFAULT.withDelimiter(delimiter);
        return CsvWriter.open(out, columns.names(), columns.types(), dialect);
    }

    private long writeNumpy(Cursor cursor, Path path, ExportFormat chosen) throws IOException {
        Path directory = Objects.requireNonNull(path.getParent());
        try (NumpyExport export = new NumpyExport(Cursors.columns(cursor), directory)) {
            long rows = Cursors.drain(cursor, export::append);
            if (chosen == ExportFormat.NPZ) {
                export.writeNpz(path);
            } else {
                export.writeNpy(path);
            }
            return rows;
        }
    }
}
