package io.thermocline.engine.internal.exec.sort;

import io.thermocline.engine.internal.exec.group.ByteHeap;
import io.thermocline.engine.internal.exec.plan.Plan;

import java.util.List;

/**
 * Sorts rows by their keys; rows with equal keys stay in the order in which they came.
 *
 * <p>The first key of each row is packed into a long that has the same order; only where two are
 * equal all keys are compared.
 */
final class RowOrder {
    private static final int INSERTION = 12;

    private final List<Plan.SortKey> keys;
    private final RowColumn[] columns;
    private final long[] packed;

    RowOrder(List<Plan.SortKey> keys, RowColumn[] columns, int rows) {
        this.keys = keys;
        this.columns = columns;
        this.packed = new long[rows];
        for (int row = 0; row < rows; row++) {
            packed[row] = pack(row);
        }
    }

    /** Returns the rows in order. */
    int[] sorted() {
        int[] rows = new int[packed.length];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
        }
        sort(rows, rows.clone(), 0, rows.length);
        return rows;
    }

    /** Merge sort of [from, to); {@code spare} holds the same rows there. */
    private void sort(int[] rows, int[] spare, int from, int to) {
        if (to - from <= INSERTION) {
            for (int i = from + 1; i < to; i++) {
                int row = rows[i];
                int at = i;
                for (; at > from && compare(rows[at - 1], row) > 0; at--) {
                    rows[at] = rows[at - 1];
                }
                rows[at] = row;
            }
            return;
        }
        int middle = (from + to) >>> 1;
        sort(spare, rows, from, middle);
        sort(spare, rows, middle, to);
        if (compare(spare[middle - 1], spare[middle]) <= 0) {
            System.arraycopy(spare, from, rows, from, to - from);
            return;
        }
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft =
                    right >= to || (left < middle && compare(spare[left], spare[right]) <= 0);
            rows[i] = spare[takeLeft ? left++ : right++];
        }
    }

    private int compare(int a, int b) {
        int order = Long.compare(packed[a], packed[b]);
        if (order != 0) {
            return order;
        }
        for (int k = 0; k < columns.length; k++) {
            order = compare(k, a, b);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int compare(int k, int a, int b) {
        RowColumn column = columns[k];
        Plan.SortKey key = keys.get(k);
        boolean nullA = column.isNull(a);
        boolean nullB = column.isNull(b);
        if (nullA || nullB) {
            int order = Boolean.compare(nullA, nullB);
            return key.nullsFirst() ? -order : order;
        }
        int order =
                switch (column.kind()) {
                    case LONG, BOOL -> Long.compare(column.bits(a), column.bits(b));
                    case DOUBLE ->
                            Long.compare(orderedBits(column.bits(a)), orderedBits(column.bits(b)));
                    case BYTES ->
                            column.heap()
                                    .compare(
                                            column.bits(a),
                                            (int) column.byteLength(a),
                                            column.bits(b),
                                            (int) column.byteLength(b));
                    case COMPLEX -> throw new IllegalStateException("complex: no order");
                };
        return key.descending() ? -order : order;
    }

    /**
     * Equal packed keys may stand for keys that differ; unequal ones have the order of the keys.
     */
    private long pack(int row) {
        Plan.SortKey key = keys.getFirst();
        RowColumn column = columns[0];
        if (column.isNull(row)) {
            return key.nullsFirst() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long bits =
                switch (column.kind()) {
                    case LONG, BOOL -> column.bits(row);
                    case DOUBLE -> orderedBits(column.bits(row));
                    case BYTES -> prefix(column, row);
                    case COMPLEX -> throw new IllegalStateException("complex: no order");
                };
        return key.descending() ? ~bits : bits;
    }

    /** Bits that, as longs, have the order of the doubles: one NaN, the largest, and one zero. */
    static long orderedBits(long rawBits) {
        long bits = Double.doubleToLongBits(Double.longBitsToDouble(rawBits) + 0.0);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    /** The first eight bytes, as a number of the same order. */
    private static long prefix(RowColumn column, int row) {
        long reference = column.bits(row);
        byte[] chunk = column.heap().chunk(reference);
        int from = ByteHeap.offset(reference);
        long prefix = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            prefix = prefix << 8 | (i < column.byteLength(row) ? chunk[from + i] & 0xFF : 0);
        }
        return prefix ^ Long.MIN_VALUE;
    }
}
