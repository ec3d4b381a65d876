package io.thermocline.tools.command;

import io.thermocline.engine.Store;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.text.SchemaText;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;

/** Changes the columns of a table. */
@Command(
        name = "column",
        description = "Adds, renames and drops columns; rows stay where they are.",
        subcommands = {ColumnVerbs.Add.class, ColumnVerbs.Rename.class, ColumnVerbs.Drop.class},
        footer = {
            "",
            "Examples:",
            "  thermocline column add mystore flights \"carrier string\"",
            "  thermocline column rename mystore flights time hour"
        })
public final class ColumnVerbs extends Verb {
    @Override
    public Integer call() {
        throw misuse("expected add, rename or drop");
    }

    /** Adds columns. */
    @Command(
            name = "add",
            description = "Adds nullable columns at the end; rows so far are null in them.",
            footer = {
                "",
                "Examples:",
                "  thermocline column add mystore flights \"carrier string\"",
                "  thermocline column add mystore flights \"a f64, b f32[3]\" --unit m"
            })
    @SuppressWarnings("NullAway.Init") // picocli sets what is annotated
    public static final class Add extends Verb {
        @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
        private Path store;

        @Parameters(index = "1", paramLabel = "TABLE", description = "Name of the table.")
        private String table;

        @Parameters(
                index = "2",
                paramLabel = "COLUMNS",
                description = "Names and types, such as \"carrier string\".")
        private String columns;

        @Option(names = "--unit", paramLabel = "UNIT", description = "Unit, such as m s-1.")
        private String unit = "";

        @Option(names = "--description", paramLabel = "TEXT", description = "A line for people.")
        private String description = "";

        @Override
        public Integer call() throws IOException {
            Schema added = schemaOf(columns);
            try (Store open = Stores.write(store)) {
                Schema existing = open.table(table).schema();
                for (Column column : added.columns()) {
                    if (!column.nullable() || existing.indexOf(column.name()) >= 0) {
                        throw new IllegalArgumentException(
                                "table '%s': expected a new nullable column, found '%s'%s"
                                        .formatted(
                                                table,
                                                column.name(),
                                                column.nullable()
                                                        ? ", which exists"
                                                        : " not null"));
                    }
                }
                for (Column column : added.columns()) {
                    open.table(table).addColumn(described(column));
                }
                say("table " + table + ": " + SchemaText.format(open.table(table).schema()));
            }
            return ExitCode.OK;
        }

        private Column described(Column column) {
            return new Column(
                    column.id(),
                    column.name(),
                    column.type(),
                    true,
                    column.encoding(),
                    unit,
                    description,
                    column.metadata());
        }
    }

    /** Renames a column. */
    @Command(
            name = "rename",
            description = "Renames a column.",
            footer = {
                "",
                "Examples:",
                "  thermocline column rename mystore flights time hour",
                "  thermocline column rename mystore strain Strain h"
            })
    @SuppressWarnings("NullAway.Init") // picocli sets what is annotated
    public static final class Rename extends Verb {
        @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
        private Path store;

        @Parameters(index = "1", paramLabel = "TABLE", description = "Name of the table.")
        private String table;

        @Parameters(index = "2", paramLabel = "COLUMN", description = "Its name so far.")
        private String column;

        @Parameters(index = "3", paramLabel = "NAME", description = "Its new name.")
        private String name;

        @Override
        public Integer call() throws IOException {
            try (Store open = Stores.write(store)) {
                open.table(table).renameColumn(column, name);
                say("table " + table + ": " + SchemaText.format(open.table(table).schema()));
            }
            return ExitCode.OK;
        }
    }

    /** Drops a column. */
    @Command(
            name = "drop",
            description = "Drops a column; prints what would go unless --apply.",
            footer = {
                "",
                "Examples:",
                "  thermocline column drop mystore flights carrier",
                "  thermocline column drop mystore flights carrier --apply"
            })
    @SuppressWarnings("NullAway.Init") // picocli sets what is annotated
    public static final class Drop extends Verb {
        @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
        private Path store;

        @Parameters(index = "1", paramLabel = "TABLE", description = "Name of the table.")
        private String table;

        @Parameters(index = "2", paramLabel = "COLUMN", description = "Name of the column.")
        private String column;

        @Option(names = "--apply", description = "Do it.")
        private boolean apply;

        @Override
        public Integer call() throws IOException {
            try (Store open = apply ? Stores.write(store) : Stores.read(store)) {
                Column found = open.table(table).schema().find(column);
                if (found == null) {
                    throw new IllegalArgumentException(
                            "table '%s': expected one of the columns %s, found '%s'"
                                    .formatted(
                                            table,
                                            open.table(table).schema().columns().stream()
                                                    .map(Column::name)
                                                    .toList(),
                                            column));
                }
                if (apply) {
                    open.table(table).dropColumn(column);
                }
                print(
                        "%s %s.%s (%s)%s%n"
                                .formatted(
                                        apply ? "dropped" : "would drop",
                                        table,
                                        column,
                                        found.type(),
                                        apply ? "" : " (do it with --apply)"));
            }
            return ExitCode.OK;
        }
    }
}
