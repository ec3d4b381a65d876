package io.thermocline.engine.internal.segment;

import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** Rows of a published file, all or some of them. */
final class StoredRun implements RowRun {
    private final OpenSegments segments;
    private final Tier tier;
    private final Path file;
    private final long baseRow;
    private final int rowCount;
    private final Schema schema;

    StoredRun(
            OpenSegments segments,
            Tier tier,
            Path file,
            long baseRow,
            int rowCount,
            Schema schema) {
        this.segments = segments;
        this.tier = tier;
        this.file = file;
        this.baseRow = baseRow;
        this.rowCount = rowCount;
        this.schema = schema;
    }

    @Override
    public Tier tier() {
        return tier;
    }

    @Override
    public String location() {
        return file.toString();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long baseRow() {
        return baseRow;
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public @Nullable BlockStatistics statistics(int column) {
        try (OpenSegments.Lease lease = segments.acquire(tier, file)) {
            StoredColumns columns = lease.columns();
            int shift = shift(columns);
            // Blocks of the file are blocks of the run only if both start and end together.
            return shift == 0 && columns.rowCount() == rowCount
                    ? columns.statistics(columnIn(columns, column))
                    : null;
        }
    }

    @Override
    public @Nullable RowMask mask() {
        return null;
    }

    @Override
    public BlockReader open() {
        OpenSegments.Lease lease = segments.acquire(tier, file);
        try {
            return new StoredReader(this, lease, shift(lease.columns()));
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /** Returns the rows of the file before the run. */
    private int shift(StoredColumns columns) {
        long shift = baseRow - columns.baseRow();
        if (shift < 0 || shift + rowCount > columns.rowCount()) {
            throw new CorruptFileException(
                    file,
                    0,
                    "rows",
                    "[" + baseRow + ", " + (baseRow + rowCount) + ")",
                    "["
                            + columns.baseRow()
                            + ", "
                            + (columns.baseRow() + columns.rowCount())
                            + ")");
        }
        return (int) shift;
    }

    /** Returns the index that a column of this run has in the file. */
    int columnIn(StoredColumns columns, int column) {
        int id = schema.column(column).id();
        int index = columns.schema().indexOfId(id);
        if (index < 0) {
            throw new CorruptFileException(
                    file,
                    0,
                    "schema",
                    "a column with id " + id + " ('" + schema.column(column).name() + "')",
                    "none");
        }
        return index;
    }
}
