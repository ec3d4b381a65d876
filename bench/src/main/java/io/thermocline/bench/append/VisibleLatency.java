package io.thermocline.bench.append;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.engine.Table;

import org.HdrHistogram.Histogram;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long until a row that was appended can be read: percentiles in ns, narrow rows at a fixed
 * pace, open loop.
 *
 * <p>A producer appends on a schedule that does not wait for anybody; a reader watches the table's
 * row count. Latency counts from the moment the row was due, so a stall is charged to every row
 * that it delayed.
 *
 * <p>Usage: {@code VisibleLatency [rows per second] [seconds]}.
 */
public final class VisibleLatency {
    private static final long HIGHEST_NANOS = 10_000_000_000L;

    private VisibleLatency() {}

    /** Runs the measurement and prints one table. */
    public static void main(String[] arguments) throws InterruptedException {
        long rate = arguments.length > 0 ? Long.parseLong(arguments[0]) : 400_000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        Path directory = Scratch.create("visible");
        try (Store store = Store.open(directory.resolve("store"))) {
            Table table = store.createTable("rows", AppendRowBenchmark.schema());
            measure(table, rate, 2);
            print(measure(table, rate, seconds), rate);
        } finally {
            Scratch.delete(directory);
        }
    }

    @SuppressWarnings(
            "ThreadPriorityCheck") // a measurement that shares its cores with what it measures
    private static Histogram[] measure(Table table, long rate, int seconds)
            throws InterruptedException {
        int rows = Math.toIntExact(rate * seconds);
        long first = table.rowCount();
        AtomicLongArray due = new AtomicLongArray(rows);
        Histogram visible = new Histogram(HIGHEST_NANOS, 3);
        Histogram appended = new Histogram(HIGHEST_NANOS, 3);
        Thread reader = new Thread(() -> watch(table, first, due, visible), "reader");
        reader.start();
        try (Appender appender = table.appender()) {
            long start = System.nanoTime();
            for (int n = 0; n < rows; n++) {
                long at = start + n * 1_000_000_000L / rate;
                while (System.nanoTime() < at) {
                    Thread.yield(); // with fewer cores than busy threads, a spin would starve the
                    // writer
                }
                due.lazySet(n, at);
                append(appender, n);
                appended.recordValue(Math.clamp(System.nanoTime() - at, 0, HIGHEST_NANOS));
            }
            appender.flush();
        }
        reader.join();
        return new Histogram[] {appended, visible};
    }

    private static void append(Appender appender, long n) {
        appender.setLong(0, NarrowRow.timestamp(n))
                .setLong(1, NarrowRow.id(n))
                .setDouble(2, NarrowRow.value(n, 0))
                .setDouble(3, NarrowRow.value(n, 1))
                .setDouble(4, NarrowRow.value(n, 2))
                .setLong(5, NarrowRow.number(n))
                .endRow();
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private static void watch(Table table, long first, AtomicLongArray due, Histogram visible) {
        for (int seen = 0; seen < due.length(); ) {
            long rows = table.rowCount() - first;
            long now = System.nanoTime();
            for (; seen < rows; seen++) {
                visible.recordValue(Math.clamp(now - due.get(seen), 0, HIGHEST_NANOS));
            }
            Thread.yield();
        }
    }

    private static void print(Histogram[] histograms, long rate) {
        System.out.printf(
                "%,d narrow rows/s, open loop, ns from the moment the row was due%n%n", rate);
        System.out.printf("%-10s %12s %12s%n", "", "append", "visible");
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
            System.out.printf(
                    "p%-9s %,12d %,12d%n",
                    percentile,
                    histograms[0].getValueAtPercentile(percentile),
                    histograms[1].getValueAtPercentile(percentile));
        }
    }
}
