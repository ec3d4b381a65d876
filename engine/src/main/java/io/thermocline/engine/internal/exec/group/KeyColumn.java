package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.plan.ValueKind;

/**
 * Numbers the distinct values of one key 0, 1, 2, … as they are met; null is a value here. NaN is
 * one value, and so are 0.0 and −0.0. One thread at a time.
 */
abstract class KeyColumn {
    /** Number of null, or −1 as long as it was not met. */
    private int nullNumber = -1;

    static KeyColumn of(ValueKind kind, QueryContext context) {
        return switch (kind) {
            case LONG, DOUBLE, BOOL -> new NumberKeys(kind, context);
            case COMPLEX, BYTES -> new BytesKeys(kind, context);
        };
    }

    /** Writes the number of each row's value. */
    abstract void numbers(BlockValues values, int rows, int[] out);

    /** Returns the distinct values met. */
    abstract int size();

    /**
     * Returns values by number, for as many rows as a batch holds.
     *
     * @param numbers numbers of values
     * @param from first of them
     */
    abstract BlockValues values(int[] numbers, int from, int rows);

    abstract int addUnfindable();

    final int nullNumber() {
        if (nullNumber < 0) {
            nullNumber = addUnfindable();
        }
        return nullNumber;
    }

    final boolean isNull(int number) {
        return number == nullNumber;
    }
}
