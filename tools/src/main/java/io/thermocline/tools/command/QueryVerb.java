package io.thermocline.tools.command;

import io.thermocline.engine.Snapshot;
import io.thermocline.engine.Store;
import io.thermocline.engine.query.Cursor;
import io.thermocline.tools.output.ResultFormat;
import io.thermocline.tools.output.Results;
import io.thermocline.tools.terminal.Quantity;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs queries and prints their results. */
@Command(
        name = "query",
        description = {
            "Runs a CQL query over all tiers and prints the result.",
            "",
            "Opens the store for reading only and works beside a live writer. json prints one"
                    + " object {query, columns, rows}; ndjson prints one object a row. With --file,"
                    + " each line is a statement and gives one such json object, or {query, error};"
                    + " statements that fail do not change the exit code."
        },
        footer = {
            "",
            "Examples:",
            "  thermocline query mystore \\",
            "      \"SELECT count(*), max(h) FROM strain WHERE h > ?\" -p 1e-18",
            "  thermocline query mystore --file statements.cql > answers.ndjson"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class QueryVerb extends Verb {
    @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
    private Path store;

    @Parameters(index = "1", arity = "0..1", paramLabel = "CQL", description = "The query.")
    private @Nullable String cql;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Statements, one a line; - for a pipe. Blank lines and -- are left out.")
    private @Nullable Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table (default), csv, json, ndjson or md.")
    private @Nullable ResultFormat format;

    @Mixin private QueryOptionsMixin options;

    @Override
    public Integer call() throws IOException {
        if ((cql == null) == (file == null)) {
            throw misuse("expected either a query or --file");
        }
        return cql == null ? statements() : single(cql);
    }

    private int single(String text) throws IOException {
        long started = System.nanoTime();
        ResultFormat chosen = format == null ? ResultFormat.TABLE : format;
        Results results =
                new Results(chosen, terminal().out(), terminal().width(), style(), this::say);
        try (Store open = Stores.read(store);
                Snapshot snapshot = open.snapshot();
                Cursor cursor = options.run(snapshot, text)) {
            long rows = Cursors.write(cursor, results.start(text, Cursors.columns(cursor)));
            say(
                    "%s in %s"
                            .formatted(
                                    Quantity.plural(rows, "row"),
                                    Quantity.seconds(System.nanoTime() - started)));
        }
        return ExitCode.OK;
    }

    private int statements() throws IOException {
        if (format != null && format != ResultFormat.NDJSON && format != ResultFormat.JSON) {
            throw misuse("--file prints ndjson; found --format " + format);
        }
        if (options.hasParameters()) {
            throw misuse("--param goes with a single query");
        }
        try (Store open = Stores.read(store);
                Snapshot snapshot = open.snapshot();
                BufferedReader lines = reader()) {
            StatementRun run = new StatementRun(snapshot, options, terminal().out());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String statement = line.strip();
                if (!statement.isEmpty() && !statement.startsWith("--")) {
                    run.statement(statement);
                }
            }
            if (run.failed() > 0) {
                say(run.failed() + " of " + Quantity.plural(run.count(), "statement") + " failed");
            }
            return run.foundDamage() ? ExitCode.DAMAGED : ExitCode.OK;
        }
    }

    private BufferedReader reader() throws IOException {
        Path path = file;
        return path == null || path.toString().equals("-")
                ? new BufferedReader(new InputStreamReader(terminal().in(), StandardCharsets.UTF_8))
                : Files.newBufferedReader(path);
    }
}
