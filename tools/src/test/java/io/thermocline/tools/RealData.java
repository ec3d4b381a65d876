package io.thermocline.tools;

import io.jhdf.HdfFile;
import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.npy.NpyArray;
import io.thermocline.formats.npy.NpzReader;
import io.thermocline.formats.text.SchemaText;

import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;

/**
 * The real data of the tests, read by other programs than the one that is tested where there are
 * any.
 *
 * @param strain samples of RealDataFiles.LIGO at 4096 Hz
 * @param mlii samples of one lead at 360 Hz
 * @param v5 samples of the other lead
 * @param flights delay, distance and time of each flight
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RealData(double[] strain, short[] mlii, short[] v5, double[][] flights) {
    static final RealData EMPTY =
            new RealData(new double[0], new short[0], new short[0], new double[0][]);

    static final long LIGO_START = 1_126_259_446_000_000_000L;
    private static final int LIGO_RATE = 4096;
    private static final int ECG_RATE = 360;
    private static final long NANOS = 1_000_000_000L;

    static RealData read() throws IOException, SQLException {
        double[] strain;
        try (HdfFile file = new HdfFile(RealDataFiles.LIGO)) {
            strain = (double[]) file.getDatasetByPath("/strain/Strain").getData();
        }
        try (NpzReader ecg = NpzReader.open(RealDataFiles.ECG);
                Arena arena = Arena.ofConfined()) {
            return new RealData(
                    strain,
                    shorts(ecg.read("mlii", arena)),
                    shorts(ecg.read("v5", arena)),
                    readFlights());
        }
    }

    private static short[] shorts(NpyArray array) {
        return array.memory().toArray(ColumnVector.SHORT);
    }

    private static double[][] readFlights() throws SQLException {
        double[][] rows = new double[200_000][];
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT delay, distance, time FROM read_csv('"
                                        + RealDataFiles.FLIGHTS
                                        + "')")) {
            for (int i = 0; result.next(); i++) {
                rows[i] = new double[] {result.getLong(1), result.getLong(2), result.getDouble(3)};
            }
        }
        return rows;
    }

    static long nanos(long start, long row, int rate) {
        return BigDecimal.valueOf(row * NANOS)
                        .divide(BigDecimal.valueOf(rate), 0, RoundingMode.HALF_UP)
                        .longValueExact()
                + start;
    }

    static String iso(long nanos) {
        String second = Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS)).toString();
        return String.format(
                Locale.ROOT,
                "%s.%09dZ",
                second.substring(0, second.length() - 1),
                Math.floorMod(nanos, NANOS));
    }

    /** Times are integers there, since its timestamps with nanoseconds lack functions. */
    Connection intoDuckDb() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ligo (ts BIGINT, h DOUBLE)");
            statement.execute("CREATE TABLE ecg (ts BIGINT, mlii BIGINT, v5 BIGINT)");
            statement.execute(
                    "CREATE TABLE flights AS FROM read_csv('" + RealDataFiles.FLIGHTS + "')");
        }
        DuckDBConnection duck = connection.unwrap(DuckDBConnection.class);
        try (DuckDBAppender appender = duck.createAppender("main", "ligo")) {
            for (int i = 0; i < strain.length; i++) {
                appender.beginRow();
                appender.append(nanos(LIGO_START, i, LIGO_RATE));
                appender.append(strain[i]);
                appender.endRow();
            }
        }
        try (DuckDBAppender appender = duck.createAppender("main", "ecg")) {
            for (int i = 0; i < mlii.length; i++) {
                appender.beginRow();
                appender.append(nanos(0, i, ECG_RATE));
                appender.append((long) mlii[i]);
                appender.append((long) v5[i]);
                appender.endRow();
            }
        }
        return connection;
    }

    void createTables(Store store) {
        store.createTable("ligo", timed("ts timestamp not null, h f64"));
        store.createTable("ecg", timed("ts timestamp not null, mlii i16, v5 i16"));
        store.createTable("flights", SchemaText.parse("delay i64, distance i64, time f64"));
    }

    private static Schema timed(String text) {
        return new Schema(1, SchemaText.parse(text).columns(), "ts");
    }

    /** Appends a share of the rows of each table, and waits until they are visible. */
    void append(Store store, double from, double to) {
        try (Appender rows = store.table("ligo").appender()) {
            for (int i = at(strain.length, from); i < at(strain.length, to); i++) {
                rows.setLong(0, nanos(LIGO_START, i, LIGO_RATE)).setDouble(1, strain[i]).endRow();
            }
            rows.flush();
        }
        try (Appender rows = store.table("ecg").appender()) {
            for (int i = at(mlii.length, from); i < at(mlii.length, to); i++) {
                rows.setLong(0, nanos(0, i, ECG_RATE)).setLong(1, mlii[i]).setLong(2, v5[i]);
                rows.endRow();
            }
            rows.flush();
        }
        try (Appender rows = store.table("flights").appender()) {
            for (int i = at(flights.length, from); i < at(flights.length, to); i++) {
                rows.setLong(0, (long) flights[i][0]).setLong(1, (long) flights[i][1]);
                rows.setDouble(2, flights[i][2]).endRow();
            }
            rows.flush();
        }
    }

    private static int at(int length, double share) {
        return (int) Math.round(length * share);
    }
}
