package io.thermocline.tools.demo;

import io.thermocline.engine.Store;
import io.thermocline.engine.query.Cursor;

import java.util.ArrayList;
import java.util.List;

/** The same three queries in every tier, timed, their answers checked against the source. */
final class TierQueries {
    /** Strain that few samples exceed. */
    static final String THRESHOLD = "7e-19";

    private static final String ABOVE = "SELECT count(*) FROM strain WHERE h > " + THRESHOLD;

    /** Short names of the queries, for the head of a table. */
    static final List<String> NAMES =
            List.of("count, min, max", "group by producer", "h > " + THRESHOLD);

    private final Store store;
    private final DemoPlan plan;
    private final Recording recording;

    TierQueries(Store store, DemoPlan plan, Recording recording) {
        this.store = store;
        this.plan = plan;
        this.recording = recording;
    }

    /**
     * Runs each query once.
     *
     * @return nanoseconds of each, in the order of {@link #NAMES}
     * @throws Differs if an answer is wrong
     */
    List<Long> run() {
        long rows = plan.strainRows();
        List<String> groups = new ArrayList<>();
        for (int producer = 0; producer < plan.producers(); producer++) {
            groups.add("%d %d %s".formatted(producer, rows / plan.producers(), recording.max()));
        }
        long above = recording.above(Double.parseDouble(THRESHOLD)) * (rows / Recording.SAMPLES);
        return List.of(
                timed(
                        LiveQueries.SPAN,
                        List.of(rows + " " + recording.min() + " " + recording.max())),
                timed(LiveQueries.GROUPS + " ORDER BY producer", groups),
                timed(ABOVE, List.of(Long.toString(above))));
    }

    private long timed(String cql, List<String> expected) {
        long begin = System.nanoTime();
        List<String> found = new ArrayList<>();
        try (Cursor cursor = store.query(cql)) {
            while (cursor.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < cursor.columnCount(); i++) {
                    cells.add(
                            cursor.columnType(i).text().equals("f64")
                                    ? Double.toString(cursor.getDouble(i))
                                    : Long.toString(cursor.getLong(i)));
                }
                found.add(String.join(" ", cells));
            }
        }
        long nanos = System.nanoTime() - begin;
        if (!found.equals(expected)) {
            throw new Differs(cql, expected, found);
        }
        return nanos;
    }
}
