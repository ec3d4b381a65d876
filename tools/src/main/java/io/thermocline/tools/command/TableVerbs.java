package io.thermocline.tools.command;

import io.thermocline.engine.Store;
import io.thermocline.engine.StoreOptions;
import io.thermocline.engine.TableOptions;
import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.schema.ColumnGroup;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.text.SchemaText;
import io.thermocline.tools.terminal.Quantity;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Creates and drops tables. */
@Command(
        name = "table",
        description = "Creates and drops tables.",
        subcommands = {TableVerbs.Create.class, TableVerbs.Drop.class},
        footer = {
            "",
            "Examples:",
            "  thermocline table create mystore lab --schema \"ts timestamp, h f64\"",
            "  thermocline table drop mystore strain"
        })
public final class TableVerbs extends Verb {
    @Override
    public Integer call() {
        throw misuse("expected create or drop");
    }

    /** Creates a table. */
    @Command(
            name = "create",
            description = "Creates an empty table, and the store when it is missing.",
            footer = {
                "",
                "Examples:",
                "  thermocline table create mystore lab --schema \"ts timestamp, h f64\" \\",
                "      --time-column ts",
                "  thermocline table create mystore charges --groups entity,vector,metric"
            })
    @SuppressWarnings("NullAway.Init") // picocli sets what is annotated
    public static final class Create extends Verb {
        @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
        private Path store;

        @Parameters(index = "1", paramLabel = "TABLE", description = "Name of the new table.")
        private String table;

        @ArgGroup(multiplicity = "1")
        private Columns columns;

        /** Either columns in words or ready-made ones. */
        @SuppressWarnings("NullAway.Init") // picocli sets what is annotated
        private static final class Columns {
            @Option(
                    names = "--schema",
                    paramLabel = "COLUMNS",
                    description = "Columns, such as \"id i64 not null, name string, x f32[512]\".")
            private @Nullable String schema;

            @Option(
                    names = "--groups",
                    split = ",",
                    paramLabel = "GROUP",
                    description = "Ready-made columns: ${COMPLETION-CANDIDATES}.")
            private List<ColumnGroup> groups;
        }

        @Option(
                names = "--time-column",
                paramLabel = "NAME",
                description = "Timestamp column that orders the rows; becomes not null.")
        private @Nullable String timeColumn;

        @Option(
                names = "--age-by-time",
                description = "Age of rows counts from the time column, not from the append.")
        private boolean ageByTime;

        @Option(
                names = "--retention",
                paramLabel = "AGE",
                converter = DurationConverter.class,
                description = "Age at which rows may be retired, such as 90d.")
        private @Nullable Duration retention;

        @Override
        public Integer call() {
            TableOptions options =
                    TableOptions.DEFAULT.withAgeByTimeColumn(ageByTime).withRetention(retention);
            Schema chosen =
                    columns.schema == null
                            ? ColumnGroup.schema(columns.groups)
                            : schemaOf(columns.schema);
            Column.requireName("table", table);
            Schema timed = timeColumn == null ? chosen : ordered(chosen, timeColumn);
            StoreOptions quiet = StoreOptions.DEFAULT.withBackground(false);
            try (Store open = Store.open(store, quiet)) {
                open.createTable(table, timed, options);
            }
            say("created " + table + ": " + SchemaText.format(timed));
            return ExitCode.OK;
        }

        private static Schema ordered(Schema columns, String time) {
            List<Column> list = new ArrayList<>();
            for (Column column : columns.columns()) {
                boolean isTime =
                        column.name().equals(time)
                                && column.type().kind() == ColumnType.Kind.TIMESTAMP;
                list.add(
                        isTime
                                ? Column.of(column.id(), column.name(), column.type(), false)
                                : column);
            }
            return new Schema(1, list, time);
        }
    }

    /** Drops a table. */
    @Command(
            name = "drop",
            description = "Drops a table and all its rows; prints what would go unless --apply.",
            footer = {
                "",
                "Examples:",
                "  thermocline table drop mystore strain",
                "  thermocline table drop mystore strain --apply"
            })
    @SuppressWarnings("NullAway.Init") // picocli sets what is annotated
    public static final class Drop extends Verb {
        @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
        private Path store;

        @Parameters(index = "1", paramLabel = "TABLE", description = "Name of the table.")
        private String table;

        @Option(names = "--apply", description = "Do it.")
        private boolean apply;

        @Override
        public Integer call() throws IOException {
            try (Store open = apply ? Stores.write(store) : Stores.read(store)) {
                open.table(table);
                long rows = 0;
                long bytes = 0;
                for (TierStatistics part : open.tiers().statistics()) {
                    boolean counts = part.table().equals(table);
                    rows += counts ? part.rows() : 0;
                    bytes += counts ? part.fileBytes() : 0;
                }
                if (apply) {
                    open.dropTable(table);
                }
                print(
                        "%s %s: %s, %s of files%s%n"
                                .formatted(
                                        apply ? "dropped" : "would drop",
                                        table,
                                        Quantity.plural(rows, "row"),
                                        Quantity.bytes(bytes),
                                        apply ? "" : " (do it with --apply)"));
            }
            return ExitCode.OK;
        }
    }
}
