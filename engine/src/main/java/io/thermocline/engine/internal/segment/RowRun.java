package io.thermocline.engine.internal.segment;

import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

/**
 * Consecutive rows of one table as one snapshot sees them, whatever file or tail extent holds them.
 *
 * <p>The row count is pinned: rows appended later are not part of the run, and a move of its rows
 * to another tier is resolved by the run itself. Thread rules: immutable; any thread may open
 * readers.
 */
public interface RowRun {
    /** Returns the tier that held the rows when the snapshot was taken. */
    Tier tier();

    /** Returns the file, or a name of the live tail, for messages and plans. */
    String location();

    /** Returns the schema that the rows were written with; columns are matched by id. */
    Schema schema();

    /** Returns the position of the first row in its table. */
    long baseRow();

    /** Returns the rows in the run. */
    int rowCount();

    /** Returns the statistics of a column's blocks, or null if there are none yet: then scan. */
    @Nullable BlockStatistics statistics(int column);

    /** Returns which rows still count, or null if all do. Every scan applies it. */
    @Nullable RowMask mask();

    /** Opens a reader for one thread. */
    BlockReader open();
}
