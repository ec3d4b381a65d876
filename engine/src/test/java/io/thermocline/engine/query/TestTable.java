package io.thermocline.engine.query;

import io.thermocline.engine.internal.segment.RowRun;
import io.thermocline.engine.internal.segment.TableSource;
import io.thermocline.engine.internal.segment.TableView;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Rows of a table as Java objects, and any number of ways to cut them into runs.
 *
 * <p>Values: Long (integers, timestamps), Double (floats), Boolean, String (text, JSON), byte[]
 * (binary), double[] (complex as re, im; float vectors and lists), List of String, null.
 */
final class TestTable {
    final String name;
    final List<Column> columns = new ArrayList<>();
    final List<List<@Nullable Object>> values = new ArrayList<>();

    /** First row that may hold a value of the column: runs before may lack the column. */
    final List<Integer> addedAt = new ArrayList<>();

    /** Type of the column in runs that end before {@link #widenedAt}. */
    final List<ColumnType> narrowTypes = new ArrayList<>();

    final List<Integer> widenedAt = new ArrayList<>();

    /** Rows that no longer count. */
    final List<Boolean> deleted = new ArrayList<>();

    private @Nullable String timeColumn;

    TestTable(String name) {
        this.name = name;
    }

    /** How to cut a table into runs. */
    record Split(
            int longestRun,
            boolean statistics,
            boolean dictionaries,
            StoredRun.Memory memory,
            boolean oldSchemas,
            long baseRow) {
        static final Split ONE_RUN =
                new Split(Integer.MAX_VALUE, true, true, StoredRun.Memory.SHARED, false, 0);

        static Split random(Random random) {
            StoredRun.Memory[] memories = StoredRun.Memory.values();
            return new Split(
                    random.nextInt(3) == 0 ? 1 + random.nextInt(100) : 1 + random.nextInt(20_000),
                    random.nextInt(4) > 0,
                    random.nextBoolean(),
                    memories[random.nextInt(memories.length)],
                    random.nextBoolean(),
                    random.nextBoolean() ? 0 : random.nextInt(1_000_000));
        }
    }

    TestTable column(String columnName, String type, boolean nullable) {
        ColumnType parsed = ColumnType.parse(type);
        columns.add(Column.of(columns.size() + 1, columnName, parsed, nullable));
        values.add(new ArrayList<>());
        addedAt.add(0);
        narrowTypes.add(parsed);
        widenedAt.add(0);
        return this;
    }

    TestTable time(String columnName) {
        timeColumn = columnName;
        return this;
    }

    TestTable row(@Nullable Object... row) {
        for (int c = 0; c < row.length; c++) {
            Object value = row[c];
            values.get(c).add(value instanceof Integer i ? (Object) i.longValue() : value);
        }
        deleted.add(false);
        return this;
    }

    int rowCount() {
        return deleted.size();
    }

    Schema schema() {
        return new Schema(2, columns, timeColumn);
    }

    TableSource source(Split split, Random random) {
        return sourceOf(view(split, random));
    }

    TableSource source() {
        return source(Split.ONE_RUN, new Random(0));
    }

    static TableSource sourceOf(TableView... views) {
        List<TableView> all = List.of(views);
        return new TableSource() {
            @Override
            public @Nullable TableView table(String wanted) {
                return all.stream().filter(v -> v.name().equals(wanted)).findFirst().orElse(null);
            }

            @Override
            public List<String> tableNames() {
                return all.stream().map(TableView::name).sorted().toList();
            }
        };
    }

    TableView view(Split split, Random random) {
        List<RowRun> runs = new ArrayList<>();
        int rows = rowCount();
        for (int from = 0; from < rows; ) {
            int longest = Math.min(split.longestRun(), rows - from);
            int count = split.longestRun() >= rows ? longest : 1 + random.nextInt(longest);
            runs.add(run(split, random, from, count));
            from += count;
            if (random.nextInt(8) == 0 && split.longestRun() < rows) {
                runs.add(run(split, random, from, 0));
            }
        }
        return new TableView(name, schema(), runs);
    }

    private RowRun run(Split split, Random random, int from, int count) {
        boolean old = split.oldSchemas() && random.nextInt(3) > 0;
        List<Column> stored = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            boolean mayLack = from + count <= addedAt.get(c);
            if (old && mayLack && random.nextBoolean()) {
                continue;
            }
            boolean narrow = old && from + count <= widenedAt.get(c) && random.nextBoolean();
            Column column = columns.get(c);
            ColumnType type = narrow ? narrowTypes.get(c) : column.type();
            String storedName = old && random.nextInt(4) == 0 ? "was_" + c : column.name();
            stored.add(Column.of(column.id(), storedName, type, column.nullable()));
        }
        if (stored.isEmpty()) {
            stored.add(Column.of(9999, "gone", ColumnType.parse("i8"), true));
        }
        if (old) {
            java.util.Collections.shuffle(stored, random);
        }
        Schema schema = new Schema(old ? 1 : 2, stored, null);
        return StoredRun.of(this, schema, from, count, split, random);
    }

    /** Returns the value of a column, by its id, in a row. */
    @Nullable Object value(int columnId, int row) {
        return columnId > values.size() ? null : values.get(columnId - 1).get(row);
    }
}
