package io.thermocline.engine.internal.exec.scan;

import io.thermocline.engine.internal.segment.RowRun;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One run as a scan sees it: which of its columns stand in the slots of the query, and their
 * statistics. One thread at a time.
 */
public final class RunZones {
    /** Rows that one entry of the statistics covers. */
    public static final int BLOCK_ROWS = StoredColumns.BLOCK_ROWS;

    private static final int ABSENT = -1;

    private final RowRun run;
    private final int[] columns;
    private final @Nullable BlockStatistics[] statistics;
    private final boolean[] asked;

    /**
     * Creates the view of a run.
     *
     * @param slots columns of the query, found in the run by id
     */
    public RunZones(RowRun run, List<Column> slots) {
        this.run = run;
        this.columns = new int[slots.size()];
        for (int slot = 0; slot < columns.length; slot++) {
            columns[slot] = run.schema().indexOfId(slots.get(slot).id());
        }
        this.statistics = new BlockStatistics[columns.length];
        this.asked = new boolean[columns.length];
    }

    /** Returns the run. */
    public RowRun run() {
        return run;
    }

    /** Returns the index of a slot's column in the run, or a negative number. */
    int column(int slot) {
        return columns[slot];
    }

    /** Returns whether the run was written before the column was added: its rows are null. */
    public boolean isAbsent(int slot) {
        return columns[slot] <= ABSENT;
    }

    /** Returns whether rows of a column may lack a value. */
    public boolean isNullable(int slot) {
        return isAbsent(slot) || run.schema().column(columns[slot]).nullable();
    }

    /** Returns the statistics of a column, or null if there are none for the block. */
    public @Nullable BlockStatistics statistics(int slot, int block) {
        if (!asked[slot] && !isAbsent(slot)) {
            statistics[slot] = run.statistics(columns[slot]);
            asked[slot] = true;
        }
        BlockStatistics found = statistics[slot];
        return found == null || block >= found.blockCount() ? null : found;
    }

    /** Returns the blocks of the run. */
    int blockCount() {
        return (int) ((run.rowCount() + (long) BLOCK_ROWS - 1) / BLOCK_ROWS);
    }

    /**
     * Returns whether all rows that the statistics of a block cover are rows of the run. The last
     * block of a run may be cut, since the file may hold rows that the snapshot does not see.
     */
    boolean isWhole(int block) {
        return (block + 1L) * BLOCK_ROWS <= run.rowCount();
    }
}
