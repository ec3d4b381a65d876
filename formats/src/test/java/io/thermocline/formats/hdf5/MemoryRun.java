package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.SegmentAllocator;
import java.util.List;

/** Rows in memory that somebody else owns, cut into chunks. */
record MemoryRun(
        Schema schema, long baseRow, int rowCount, int chunkRows, List<ColumnVector> columns)
        implements StoredColumns {

    /** Returns rows [from, from + count) as a run of its own. */
    MemoryRun slice(int from, int count, int rowsOfChunk) {
        List<ColumnVector> sliced = columns.stream().map(c -> c.slice(from, count)).toList();
        return new MemoryRun(schema, baseRow + from, count, rowsOfChunk, sliced);
    }

    @Override
    public ColumnVector read(int column, int chunk, SegmentAllocator scratch) {
        int from = chunk * chunkRows;
        return columns.get(column).slice(from, Math.min(chunkRows, rowCount - from));
    }

    @Override
    public @Nullable BlockStatistics statistics(int column) {
        return null;
    }

    @Override
    public long fileBytes() {
        return 0;
    }

    @Override
    public void close() {
        // The memory belongs to somebody else.
    }
}
