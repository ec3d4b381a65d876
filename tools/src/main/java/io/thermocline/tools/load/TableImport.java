package io.thermocline.tools.load;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.engine.Table;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.text.ImportCounts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Brings the rows of a file into a table.
 *
 * <p>The file is read twice: the first pass looks at every value and changes nothing, the second
 * appends. So a file with a bad row leaves the store as it was. A single pass takes half the time
 * and leaves the rows before the bad one.
 */
public final class TableImport {
    private final Path directory;
    private final String table;
    private final InputFile file;
    private final Wishes wishes;

    /**
     * How the table should be.
     *
     * @param declared columns of a new table, or null to take those of the file
     * @param timeColumn column that orders a new table in time, or null for none; with a clock, the
     *     column that the clock fills
     * @param clock times of rows that carry none, or null
     * @param epochUnit unit of integers that become timestamps
     * @param ignoreUnknown whether columns that the table lacks are left out
     * @param singlePass whether to append while reading for the first time
     */
    public record Wishes(
            @Nullable Schema declared,
            @Nullable String timeColumn,
            @Nullable SeriesClock clock,
            TimeUnit epochUnit,
            boolean ignoreUnknown,
            boolean singlePass) {}

    /**
     * What was done.
     *
     * @param counts rows and complaints
     * @param created whether the table is new
     * @param schema columns of the table
     */
    public record Outcome(ImportCounts counts, boolean created, Schema schema) {}

    /** Creates an import; nothing is read yet. */
    public TableImport(Path directory, String table, InputFile file, Wishes wishes) {
        this.directory = directory;
        this.table = table;
        this.file = file;
        this.wishes = wishes;
    }

    /**
     * Reads and appends.
     *
     * @param progress told the bytes read so far; both passes count
     */
    public Outcome run(LongConsumer progress) throws IOException {
        if (Store.isStore(directory)) {
            // Opened first: whoever else writes is found out before the long look at the file.
            try (Store store = open()) {
                Schema existing = store.findTable(table).map(Table::schema).orElse(null);
                Plan plan = plan(existing);
                long read = check(plan, progress);
                return append(
                        store, plan, existing == null, bytes -> progress.accept(read + bytes));
            }
        }
        Column.requireName("table", table);
        Plan plan = plan(null);
        long read = check(plan, progress);
        try (Store store = open()) {
            return append(store, plan, true, bytes -> progress.accept(read + bytes));
        }
    }

    private Store open() {
        return Store.open(directory);
    }

    /** Columns to ask of the file, and columns of the table. */
    private record Plan(@Nullable Schema source, Schema table, RowMapping.Rules rules) {}

    private Plan plan(@Nullable Schema existing) throws IOException {
        SeriesClock clock = wishes.clock();
        String wanted = wishes.timeColumn();
        String seriesColumn = wanted != null ? wanted : existingTime(existing);
        RowMapping.Series series =
                clock == null ? null : new RowMapping.Series(seriesColumn, clock);
        RowMapping.Rules rules =
                new RowMapping.Rules(series, wishes.epochUnit(), wishes.ignoreUnknown());
        if (existing != null) {
            requireFits(existing, series);
            Schema source = file.isText() ? without(existing, series) : null;
            return new Plan(source, existing, rules);
        }
        Schema columns = wishes.declared() != null ? wishes.declared() : ownColumns();
        Schema created = newTable(columns, series);
        return new Plan(file.isText() ? without(created, series) : null, created, rules);
    }

    private static String existingTime(@Nullable Schema existing) {
        String time = existing == null ? null : existing.timeColumn();
        return time == null ? "ts" : time;
    }

    private void requireFits(Schema existing, RowMapping.@Nullable Series series) {
        if (wishes.declared() != null) {
            throw new FormatException(
                    "table '%s': --schema is for new tables; this one has the columns %s"
                            .formatted(table, names(existing)));
        }
        String time = wishes.timeColumn();
        if (series == null && time != null && !time.equals(existing.timeColumn())) {
            throw new FormatException(
                    "table '%s': --time-column is for new tables; this one has the time column %s"
                            .formatted(table, existing.timeColumn()));
        }
        Column filled = series == null ? null : existing.find(series.column());
        if (series != null
                && (filled == null || filled.type().kind() != ColumnType.Kind.TIMESTAMP)) {
            throw new FormatException(
                    "table '%s': --time-step fills a timestamp column '%s', which the table lacks"
                            .formatted(table, series.column()));
        }
    }

