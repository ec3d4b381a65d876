package io.thermocline.engine.query;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
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
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET error_on_division_by_zero = false");
            statement.execute("SET order_by_non_integer_literal = true");
            statement.execute("SET threads = 1");
        }
    }

    /**
     * Loads the rows that still count. All integers are BIGINT, all floats DOUBLE, as ours compute.
     */
    void load(TestTable table) throws SQLException {
        StringBuilder create = new StringBuilder("CREATE TABLE " + table.name + " (");
        StringBuilder insert = new StringBuilder("INSERT INTO " + table.name + " VALUES (");
        for (int c = 0; c < table.columns.size(); c++) {
            Column column = table.columns.get(c);
            create.append(c == 0 ? "" : ", ");
            create.append('"').append(column.name()).append("\" ").append(type(column.type()));
            insert.append(c == 0 ? "" : ", ");
            insert.append(isTime(column) ? "make_timestamp_ns(?)" : "?");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(create + ")");
        }
        try (PreparedStatement rows = connection.prepareStatement(insert + ")")) {
            for (int row = 0; row < table.rowCount(); row++) {
                if (table.deleted.get(row)) {
                    continue;
                }
                for (int c = 0; c < table.columns.size(); c++) {
                    Object value = table.values.get(c).get(row);
                    ColumnType type = table.columns.get(c).type();
                    boolean narrow = value instanceof Double && type.element().bytes() < 8;
                    rows.setObject(
                            c + 1,
                            narrow
                                    ? (Object) StoredRun.rounded((Double) value, type.element())
                                    : value);
                }
                rows.addBatch();
                if (row % 1000 == 999) {
                    rows.executeBatch();
                }
            }
            rows.executeBatch();
        }
    }

    private static boolean isTime(Column column) {
        return column.type().kind() == ColumnType.Kind.TIMESTAMP;
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
