package io.thermocline.engine.internal.exec.scan;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.segment.BlockReader;
import io.thermocline.engine.internal.segment.RowMask;
import io.thermocline.engine.internal.segment.RowRun;

import org.jspecify.annotations.Nullable;

/**
 * Goes through stretches of runs and delivers the rows that fulfil the conditions. One thread at a
 * time.
 */
public final class TableScan implements AutoCloseable {
    private final Plan.Scan plan;
    private final QueryContext context;
    private final boolean onlyKept;
    private final @Nullable BlockAnswers answers;
    private final ScanCounters counters = new ScanCounters();
    private final ScanBatch batch;
    private final RowFilter filter;
    private final long[] base = new long[Batch.WORDS];

    private @Nullable RunZones zones;
    private @Nullable BlockReader reader;

    /** Rows of the run that are left to deliver: [nextRow, endRow). */
    private int nextRow;

    private int endRow;

    /** Row from which a block has to be asked of the statistics again. */
    private int blockEnd;

    /** Whether statistics say that all rows of the current block fulfil the conditions. */
    private boolean blockFulfils;

    /** Takes blocks whose rows all count and are known by their statistics. */
    public interface BlockAnswers {
        /** Returns whether the statistics of a block were enough, so that it need not be read. */
        boolean answer(RunZones zones, int block);
    }

    /**
     * Creates a scan; {@link #begin} gives it rows.
     *
     * @param onlyKept whether batches must hold only rows that fulfil the conditions; otherwise
     *     they may hold others that are not live
     * @param answers who may take a block by its statistics, or null
     */
    public TableScan(
            Plan.Scan plan,
            QueryContext context,
            boolean onlyKept,
            @Nullable BlockAnswers answers) {
        this.plan = plan;
        this.context = context;
        this.onlyKept = onlyKept;
        this.answers = answers;
        this.batch = new ScanBatch(plan.columns(), context, counters);
        this.filter = new RowFilter(plan.conditions(), context);
    }

    /**
     * Adds a condition that may get narrower while the scan goes on.
     *
     * @param zoneTest what statistics say about it
     */
    public void addFirst(Evaluator condition, ZoneTest zoneTest) {
        filter.addFirst(condition, zoneTest);
    }

    /** Turns to rows [from, to) of a run. */
    public void begin(RowRun run, int from, int to) {
        if (zones == null || zones.run() != run) {
            closeReader();
            zones = new RunZones(run, plan.columns());
        }
        nextRow = from;
        endRow = to;
        blockEnd = from;
    }

    /**
     * Returns the next rows, or null at the end of the stretch. A batch has at least one live row
     * and holds until the next call.
     */
    public @Nullable Batch next() {
        RunZones of = zones;
        while (of != null && nextRow < endRow) {
            if (nextRow >= blockEnd && !beginBlock(of)) {
                continue;
            }
            int from = nextRow / Batch.ROWS * Batch.ROWS;
            int to = Math.min(from + Batch.ROWS, of.run().rowCount());
            int first = nextRow;
            nextRow = Math.min(to, endRow);
            batch.beginRows(from, to - from);
            long @Nullable [] start = start(of.run(), from, to, first);
            int count =
                    blockFulfils && start == null
                            ? to - from
                            : filter.apply(batch, start, onlyKept);
            counters.rowsRead += nextRow - first;
            counters.rowsSelected += count;
            if (count > 0) {
                return batch;
            }
        }
        return null;
    }

    /** Asks the statistics about the next block; returns whether it has to be read. */
    private boolean beginBlock(RunZones of) {
        context.check();
        int block = nextRow / RunZones.BLOCK_ROWS;
        int blockFrom = block * RunZones.BLOCK_ROWS;
        blockEnd = (int) Math.min(blockFrom + (long) RunZones.BLOCK_ROWS, of.run().rowCount());
        int outcomes = filter.zoneTest().outcomes(of, block);
        int stretchEnd = Math.min(blockEnd, endRow);
        if ((outcomes & ZoneTest.TRUE) == 0) {
            counters.blocksSkipped++;
            nextRow = stretchEnd;
            return false;
        }
        blockFulfils = outcomes == ZoneTest.TRUE;
        boolean complete = nextRow == blockFrom && stretchEnd == blockEnd && of.isWhole(block);
        if (blockFulfils
                && complete
                && answers != null
                && of.run().mask() == null
                && answers.answer(of, block)) {
            counters.blocksAnswered++;
            counters.rowsSelected += stretchEnd - nextRow;
            nextRow = stretchEnd;
            return false;
        }
        counters.blocksRead++;
        BlockReader open = reader;
        if (open == null) {
            open = of.run().open();
            reader = open;
        }
        batch.beginBlock(of, open, block);
        return true;
    }

    /** Returns the rows of a batch that the stretch and the row mask leave, or null for all. */
    private long @Nullable [] start(RowRun run, int from, int to, int first) {
        RowMask mask = run.mask();
        if (mask == null && first == from && to <= endRow) {
            return null;
        }
        int rows = to - from;
        Bits.fill(base, rows);
        for (int row = from; row < first; row++) {
            Bits.unset(base, row - from);
        }
        for (int row = endRow; row < to; row++) {
            Bits.unset(base, row - from);
        }
        if (mask != null) {
            mask.apply(base, from, rows);
        }
        return Bits.count(base, rows) == rows ? null : base;
    }

    /** Returns what the scan has done so far. */
    public ScanCounters counters() {
        return counters;
    }

    /** Gives up the open run. */
    @Override
    public void close() {
        closeReader();
        zones = null;
    }

    private void closeReader() {
        BlockReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
