package io.thermocline.engine.query;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;

import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** DuckDB as the oracle: the same rows in an in-memory table, the same question. */
final class DuckDb implements AutoCloseable {
    private final Connection connection;

    DuckDb() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        execute("SET error_on_division_by_zero = false");
        execute("SET order_by_non_integer_literal = true");
        execute("SET threads = 1");
    }

    /** Loads the rows that still count; integers as BIGINT, floats as DOUBLE, as ours compute. */
    void load(TestTable table) throws SQLException {
        StringBuilder create = new StringBuilder("CREATE TABLE " + table.name + " (");
        for (int c = 0; c < table.columns.size(); c++) {
            Column column = table.columns.get(c);
            create.append(c == 0 ? "" : ", ");
            create.append('"').append(column.name()).append("\" ").append(type(column.type()));
        }
        execute(create + ")");
        try (DuckDBAppender appender =
                connection.unwrap(DuckDBConnection.class).createAppender(table.name)) {
            for (int row = 0; row < table.rowCount(); row++) {
                if (!table.deleted.get(row)) {
                    appender.beginRow();
                    for (int c = 0; c < table.columns.size(); c++) {
                        append(appender, table, c, row);
                    }
                    appender.endRow();
                }
            }
        }
    }

    private static void append(DuckDBAppender appender, TestTable table, int column, int row)
            throws SQLException {
        ColumnType type = table.columns.get(column).type();
        switch (table.values.get(column).get(row)) {
            case null -> appender.appendNull();
            case Long l when type.kind() == ColumnType.Kind.TIMESTAMP ->
                    appender.appendEpochNanos(l);
            case Long l -> appender.append(l.longValue());
            case Double d -> appender.append(StoredRun.rounded(d, type.element()));
            case Boolean b -> appender.append(b.booleanValue());
            case String text -> appender.append(text);
            case byte[] bytes -> appender.append(bytes);
            case Object other -> throw new IllegalArgumentException(other.toString());
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String type(ColumnType type) {
        return switch (type.kind()) {
            case TIMESTAMP -> "TIMESTAMP_NS";
            case STRING, JSON -> "VARCHAR";
            case BINARY -> "BLOB";
            case SCALAR ->
                    type.isBool() ? "BOOLEAN" : type.element().isInteger() ? "BIGINT" : "DOUBLE";
            default -> throw new IllegalArgumentException(type.text());
        };
    }

    List<List<@Nullable Object>> query(String sql) throws SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int c = 1; c <= columns; c++) {
                    row.add(value(result.getObject(c)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static @Nullable Object value(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Integer i -> i.longValue();
            case Short s -> s.longValue();
            case Byte b -> b.longValue();
            case Float f -> f.doubleValue();
            case BigInteger big -> big.longValueExact();
            case Timestamp t -> {
                Instant instant = t.toLocalDateTime().toInstant(java.time.ZoneOffset.UTC);
                yield Math.addExact(
                        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L),
                        instant.getNano());
            }
            case Blob blob -> blob.getBytes(1, (int) blob.length());
            default -> value;
        };
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
