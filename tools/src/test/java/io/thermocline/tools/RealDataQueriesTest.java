package io.thermocline.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.engine.StoreOptions;
import io.thermocline.engine.TierMove;
import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.json.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Real data, imported by the command line: DuckDB answers every query alike, wherever the rows lie.
 */
class RealDataQueriesTest {
    private static final double TOLERANCE = 1e-12;

    /** Statements that DuckDB understands as well; times in seconds since 1970 stand between @. */
    private static final List<String> QUERIES =
            List.of(
                    "SELECT count(*), min(h), max(h) FROM ligo",
                    "SELECT avg(h), sum(h * h) FROM ligo",
                    "SELECT count(*) FROM ligo WHERE h > 1e-18",
                    "SELECT ts, h FROM ligo ORDER BY h DESC, ts LIMIT 10",
                    "SELECT count(*), avg(h), min(ts) FROM ligo WHERE ts >= @1126259462.400000000@"
                            + " AND ts < @1126259462.500000001@",
                    "SELECT count(*) FROM ligo WHERE h BETWEEN -1e-19 AND 1e-19",
                    "SELECT min(ts), max(ts) FROM ligo WHERE h < 0",
                    "SELECT sign(h) AS s, count(*) AS n, avg(h) AS m FROM ligo GROUP BY sign(h)"
                            + " ORDER BY s",
                    "SELECT sqrt(avg(h * h)) AS rms FROM ligo",
                    "SELECT ts, h FROM ligo ORDER BY abs(h), ts LIMIT 10 OFFSET 3",
                    "SELECT count(*), min(mlii), max(mlii), min(v5), max(v5) FROM ecg",
                    "SELECT avg(mlii) AS a, avg(v5) AS b FROM ecg",
                    "SELECT sum(mlii * v5) FROM ecg",
                    "SELECT mlii, count(*) AS n FROM ecg GROUP BY mlii ORDER BY n DESC, mlii LIMIT"
                            + " 10",
                    "SELECT ts, mlii FROM ecg WHERE mlii >= 1250 ORDER BY ts LIMIT 50",
                    "SELECT count(*), avg(v5) FROM ecg WHERE ts >= @300.000000000@ AND ts <"
                            + " @360.000000000@",
                    "SELECT count(*) FROM ecg WHERE mlii > v5",
                    "SELECT abs(mlii - v5) AS d, count(*) AS n FROM ecg GROUP BY abs(mlii - v5)"
                            + " ORDER BY n DESC, d LIMIT 5",
                    "SELECT min(ts), max(ts) FROM ecg WHERE mlii = 1024",
                    "SELECT ts, mlii, v5 FROM ecg ORDER BY mlii DESC, ts LIMIT 10",
                    "SELECT count(*), min(delay), max(delay), sum(distance) FROM flights",
                    "SELECT avg(delay), avg(time) FROM flights WHERE distance > 1000",
                    "SELECT floor(time) AS hour, count(*) AS n, avg(delay) AS d FROM flights GROUP"
                            + " BY floor(time) ORDER BY hour",
                    "SELECT distance, count(*) AS n FROM flights GROUP BY distance HAVING count(*)"
                            + " > 1000 ORDER BY n DESC, distance",
                    "SELECT delay, distance, time FROM flights WHERE delay > 600 ORDER BY delay,"
                            + " distance, time",
                    "SELECT count(DISTINCT distance) FROM flights",
                    "SELECT DISTINCT floor(time) AS h FROM flights ORDER BY h",
                    "SELECT sum(CASE WHEN delay > 15 THEN 1 ELSE 0 END) AS late, count(*) AS n FROM"
                            + " flights WHERE time BETWEEN 6.0 AND 9.0",
                    "SELECT delay, distance FROM flights WHERE distance IN (77, 337, 2586) ORDER BY"
                            + " delay DESC, distance LIMIT 20 OFFSET 5",
                    "SELECT count(*) FROM flights WHERE NOT (delay < 0 OR distance >= 500) AND time"
                            + " IS NOT NULL");

    @TempDir private static Path directory;

    private static RealData data = RealData.EMPTY;
    private static List<List<List<Object>>> expected = List.of();
    private static Path hot = Path.of("");

    @BeforeAll
    static void importDataAndAskDuckDb() throws IOException, SQLException {
        data = RealData.read();
        try (Connection connection = data.intoDuckDb()) {
            List<List<List<Object>>> answers = new ArrayList<>();
            for (String query : QUERIES) {
                answers.add(duckDb(connection, query));
            }
            expected = answers;
        }
        hot = importAll("hot");
    }

    @AfterAll
    static void letGo() {
        data = RealData.EMPTY;
        expected = List.of();
    }

    private static Path importAll(String name) {
        Path store = directory.resolve(name);
        Cli.run(
                        "import",
                        store,
                        "ligo",
                        RealDataFiles.LIGO,
                        "--dataset",
                        "strain/Strain=h",
                        "--time-start",
                        "1126259446000000000",
                        "--time-step",
                        "1/4096s")
                .ok();
        Cli.run("import", store, "ecg", RealDataFiles.ECG, "--time-step", "1/360s").ok();
        Cli.run("import", store, "flights", RealDataFiles.FLIGHTS).ok();
        return store;
    }

