package io.thermocline.engine.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Store;
import io.thermocline.engine.schema.SchemaBuilder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

class TimeFunctionsTest {
    /** 2021-01-03T23:59:58.123456789Z, a Sunday in week 53 of 2020. */
    private static final long SUNDAY = 1_609_718_398_123_456_789L;

    @TempDir Path directory;
    private Store store;

    @BeforeEach
    void makeStore() {
        store = Store.open(directory.resolve("s"));
        var table = store.createTable("t", SchemaBuilder.create().timestamp("ts").build());
        try (var rows = table.appender()) {
            rows.setLong(0, SUNDAY).endRow();
            rows.setLong(0, Long.MIN_VALUE).endRow();
            rows.flush();
        }
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private long first(String expression) {
        try (Cursor result = store.query("SELECT " + expression + " FROM t LIMIT 1")) {
            assertTrue(result.next());
            return result.getLong(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "year, 2021",
        "quarter, 1",
        "month, 1",
        "week, 53",
        "isoyear, 2020",
        "day, 3",
        "hour, 23",
        "minute, 59",
        "second, 58",
        "millisecond, 58123",
        "microsecond, 58123456",
        "dayofweek, 0",
        "isodow, 7",
        "dayofyear, 3",
        "epoch_ms, 1609718398123",
        "epoch_ns, 1609718398123456789",
    })
    void fieldsAreThoseOfTheIsoCalendarInUtc(String field, long value) {
        assertEquals(value, first("date_part('" + field + "', ts)"));
        assertEquals(value, first(field + "(ts)"));
        assertEquals(value, first("extract(" + field + " FROM ts)"));
    }

    @Test
    void bucketsCountFromAMondayAlsoForMomentsBeforeIt() {
        assertEquals(first("TIMESTAMP '2020-12-28'"), first("time_bucket(INTERVAL '1 week', ts)"));
        assertEquals(
                first("TIMESTAMP '1969-12-29'"),
                first("time_bucket(INTERVAL '7 days', TIMESTAMP '1969-12-31 23:00')"));
        assertEquals(first("date_trunc('minute', ts)"), first("time_bucket(60000000000, ts)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT date_trunc('year', ts) FROM t WHERE ts < TIMESTAMP '1700-01-01' | overflow",
                "SELECT time_bucket(ts - ts, ts) FROM t | expected a width above 0, found 0",
                "SELECT date_part('yaer', ts) FROM t | year",
                "SELECT date_trunc('isodow', ts) FROM t | expected year to microsecond",
                "SELECT year(5) FROM t | a timestamp",
                "SELECT ts + INTERVAL '1 month' FROM t | expected weeks, days",
                "SELECT INTERVAL '5' FROM t | expected a form such as",
                "SELECT INTERVAL '999999 weeks' FROM t | at most 292 years",
                "SELECT abs(1) FILTER (WHERE true) FROM t | aggregates take",
                "SELECT count(*) FILTER (WHERE count(*) > 1) FROM t | not allowed in FILTER",
            })
    void whatCannotBeAnsweredSaysWhatWasExpected(String cql, String part) {
        QueryException e =
                assertThrows(
                        QueryException.class,
                        () -> {
                            try (Cursor result = store.query(cql)) {
                                while (result.next()) {
                                    // Errors of rows come when their block is computed.
                                }
                            }
                        });
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }
}
