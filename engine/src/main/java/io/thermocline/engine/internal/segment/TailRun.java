package io.thermocline.engine.internal.segment;

import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** The visible rows of one extent; for good those of the sealed file once the extent is gone. */
final class TailRun implements RowRun {
    private final TailExtentView view;
    private final int rowCount;
    private final Supplier<RowRun> sealed;

    /** Where the rows are since the extent was given back; null before. Guarded by this. */
    private volatile @Nullable RowRun moved;

    TailRun(TailExtentView view, int rowCount, Supplier<RowRun> sealed) {
        if (rowCount < 0) {
            throw new IllegalArgumentException(
                    view.location() + ": expected a row count from 0, found " + rowCount);
        }
        this.view = view;
        this.rowCount = rowCount;
        this.sealed = sealed;
    }

    @Override
    public Tier tier() {
        return Tier.HOT;
    }

    @Override
    public String location() {
        return "tail " + view.location();
    }

    @Override
    public Schema schema() {
        return view.schema();
    }

    @Override
    public long baseRow() {
        return view.baseRow();
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public @Nullable BlockStatistics statistics(int column) {
        // Those of a sealed file describe its rows; they describe ours if there are no more.
        RowRun elsewhere = moved;
        return elsewhere != null && elsewhere.rowCount() == rowCount
                ? elsewhere.statistics(columnIn(elsewhere, column))
                : null;
    }

    @Override
    public @Nullable RowMask mask() {
        return null;
    }

    @Override
    public BlockReader open() {
        return new TailReader(this, view);
    }

    /** Returns where the rows moved to, or null as far as anybody noticed. */
    @Nullable RowRun moved() {
        return moved;
    }

    /** Finds out where the rows moved to. */
    synchronized RowRun resolve() {
        RowRun elsewhere = moved;
        if (elsewhere == null) {
            elsewhere = sealed.get();
            if (elsewhere.baseRow() != baseRow() || elsewhere.rowCount() < rowCount) {
                throw new IllegalStateException(
                        location()
                                + ": expected the sealed run of rows from "
                                + baseRow()
                                + " with at least "
                                + rowCount
                                + " rows, found "
                                + elsewhere.rowCount()
                                + " rows from "
                                + elsewhere.baseRow()
                                + " in "
                                + elsewhere.location());
            }
            moved = elsewhere;
        }
        return elsewhere;
    }

    /** Returns the index that a column of this run has in another. */
    int columnIn(RowRun other, int column) {
        int id = schema().column(column).id();
        int index = other.schema().indexOfId(id);
        if (index < 0) {
            throw new IllegalStateException(
                    other.location() + ": expected a column with id " + id + ", found none");
        }
        return index;
    }
}