    private static String names(Schema schema) {
        return String.join(", ", schema.columns().stream().map(Column::name).toList());
    }

    private Schema ownColumns() throws IOException {
        try (RowSource source = file.open(null, false, bytes -> {})) {
            return source.schema();
        }
    }

    /** Returns the schema without the column that a clock fills, or null if nothing is left. */
    private Schema without(Schema schema, RowMapping.@Nullable Series series) {
        List<Column> columns = new ArrayList<>(schema.columns());
        if (series == null) {
            return schema;
        }
        columns.removeIf(column -> column.name().equals(series.column()));
        if (columns.isEmpty()) {
            throw new FormatException("table '" + table + "': expected columns beside the time");
        }
        return new Schema(1, columns, null);
    }

    private Schema newTable(Schema columns, RowMapping.@Nullable Series series) {
        String time = wishes.timeColumn();
        List<Column> list = new ArrayList<>();
        if (series != null) {
            if (columns.indexOf(series.column()) >= 0) {
                throw new FormatException(
                        "%s: the file has a column '%s' of its own; name the added one with"
                                        .formatted(file.name(), series.column())
                                + " --time-column");
            }
            list.add(Column.of(1, series.column(), ColumnType.TIMESTAMP, false));
            time = series.column();
        } else if (time != null && columns.indexOf(time) < 0) {
            throw new FormatException(
                    "--time-column: expected one of the columns %s, found '%s'"
                            .formatted(names(columns), time));
        }
        for (Column column : columns.columns()) {
            boolean isTime = series == null && column.name().equals(time);
            list.add((isTime ? timeColumn(column) : column).withId(list.size() + 1));
        }
        return new Schema(1, list, time);
    }

    private Column timeColumn(Column column) {
        ColumnType type = column.type();
        boolean counts =
                type.equals(ColumnType.scalar(ElementType.INT64))
                        || type.equals(ColumnType.scalar(ElementType.INT32));
        if (type.kind() != ColumnType.Kind.TIMESTAMP && !counts) {
            throw new FormatException(
                    "--time-column: expected column '%s' to hold timestamps or integers since 1970"
                                    .formatted(column.name())
                            + ", found "
                            + type);
        }
        return new Column(
                column.id(),
                column.name(),
                ColumnType.TIMESTAMP,
                false,
                column.encoding(),
                column.unit(),
                column.description(),
                column.metadata());
    }

    /** Looks at every value; returns the bytes read. */
    private long check(Plan plan, LongConsumer progress) throws IOException {
        if (wishes.singlePass()) {
            return 0;
        }
        long[] last = new long[1];
        LongConsumer noting =
                bytes -> {
                    last[0] = bytes;
                    progress.accept(bytes);
                };
        try (RowSource source = file.open(plan.source(), true, noting);
                RowMapping mapping =
                        new RowMapping(file.name(), source.schema(), plan.table(), plan.rules())) {
            for (List<ColumnVector> rows = source.next(); !rows.isEmpty(); rows = source.next()) {
                mapping.map(rows);
            }
        }
        return last[0];
    }

    private Outcome append(Store store, Plan plan, boolean isNew, LongConsumer progress)
            throws IOException {
        Table target = isNew ? store.createTable(table, plan.table()) : store.table(table);
        try {
            return new Outcome(appendAll(target, plan, progress), isNew, target.schema());
        } catch (IOException | RuntimeException e) {
            if (isNew && !wishes.singlePass()) {
                undo(store, e);
            }
            throw e;
        }
    }

    private ImportCounts appendAll(Table target, Plan plan, LongConsumer progress)
            throws IOException {
        try (RowSource source = file.open(plan.source(), wishes.singlePass(), progress);
                RowMapping mapping =
                        new RowMapping(file.name(), source.schema(), plan.table(), plan.rules());
                Appender appender = target.appender()) {
            for (List<ColumnVector> rows = source.next(); !rows.isEmpty(); rows = source.next()) {
                appender.append(mapping.map(rows));
            }
            appender.flush();
            return source.counts();
        }
    }

    /** What the first pass could not see, such as a full disk, leaves no half table behind. */
    private void undo(Store store, Exception cause) {
        try {
            store.dropTable(table);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
