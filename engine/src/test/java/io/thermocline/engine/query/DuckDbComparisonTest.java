package io.thermocline.engine.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.thermocline.engine.internal.exec.kernel.KernelProvider;
import io.thermocline.engine.internal.segment.TableSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Random queries have the answer that DuckDB gives to the same rows, however they are cut. */
class DuckDbComparisonTest {
    private static final long SEED = 20130101;

    @Test
    void randomQueriesOverSmallTablesAgree() throws SQLException {
        for (int table = 0; table < 12; table++) {
            compare(SEED + table, new int[] {0, 1, 5, 63, 64, 65, 300}[table % 7], 40);
        }
    }

    @Test
    void randomQueriesOverTablesOfManyBlocksAgree() throws SQLException {
        compare(SEED + 100, 9000, 60);
    }

    @Test
    @Tag("slow")
    void manyRandomQueriesAgree() throws SQLException {
        for (int table = 0; table < 100; table++) {
            int rows = new Random(table).nextInt(table % 10 == 0 ? 9000 : 600);
            compare(SEED + 1000 + table, rows, 60);
        }
    }

    private static void compare(long seed, int rows, int queries) throws SQLException {
        Random random = new Random(seed);
        TestTable table = Tables.mixed(random, rows);
        RandomQueries generator = new RandomQueries(random);
        try (DuckDb oracle = new DuckDb()) {
            oracle.load(table);
            for (int q = 0; q < queries; q++) {
                RandomQueries.Query query = generator.query();
                TestTable.Split split = TestTable.Split.random(random);
                String where =
                        "seed %d, query %d, %s%n%s%n".formatted(seed, q, split, query.text());
                TableSource source = table.source(split, random);
                check(oracle, source, query, where);
            }
        }
    }

    private static void check(
            DuckDb oracle, TableSource source, RandomQueries.Query query, String where)
            throws SQLException {
        List<List<@Nullable Object>> expected;
        try {
            expected = oracle.query(query.text().sql());
        } catch (SQLException e) {
            throw new AssertionError(where, e);
        }
        List<List<@Nullable Object>> found;
        try {
            found =
                    Rows.of(
                            source,
                            query.text().cql(),
                            QueryOptions.DEFAULT,
                            KernelProvider.best());
        } catch (RuntimeException e) {
            throw new AssertionError(where, e);
        }
        assertEquals(expected.size(), found.size(), where + "rows");
        if (!query.ordered()) {
            Comparator<List<@Nullable Object>> order =
                    Comparator.comparing(DuckDbComparisonTest::sortText);
            expected = expected.stream().sorted(order).toList();
            found = found.stream().sorted(order).toList();
        }
        for (int row = 0; row < expected.size(); row++) {
            for (int c = 0; c < expected.get(row).size(); c++) {
                Object wanted = expected.get(row).get(c);
                Object got = found.get(row).get(c);
                if (!same(wanted, got)) {
                    fail(
                            where
                                    + "row %d, column %d: expected %s, found %s"
                                            .formatted(row, c, shown(wanted), shown(got)));
                }
            }
        }
    }

    private static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            double scale = Math.max(1e-300, Math.max(Math.abs(x), Math.abs(y)));
            return x.doubleValue() == y.doubleValue()
                    || (Double.isNaN(x) && Double.isNaN(y))
                    || Math.abs(x - y) <= 1e-9 * scale;
        }
        if (a instanceof byte[] x && b instanceof byte[] y) {
            return Arrays.equals(x, y);
        }
        return java.util.Objects.equals(a, b);
    }

    /** Rounds doubles, so that rows that differ in the last bits are sorted alike. */
    private static String sortText(List<@Nullable Object> row) {
        StringBuilder text = new StringBuilder();
        for (Object value : row) {
            String shown =
                    value instanceof Double d && Double.isFinite(d)
                            ? String.format("%.6e", d + 0.0)
                            : shown(value);
            text.append(shown).append('|');
        }
        return text.toString();
    }

    private static String shown(@Nullable Object value) {
        return value instanceof byte[] bytes
                ? HexFormat.of().formatHex(bytes)
                : String.valueOf(value);
    }
}
