package io.thermocline.engine.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Store;
import io.thermocline.engine.StoreOptions;
import io.thermocline.engine.TierMove;
import io.thermocline.engine.schema.SchemaBuilder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class DeviationTest {
    private static final int ROWS = 700_000;
    private static final String ALL =
            "SELECT stddev(x), var_pop(x), median(x), quantile_cont(x, 0.99) FROM t";

    @TempDir Path directory;
    private Store store;

    @BeforeEach
    void makeStore() {
        store = Store.open(directory.resolve("s"), StoreOptions.DEFAULT.withBackground(false));
        store.createTable("t", SchemaBuilder.create().int32("k").float64("x").nullable().build());
        append(0, ROWS);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** Appends values of mean 10^9 and variance 2, and a null in each eleventh row. */
    private void append(int from, int to) {
        try (var rows = store.table("t").appender()) {
            for (int i = from; i < to; i++) {
                rows.setLong(0, i % 3);
                if (i % 11 != 0) {
                    rows.setDouble(1, 1e9 + i % 5);
                }
                rows.endRow();
            }
            rows.flush();
        }
    }

    private List<Long> bits(String cql) {
        List<Long> bits = new ArrayList<>();
        try (Cursor result = store.query(cql)) {
            while (result.next()) {
                for (int c = 0; c < result.columnCount(); c++) {
                    bits.add(Double.doubleToRawLongBits(result.getDouble(c)));
                }
            }
        }
        return bits;
    }

    @Test
    void aLargeMeanCostsNoDigits() {
        try (Cursor result = store.query("SELECT var_pop(x) FROM t WHERE k = 0")) {
            assertTrue(result.next());
            assertEquals(2.0, result.getDouble(0), 1e-4);
        }
    }

    @Test
    void everyTierGivesTheSameBits() {
        String grouped = "SELECT CAST(k AS f64), stddev(x), median(x) FROM t GROUP BY k ORDER BY k";
        List<Long> all = bits(ALL);
        List<Long> byKey = bits(grouped);
        store.tiers().compress(TierMove.ALL);
        assertEquals(all, bits(ALL));
        store.tiers().promote(TierMove.ALL);
        assertEquals(all, bits(ALL));
        assertEquals(byKey, bits(grouped));
    }

    @Test
    void fewRowsHaveFewAnswers() {
        try (Cursor result =
                store.query("SELECT stddev(x), stddev_pop(x), median(x) FROM t WHERE x < 0")) {
            assertTrue(result.next());
            for (int c = 0; c < 3; c++) {
                assertTrue(result.isNull(c));
            }
        }
        try (Cursor result = store.query("SELECT stddev(5), stddev_pop(5), median(5)")) {
            assertTrue(result.next());
            assertTrue(result.isNull(0));
            assertEquals(0.0, result.getDouble(1));
            assertEquals(5.0, result.getDouble(2));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT quantile_cont(x, 1.5) FROM t",
                "SELECT quantile_cont(x, x) FROM t",
                "SELECT quantile_cont(x) FROM t",
                "SELECT stddev(DISTINCT x) FROM t",
                "SELECT median('a') FROM t",
            })
    void whatHasNoDeviationIsRefused(String cql) {
        assertThrows(QueryException.class, () -> store.query(cql).close());
    }
}
