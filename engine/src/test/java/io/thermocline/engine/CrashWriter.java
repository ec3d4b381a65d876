package io.thermocline.engine;

import java.nio.file.Path;

/**
 * A process that writes until it is killed: two tables, moves between tiers, and a line on stdout
 * for every flush that returned.
 *
 * <p>Arguments: directory, first row.
 */
public final class CrashWriter {
    private static final int ROWS_A_FLUSH = 997;

    private CrashWriter() {}

    /** Writes. */
    public static void main(String[] arguments) {
        Store store = Store.open(Path.of(arguments[0]), StoreOptions.DEFAULT.withBackground(false));
        Table table =
                store.findTable(Rows.TABLE)
                        .orElseGet(() -> store.createTable(Rows.TABLE, Rows.schema()));
        Appender appender = table.appender();
        long next = table.rowCount();
        for (int round = 1; ; round++) {
            Rows.append(appender, next, next + ROWS_A_FLUSH);
            next += ROWS_A_FLUSH;
            appender.flush();
            System.out.println("visible " + next);
            System.out.flush();
            if (round % 40 == 0) {
                store.tiers().compress(TierMove.ALL);
            }
            if (round % 130 == 0) {
                store.tiers().promote(TierMove.ALL);
            }
        }
    }
}