    @TestFactory
    Stream<DynamicTest> rowsInTheHotTierAnswerAsDuckDbDoes() {
        return compare(hot, EnumSet.of(Tier.HOT));
    }

    @TestFactory
    Stream<DynamicTest> rowsInTheWarmTierAnswerAsDuckDbDoes() {
        Path store = importAll("warm");
        Cli.run("tiers", "compress", store).ok();
        return compare(store, EnumSet.of(Tier.WARM));
    }

    @TestFactory
    Stream<DynamicTest> rowsInTheColdTierAnswerAsDuckDbDoes() {
        Path store = importAll("cold");
        Cli.run("tiers", "promote", store).ok();
        return compare(store, EnumSet.of(Tier.COLD));
    }

    @TestFactory
    Stream<DynamicTest> rowsInAllTiersAnswerAsDuckDbDoes() {
        Path path = directory.resolve("spread");
        try (Store store = Store.open(path, StoreOptions.DEFAULT.withBackground(false))) {
            data.createTables(store);
            data.append(store, 0, 1.0 / 3);
            store.tiers().promote(TierMove.ALL);
            data.append(store, 1.0 / 3, 2.0 / 3);
            store.tiers().compress(TierMove.ALL);
            data.append(store, 2.0 / 3, 1);
        }
        return compare(path, EnumSet.allOf(Tier.class));
    }

    /** A writer is at work in the same store, and the newest rows lie in its tail. */
    @TestFactory
    Stream<DynamicTest> rowsInTheLiveTailAnswerAsDuckDbDoes() {
        Path path = directory.resolve("live");
        try (Store store = Store.open(path, StoreOptions.DEFAULT.withBackground(false))) {
            data.createTables(store);
            data.append(store, 0, 0.5);
            store.tiers().compress(TierMove.ALL);
            data.append(store, 0.5, 1);
            try (Appender appender = store.table("flights").appender()) {
                appender.flush();
            }
            return compare(path, EnumSet.of(Tier.HOT, Tier.WARM)).toList().stream();
        }
    }

    private static Stream<DynamicTest> compare(Path path, Set<Tier> tiers) {
        requireTiers(path, tiers);
        String statements =
                String.join("\n", QUERIES.stream().map(RealDataQueriesTest::cql).toList());
        Cli.Result result = Cli.runWithInput(statements, "query", path, "--file", "-").ok();
        List<String> lines = result.out().lines().toList();
        assertEquals(QUERIES.size(), lines.size());
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String query = QUERIES.get(i);
            Json.Reader answer = Json.read(lines.get(i), "answer");
            List<List<Object>> wanted = expected.get(i);
            tests.add(DynamicTest.dynamicTest(query, () -> assertSameRows(query, wanted, answer)));
        }
        return tests.stream();
    }

    private static void requireTiers(Path path, Set<Tier> tiers) {
        try (Store store = Store.openReadOnly(path)) {
            for (String table : store.tableNames()) {
                EnumSet<Tier> found = EnumSet.noneOf(Tier.class);
                for (TierStatistics part : store.tiers().statistics()) {
                    if (part.table().equals(table) && part.rows() > 0) {
                        found.add(part.tier());
                    }
                }
                assertEquals(tiers, found, table);
            }
        }
    }

    /** Writes times between @ as ISO texts. */
    private static String cql(String query) {
        return replaceTimes(query, nanos -> "'" + RealData.iso(nanos) + "'");
    }

    private static String sql(String query) {
        return replaceTimes(query, String::valueOf);
    }

    private static String replaceTimes(
            String query, java.util.function.LongFunction<String> writing) {
        String[] parts = query.split("@", -1);
        StringBuilder out = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            boolean isTime = i % 2 == 1;
            out.append(
                    isTime ? writing.apply(Long.parseLong(parts[i].replace(".", ""))) : parts[i]);
        }
        return out.toString();
    }

    private static List<List<Object>> duckDb(Connection connection, String query)
            throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql(query))) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static void assertSameRows(
            String query, List<List<Object>> wanted, Json.Reader answer) {
        assertNull(answer.stringOrNull("error"), query);
        assertEquals(cql(query), answer.string("query"));
        List<?> found = (List<?>) answer.asMap().get("rows");
        assertEquals(wanted.size(), found == null ? -1 : found.size(), query + ": rows");
        assertTrue(!wanted.isEmpty(), "a query without rows tells nothing: " + query);
        for (int i = 0; found != null && i < wanted.size(); i++) {
            List<?> row = (List<?>) found.get(i);
            for (int j = 0; j < row.size(); j++) {
                assertSame(wanted.get(i).get(j), row.get(j), query + ": row " + i);
            }
        }
    }

    private static void assertSame(Object wanted, Object found, String what) {
        if (found instanceof String time) {
            assertEquals(RealData.iso(((Number) wanted).longValue()), time, what);
        } else if (found instanceof Double number) {
            double expectedNumber = ((Number) wanted).doubleValue();
            assertEquals(expectedNumber, number, Math.abs(expectedNumber) * TOLERANCE, what);
        } else {
            assertEquals(wanted.toString(), found.toString(), what);
        }
    }
}
