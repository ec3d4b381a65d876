package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.plan.ValueKind;

import java.util.List;

/**
 * Numbers groups 0, 1, 2, … as they are met. One key is numbered by its column; each further key
 * makes pairs of (group so far, its number), which are numbered in turn. One thread at a time.
 */
final class GroupKeys {
    private final KeyColumn[] columns;

    /** For key k &gt; 0: pairs of the number so far and the number of the key. */
    private final LongInterner[] pairs;

    private final int[] scratch = new int[Batch.ROWS];

    GroupKeys(List<ValueKind> kinds, QueryContext context) {
        this.columns = new KeyColumn[kinds.size()];
        this.pairs = new LongInterner[kinds.size()];
        for (int k = 0; k < columns.length; k++) {
            columns[k] = KeyColumn.of(kinds.get(k), context);
            pairs[k] = new LongInterner(context);
        }
    }

    /** Returns the groups met. */
    int size() {
        int last = columns.length - 1;
        return last == 0 ? columns[0].size() : pairs[last].size();
    }

    /**
     * Starts with the first key of a batch, to be followed by {@link #combine} with the others.
     *
     * @param groups gets numbers of the rows' groups as far as this key tells
     */
    void begin(BlockValues values, int rows, int[] groups) {
        columns[0].numbers(values, rows, groups);
    }

    /** Divides groups by the next key. */
    void combine(int key, BlockValues values, int rows, int[] groups) {
        columns[key].numbers(values, rows, scratch);
        LongInterner interner = pairs[key];
        for (int row = 0; row < rows; row++) {
            groups[row] = interner.intern((long) groups[row] << 32 | scratch[row]);
        }
    }

    /** Returns a key of groups [from, from + rows). */
    BlockValues values(int key, int from, int rows) {
        for (int row = 0; row < rows; row++) {
            int number = from + row;
            for (int k = columns.length - 1; k > key; k--) {
                number = (int) (pairs[k].key(number) >>> 32);
            }
            scratch[row] = key == 0 ? number : (int) pairs[key].key(number);
        }
        return columns[key].values(scratch, 0, rows);
    }

    /**
     * Finds the groups of another table here, new ones in their order.
     *
     * @return numbers here by number there
     */
    int[] take(GroupKeys other) {
        int[] map = new int[other.size()];
        int[] groups = new int[Batch.ROWS];
        for (int from = 0; from < map.length; from += Batch.ROWS) {
            int rows = Math.min(Batch.ROWS, map.length - from);
            begin(other.values(0, from, rows), rows, groups);
            for (int k = 1; k < columns.length; k++) {
                combine(k, other.values(k, from, rows), rows, groups);
            }
            System.arraycopy(groups, 0, map, from, rows);
        }
        return map;
    }
}
