package io.thermocline.tools.command;

import io.thermocline.engine.Snapshot;
import io.thermocline.engine.Store;
import io.thermocline.engine.query.Cursor;
import io.thermocline.engine.query.QueryOptions;
import io.thermocline.tools.output.ResultFormat;
import io.thermocline.tools.output.Results;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;

/** Prints the first rows of a table. */
@Command(
        name = "head",
        description = "Prints the first rows of a table.",
        footer = {
            "",
            "Examples:",
            "  thermocline head mystore flights",
            "  thermocline head mystore flights -n 3 --json"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class HeadVerb extends Verb {
    @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
    private Path store;

    @Parameters(index = "1", paramLabel = "TABLE", description = "Name of the table.")
    private String table;

    @Option(names = "-n", paramLabel = "ROWS", description = "How many. Default: 10.")
    private long rows = 10;

    @Option(names = "--json", description = "One JSON object, as query --format json prints.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        String cql =
                "SELECT * FROM \"" + table.replace("\"", "\"\"") + "\" LIMIT " + Math.max(0, rows);
        ResultFormat format = json ? ResultFormat.JSON : ResultFormat.TABLE;
        Results results =
                new Results(format, terminal().out(), terminal().width(), style(), this::say);
        try (Store open = Stores.read(store);
                Snapshot snapshot = open.snapshot()) {
            // Asked first, because its complaint about a missing table shows no query.
            snapshot.schema(table);
            try (Cursor cursor = snapshot.query(cql, QueryOptions.DEFAULT)) {
                Cursors.write(cursor, results.start(cql, Cursors.columns(cursor)));
            }
        }
        return ExitCode.OK;
    }
}
