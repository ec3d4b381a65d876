package io.thermocline.engine;

import io.thermocline.engine.internal.segment.BlockReader;
import io.thermocline.engine.internal.segment.RowRun;
import io.thermocline.engine.internal.segment.TableView;
import io.thermocline.engine.schema.SchemaBuilder;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Rows whose every value is a function of their number, and the check that a store holds them. */
final class Rows {
    static final String TABLE = "rows";

    private Rows() {}

    static Schema schema() {
        return SchemaBuilder.create()
                .timestamp("ts")
                .int64("id")
                .float64("x")
                .nullable()
                .column("name", ColumnType.STRING)
                .nullable()
                .column("v", ColumnType.vector(ElementType.FLOAT32, 3))
                .column("flag", ColumnType.parse("bool"))
                .column("tags", ColumnType.STRING_LIST)
                .nullable()
                .timeColumn("ts")
                .build();
    }

    static void append(Appender appender, long from, long to) {
        for (long n = from; n < to; n++) {
            appender.setLong(0, timestamp(n)).setLong(1, n);
            if (n % 7 != 0) {
                appender.setDouble(2, n * 0.25);
            }
            if (n % 5 != 0) {
                appender.setString(3, "name " + n % 40);
            }
            appender.setFloats(4, (float) n, (float) -n, 0.5f * n).setBool(5, n % 3 == 0);
            if (n % 11 == 0) {
                appender.setStrings(6, List.of("t" + n, ""));
            }
            appender.endRow();
        }
    }

    static long timestamp(long n) {
        return 1_000_000_000L + n * 1_000;
    }

    /** Reads every row that a snapshot of the store sees; returns how many there are. */
    static long check(Store store) {
        try (var pin = store.core().capture().pin()) {
            // Taken again below with its own pin: the first only proves that pins nest.
            assert pin.state() != null;
        }
        StoreCore.Capture capture = store.core().capture();
        try (var pin = capture.pin()) {
            TableView view =
                    new SnapshotTables(capture, store.core().layout(), store.core().segments())
                            .table(TABLE);
            if (view == null) {
                throw new AssertionError("no table in " + pin.state().tableNames());
            }
            long next = view.runs().isEmpty() ? 0 : view.runs().getFirst().baseRow();
            for (RowRun run : view.runs()) {
                if (run.baseRow() != next) {
                    throw new AssertionError("expected row " + next + ", found " + run.baseRow());
                }
                check(run);
                next += run.rowCount();
            }
            return next;
        }
    }

    private static void check(RowRun run) {
        try (BlockReader reader = run.open()) {
            for (int from = 0; from < run.rowCount(); from += 2048) {
                int count = Math.min(2048, run.rowCount() - from);
                List<ColumnVector> columns = new ArrayList<>();
                for (int c = 0; c < 7; c++) {
                    columns.add(reader.read(c, from, count));
                }
                for (int row = 0; row < count; row++) {
                    check(run.location(), columns, row, run.baseRow() + from + row);
                }
            }
        }
    }

    private static void check(String where, List<ColumnVector> columns, int row, long n) {
        equal(where, n, "ts", timestamp(n), columns.get(0).getLong(row));
        equal(where, n, "id", n, columns.get(1).getLong(row));
        equal(where, n, "x", n % 7 == 0 ? null : n * 0.25, value(columns.get(2), row));
        equal(
                where,
                n,
                "name",
                n % 5 == 0 ? null : "name " + n % 40,
                columns.get(3).isNull(row) ? null : columns.get(3).getString(row));
        equal(where, n, "v", (float) -n, columns.get(4).bytes(row).get(ColumnVector.FLOAT, 4));
        equal(where, n, "flag", n % 3 == 0, columns.get(5).getBool(row));
        equal(
                where,
                n,
                "tags",
                n % 11 == 0 ? List.of("t" + n, "") : null,
                texts(columns.get(6), row));
    }

    private static @Nullable Double value(ColumnVector column, int row) {
        return column.isNull(row) ? null : column.getDouble(row);
    }

    private static @Nullable List<String> texts(ColumnVector column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (int i = column.start(row); i < column.end(row); i++) {
            texts.add(ColumnVector.text(column.childBytes(i)));
        }
        return texts;
    }

    private static void equal(
            String where,
            long row,
            String column,
            @Nullable Object expected,
            @Nullable Object found) {
        if (!java.util.Objects.equals(expected, found)) {
            throw new AssertionError(
                    where
                            + ": row "
                            + row
                            + ", column "
                            + column
                            + ": expected "
                            + expected
                            + ", found "
                            + found);
        }
    }
}
