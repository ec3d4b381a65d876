package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.scan.RunZones;

/**
 * State of the aggregates of one argument, one state a group. One thread at a time.
 *
 * <p>Rows come in the order of the table. {@link #endSpan} is called at the end of each span of
 * {@link io.thermocline.engine.internal.exec.kernel.PositionGrid}, and before results are taken.
 */
abstract class Accumulator {
    private static final int[] ALL_ZERO = new int[Batch.ROWS];

    /** Makes room for {@code groups} groups. */
    abstract void resize(int groups);

    /** Adds rows, all of which are live, to their groups. */
    abstract void addGroups(Batch batch, int[] groups);

    /** Adds the live rows of a batch to group 0. */
    void addAll(Batch batch) {
        addGroups(batch, ALL_ZERO);
    }

    /** Returns whether {@link #addAll} leaves out rows that are not live. */
    boolean takesMasks() {
        return false;
    }

    /** Returns whether the result depends on the order of rows. */
    boolean dependsOnOrder() {
        return false;
    }

    /** Returns whether the statistics of a whole block tell all that its rows would add. */
    boolean answers(RunZones zones, int block) {
        return false;
    }

    /** Adds a whole block to group 0 by its statistics. */
    void answer(RunZones zones, int block) {
        throw new IllegalStateException("not answered by statistics");
    }

    /** Ends a span of the table. */
    void endSpan() {}

    /**
     * Adds the state of the span that follows.
     *
     * @param other an accumulator of the same class, which has ended one span
     * @param map groups here by group there
     */
    abstract void merge(Accumulator other, int[] map);

    /** Forgets all rows. */
    abstract void reset();

    /**
     * Returns the results of an aggregate for groups [from, from + rows), in memory of their own:
     * one expression may hold several aggregates.
     */
    abstract BlockValues result(Expr.Aggregate aggregate, int from, int rows);

    static IllegalStateException unexpected(Expr.Aggregate aggregate) {
        return new IllegalStateException("no accumulator for " + aggregate.text());
    }
}
