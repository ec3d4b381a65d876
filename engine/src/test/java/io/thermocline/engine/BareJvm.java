package io.thermocline.engine;

import io.thermocline.engine.query.Cursor;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Main class of a JVM that does what an application does with a store, and prints every answer bit
 * for bit: rows of all kinds in the live tail, hot, warm and cold, queries over each, and the same
 * after reopening.
 */
final class BareJvm {
    private static final int ROWS = 12_000;

    private static final String[] QUERIES = {
        "SELECT count(*), sum(x), avg(x), min(x), max(x), sum(x * 0.1) FROM rows",
        "SELECT count(*), sum(id), max(ts) FROM rows WHERE x > 100 AND id < 11000 AND flag",
        "SELECT name, count(*), avg(x) FROM rows GROUP BY name ORDER BY name",
        "SELECT id, sqrt(x) * 0.1 FROM rows WHERE name = 'name 7' ORDER BY x DESC LIMIT 5",
        "SELECT * FROM rows",
    };

    private BareJvm() {}

    public static void main(String... arguments) {
        Path directory = Path.of(arguments[0]);
        StoreOptions quiet = StoreOptions.DEFAULT.withBackground(false);
        try (Store store = Store.open(directory, quiet)) {
            Table table = store.createTable(Rows.TABLE, Rows.schema());
            try (Appender appender = table.appender()) {
                Rows.append(appender, 0, ROWS);
                appender.flush();
            }
            answers("live", store);
            store.tiers().seal(null);
            answers("hot", store);
            store.tiers().compress(TierMove.ALL);
            answers("warm", store);
            store.tiers().promote(TierMove.ALL);
            answers("cold", store);
            if (!store.verify(bytes -> {}).isSound()) {
                throw new AssertionError(store.verify(bytes -> {}).toString());
            }
        }
        // With the background this time: its thread must not outlive the store.
        try (Store store = Store.open(directory)) {
            answers("reopened", store);
        }
        try (Store store = Store.openReadOnly(directory)) {
            answers("read only", store);
        }
    }

    private static void answers(String where, Store store) {
        System.out.println("== " + where);
        for (String cql : QUERIES) {
            try (Cursor cursor = store.query(cql)) {
                CRC32C digest = new CRC32C();
                String first = "";
                long rows = 0;
                while (cursor.next()) {
                    byte[] row = row(cursor);
                    first = rows == 0 ? HexFormat.of().formatHex(row) : first;
                    digest.update(row);
                    rows++;
                }
                System.out.printf("%s: %d rows, %x, %s%n", cql, rows, digest.getValue(), first);
            }
        }
    }

    private static byte[] row(Cursor cursor) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < cursor.columnCount(); i++) {
            ColumnVector column = cursor.column(i);
            int row = cursor.row();
            bytes.write(column.isNull(row) ? 0 : 1);
            if (column.isNull(row)) {
                continue;
            }
            if (column.isBits()) {
                bytes.write(column.getBool(row) ? 1 : 0);
            } else if (column.type().equals(ColumnType.STRING_LIST)) {
                for (int t = column.start(row); t < column.end(row); t++) {
                    append(column.childBytes(t), bytes);
                }
            } else if (column.type().isText()) {
                bytes.writeBytes(column.getString(row).getBytes(StandardCharsets.UTF_8));
            } else {
                append(column.bytes(row), bytes);
            }
        }
        return bytes.toByteArray();
    }

    private static void append(MemorySegment memory, ByteArrayOutputStream bytes) {
        byte[] value = memory.toArray(ValueLayout.JAVA_BYTE);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
        bytes.writeBytes(value);
    }
}
