package io.thermocline.tools.demo;

import io.thermocline.engine.Store;
import io.thermocline.engine.query.Cursor;

import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Queries the strain while it is being appended, one query after the other, and checks that no
 * answer goes back behind an earlier one. Rests as long as it asks. One thread.
 */
final class LiveQueries {
    static final String SPAN = "SELECT count(*), min(h), max(h) FROM strain";
    static final String GROUPS = "SELECT producer, count(*), max(h) FROM strain GROUP BY producer";

    private static final long REST_NANOS_MIN = 10_000_000L;
    private static final long NANOS_MAX = 60_000_000_000L;

    private final Store store;

    /**
     * What was asked.
     *
     * @param span times of {@link #SPAN}, ns
     * @param groups times of {@link #GROUPS}, ns
     * @param rowsSeen rows that the last query saw while rows were still being appended
     */
    record Result(Histogram span, Histogram groups, long rowsSeen) {
        long count() {
            return span.getTotalCount() + groups.getTotalCount();
        }
    }

    LiveQueries(Store store) {
        this.store = store;
    }

    /** Asks until {@code goesOn} says no. */
    Result run(BooleanSupplier goesOn) throws InterruptedException {
        Histogram span = new Histogram(NANOS_MAX, 3);
        Histogram groups = new Histogram(NANOS_MAX, 3);
        long seen = 0;
        while (goesOn.getAsBoolean()) {
            long begin = System.nanoTime();
            seen = grown(seen, timed(SPAN, 0, span));
            seen = grown(seen, timed(GROUPS, 1, groups));
            // As long a rest as the answers took: the producers need the cores too.
            TimeUnit.NANOSECONDS.sleep(Math.max(REST_NANOS_MIN, System.nanoTime() - begin));
        }
        return new Result(span, groups, seen);
    }

    /** Runs a query and returns the sum of its counts. */
    private long timed(String cql, int countColumn, Histogram times) {
        long begin = System.nanoTime();
        long count = 0;
        try (Cursor cursor = store.query(cql)) {
            while (cursor.next()) {
                count += cursor.getLong(countColumn);
            }
        }
        times.recordValue(Math.min(NANOS_MAX, System.nanoTime() - begin));
        return count;
    }

    private static long grown(long before, long now) {
        if (now < before) {
            throw new Differs("rows seen while appending", "at least " + before, now);
        }
        return now;
    }
}
