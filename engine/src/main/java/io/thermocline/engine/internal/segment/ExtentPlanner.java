package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.segment.ExtentLayout.Storage;
import io.thermocline.engine.internal.segment.TextModes.ColumnHistory;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

/**
 * Divides an extent among the columns: as many rows as fit when values are as long as those before,
 * and what is left over goes to the heaps.
 *
 * <p>One thread, one use.
 */
final class ExtentPlanner {
    /** Room for values longer than the mean, so that rows and heaps fill at about the same time. */
    private static final double SLACK = 1.125;

    /**
     * A mean counts at most that many times the rest of the row. Beyond it, assuming shorter values
     * costs 6 % of the extent at worst, while assuming longer ones would leave no rows for the
     * short values that may follow.
     */
    private static final int MEAN_MAX_FACTOR = 16;

    private final Schema schema;
    private final TextModes modes;
    private final HeapNeeds needs;
    private final int extentBytes;
    private final double meanMax;

    /** Whether heaps are sized by expected means; else only the next row's needs count. */
    private boolean usesMeans = true;

    private ExtentPlanner(TextModes modes, HeapNeeds needs, int extentBytes) {
        this.schema = modes.schema();
        this.modes = modes;
        this.needs = needs;
        this.extentBytes = extentBytes;
        this.meanMax = MEAN_MAX_FACTOR * (ExtentLayout.ALIGNMENT + fixedBytes(schema));
    }

    /**
     * Lays out an extent.
     *
     * @param modes what is known of the table
     * @param needs the next row: it will fit
     * @param extentBytes bytes of the extent
     * @return the layout, or null if the extent is too small for the next row
     */
    static @Nullable ExtentLayout plan(TextModes modes, HeapNeeds needs, int extentBytes) {
        ExtentPlanner planner = new ExtentPlanner(modes, needs, extentBytes);
        if (planner.bytes(1) > extentBytes) {
            planner.usesMeans = false;
            if (planner.bytes(1) > extentBytes) {
                return null;
            }
        }
        return planner.build(planner.usesMeans ? planner.mostRows() : 1);
    }

    /** Returns whether a class of extents holds at least one row of the expected lengths. */
    static boolean fits(TextModes modes, int extentBytes) {
        return new ExtentPlanner(modes, HeapNeeds.NONE, extentBytes).bytes(1) <= extentBytes;
    }

    /**
     * Returns the bytes of an extent that holds one row whatever column its bytes belong to.
     *
     * @param schema schema of the row
     * @param bodyBytes bytes of the row-wise body, at least 0
     */
    static long bytesForOneRow(Schema schema, long bodyBytes) {
        long roundings = 0;
        long fixed = 0;
        for (int c = 0; c < schema.size(); c++) {
            ColumnType type = schema.column(c).type();
            fixed += type.fixedBytes();
            // At most: validity, offsets, child offsets and heap, each rounded up.
            roundings += (type.isVariable() ? 4L : 2L) * ExtentLayout.ALIGNMENT;
        }
        long heaps = Math.max(0, bodyBytes - fixed);
        return Math.addExact(ExtentLayout.directoryBytes(schema.size()) + roundings + fixed, heaps);
    }

    /** Returns the bytes that a row takes outside the heaps. */
    private static long fixedBytes(Schema schema) {
        long bytes = 0;
        for (int c = 0; c < schema.size(); c++) {
            ColumnType type = schema.column(c).type();
            bytes += type.isVariable() ? Integer.BYTES : type.fixedBytes();
        }
        return bytes;
    }

    private int mostRows() {
        int fits = 1;
        int tooMany = ExtentLayout.ROWS_MAX + 1;
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            if (bytes(middle) <= extentBytes) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    private long bytes(int rows) {
        long bytes = ExtentLayout.directoryBytes(schema.size());
        for (int c = 0; c < schema.size() && bytes <= extentBytes; c++) {
            bytes += columnBytes(c, rows);
        }
        return bytes;
    }

    private long columnBytes(int c, long rows) {
        long bits = ExtentLayout.align(ExtentLayout.bitBytes(rows));
        long ends = ExtentLayout.align((rows + 1) * Integer.BYTES);
        long bytes = schema.column(c).nullable() ? bits : 0;
        return bytes
                + switch (modes.column(c).storage()) {
                    case NUMBERS -> ExtentLayout.align(rows * schema.column(c).type().fixedBytes());
                    case BITS -> bits;
                    case HEAP -> ends + ExtentLayout.align(heapBytes(c, rows));
                    case TEXTS ->
                            ends
                                    + ExtentLayout.align((children(c, rows) + 1) * Integer.BYTES)
                                    + ExtentLayout.align(heapBytes(c, rows));
                    case CODES ->
                            ExtentLayout.align(rows * Integer.BYTES)
                                    + ExtentLayout.align((children(c, rows) + 1) * Integer.BYTES)
                                    + ExtentLayout.align(heapBytes(c, rows));
                };
    }

    private long heapBytes(int c, long rows) {
        if (!usesMeans) {
            return needs.bytes(c);
        }
        ColumnHistory history = modes.column(c);
        double expected =
                history.storage() == Storage.CODES
                        ? history.codesFor(rows) * Math.min(meanMax, history.entryBytes())
                        : rows * Math.min(meanMax, history.meanBytes());
        return Math.max(needs.bytes(c), (long) Math.ceil(expected * SLACK));
    }

    private long children(int c, long rows) {
        ColumnHistory history = modes.column(c);
        if (history.storage() == Storage.CODES) {
            return history.codesFor(rows);
        }
        double mean = Math.min(meanMax / Integer.BYTES, history.meanTexts());
        double expected = usesMeans ? rows * mean * SLACK : 0;
        return Math.max(needs.texts(c), (long) Math.ceil(expected));
    }

    private ExtentLayout build(int rows) {
        long spare = extentBytes - bytes(rows);
        double planned = 0;
        for (int c = 0; c < schema.size(); c++) {
            planned += modes.column(c).isVariable() ? heapBytes(c, rows) + 1 : 0;
        }
        ExtentLayout.Builder builder = new ExtentLayout.Builder(schema, extentBytes, rows);
        for (int c = 0; c < schema.size(); c++) {
            Storage storage = modes.column(c).storage();
            if (!modes.column(c).isVariable()) {
                builder.add(c, storage, 0, 0);
                continue;
            }
            long heap = heapBytes(c, rows);
            // Whole lines of the spare bytes, so that rounding cannot exceed them.
            long extra = (long) (spare * ((heap + 1) / planned)) & -ExtentLayout.ALIGNMENT;
            boolean hasChildren = storage != Storage.HEAP;
            builder.add(
                    c,
                    storage,
                    Math.toIntExact(ExtentLayout.align(heap) + extra),
                    hasChildren ? Math.toIntExact(children(c, rows)) : 0);
        }
        return builder.build();
    }
}
