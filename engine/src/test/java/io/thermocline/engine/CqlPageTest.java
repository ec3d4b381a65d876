package io.thermocline.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.query.Cursor;
import io.thermocline.engine.schema.SchemaBuilder;
import io.thermocline.formats.column.ColumnType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class CqlPageTest {
    private static final Pattern EXAMPLES = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
    private static final long START_NANOS =
            Instant.parse("2013-01-01T00:00:00Z").getEpochSecond() * 1_000_000_000L;

    @TempDir Path directory;

    @Test
    void everyExampleOfThePageRuns() throws IOException {
        List<String> statements = new ArrayList<>();
        Matcher blocks = EXAMPLES.matcher(Files.readString(Path.of("engine/docs/cql.md")));
        while (blocks.find()) {
            statements.addAll(blocks.group(1).lines().filter(line -> !line.isBlank()).toList());
        }
        assertTrue(statements.size() >= 10, "statements found: " + statements);
        try (Store store = Store.open(directory.resolve("store"))) {
            fill(store);
            for (String statement : statements) {
                try (Cursor cursor = store.query(statement)) {
                    assertTrue(cursor.next(), statement + ": no row");
                }
            }
        }
    }

    private static void fill(Store store) {
        Table table =
                store.createTable(
                        "weather",
                        SchemaBuilder.create()
                                .timestamp("ts")
                                .column("station", ColumnType.STRING)
                                .nullable()
                                .float64("temp")
                                .nullable()
                                .int32("n")
                                .column("z", ColumnType.parse("complex128"))
                                .timeColumn("ts")
                                .build());
        try (Appender rows = table.appender()) {
            for (int n = 0; n < 100; n++) {
                rows.setLong(0, START_NANOS + n * 1_000_000_000L)
                        .setLong(3, n)
                        .setComplex(4, n, -n);
                if (n % 3 != 2) {
                    rows.setString(1, n % 3 == 0 ? "north" : "south");
                }
                if (n % 10 != 9) {
                    rows.setDouble(2, n * 0.5);
                }
                rows.endRow();
            }
            rows.flush();
        }
    }
}
