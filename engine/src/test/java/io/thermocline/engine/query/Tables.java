package io.thermocline.engine.query;

import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.util.Random;

/** Random tables with the values that break things. */
final class Tables {
    private static final String[] WORDS = {
        "", "a", "b", "ab", "abc", "%", "_", "a%c", "é", "Éa", "zz", "日本", "😀x", "ABC", "aaa",
        " a "
    };

    private static final double[] DOUBLES = {
        0.0, -0.0, 1.5, -1.5, 2.5, 0.1, Double.NaN, Double.POSITIVE_INFINITY, 1e-300, -7.25, 100, 3
    };

    private Tables() {}

    /** One column of each type that DuckDB has as well. */
    static TestTable mixed(Random random, int rows) {
        TestTable table =
                new TestTable("t")
                        .column("id", "i64", false)
                        .column("ts", "timestamp", false)
                        .column("b", "bool", true)
                        .column("i8", "i8", true)
                        .column("i16", "i16", true)
                        .column("i32", "i32", true)
                        .column("i64", "i64", true)
                        .column("f16", "f16", true)
                        .column("f32", "f32", true)
                        .column("f64", "f64", true)
                        .column("s", "string", true)
                        .column("u", "string", false)
                        .column("bin", "binary", true)
                        .column("late", "i64", true)
                        .column("lates", "string", true)
                        .column("wide", "i64", true)
                        .time("ts");
        int lateFrom = random.nextInt(rows + 1);
        int wideFrom = random.nextInt(rows + 1);
        table.addedAt.set(13, lateFrom);
        table.addedAt.set(14, lateFrom);
        table.widenedAt.set(15, wideFrom);
        table.narrowTypes.set(15, ColumnType.parse("i16"));
        long time = 1_356_998_400_000_000_000L;
        boolean deletes = random.nextInt(3) == 0;
        for (int row = 0; row < rows; row++) {
            time += random.nextInt(3) * 1_000_000_000L;
            boolean late = row >= lateFrom;
            table.row(
                    (long) row,
                    time,
                    nullOr(random, random.nextBoolean()),
                    nullOr(random, (long) (byte) random.nextInt()),
                    nullOr(random, (long) (short) random.nextInt(300)),
                    nullOr(random, (long) random.nextInt(40) - 20),
                    nullOr(random, random.nextLong() >> random.nextInt(40) >> 20),
                    nullOr(random, number(random)),
                    nullOr(random, number(random)),
                    nullOr(random, number(random)),
                    nullOr(random, WORDS[random.nextInt(WORDS.length)]),
                    "u" + random.nextInt(1 + rows),
                    nullOr(random, bytes(random)),
                    late ? nullOr(random, (long) random.nextInt(5)) : null,
                    late ? nullOr(random, WORDS[random.nextInt(4)]) : null,
                    nullOr(random, row >= wideFrom ? random.nextLong() >> 24 : random.nextInt(9)));
            if (deletes && random.nextInt(5) == 0) {
                table.deleted.set(row, true);
            }
        }
        return table;
    }

    private static double number(Random random) {
        return random.nextInt(4) == 0
                ? DOUBLES[random.nextInt(DOUBLES.length)]
                : Math.round(random.nextGaussian() * 800) / 8.0;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(4)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static @Nullable Object nullOr(Random random, Object value) {
        Object widened = value instanceof Integer i ? (Object) i.longValue() : value;
        return random.nextInt(8) == 0 ? null : widened;
    }
}
