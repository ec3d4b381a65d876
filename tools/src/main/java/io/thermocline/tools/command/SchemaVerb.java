package io.thermocline.tools.command;

import io.thermocline.engine.Snapshot;
import io.thermocline.engine.Store;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;
import io.thermocline.tools.output.NumpyType;
import io.thermocline.tools.output.Report;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Prints the columns of tables. */
@Command(
        name = "schema",
        description = "Prints the columns of one table or of all.",
        footer = {
            "",
            "Examples:",
            "  thermocline schema mystore flights",
            "  thermocline schema mystore flights --numpy"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class SchemaVerb extends Verb {
    @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
    private Path store;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TABLE",
            description = "Table; all if left out.")
    private @Nullable String table;

    @Mixin private JsonOption json;

    @Option(names = "--numpy", description = "The table's dtype as a Python literal.")
    private boolean numpy;

    @Override
    public Integer call() throws IOException {
        if (numpy && table == null) {
            throw misuse("--numpy needs a TABLE");
        }
        try (Store open = Stores.read(store);
                Snapshot snapshot = open.snapshot()) {
            if (numpy && table != null) {
                print(NumpyType.of(snapshot.schema(table)) + "\n");
                return ExitCode.OK;
            }
            Report report = new Report().list("columns");
            for (String name : table == null ? snapshot.tableNames() : List.of(table)) {
                columns(report, name, snapshot.schema(name));
            }
            print(json.text(report, this));
        }
        return ExitCode.OK;
    }

    private static void columns(Report report, String table, Schema schema) {
        for (Column column : schema.columns()) {
            report.part(
                    "columns",
                    "table",
                    table,
                    "column",
                    column.name(),
                    "type",
                    column.type().text(),
                    "nullable",
                    column.nullable(),
                    "time",
                    column.name().equals(schema.timeColumn()),
                    "unit",
                    column.unit(),
                    "description",
                    column.description());
        }
    }
}
