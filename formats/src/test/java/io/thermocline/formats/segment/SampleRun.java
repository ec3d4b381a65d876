package io.thermocline.formats.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/** Rows in memory that somebody else owns, cut into chunks. */
record SampleRun(
        Schema schema, long baseRow, int rowCount, int chunkRows, List<ColumnVector> columns)
        implements StoredColumns {

    /** Returns rows [from, from + count) as a run of its own, cut into chunks of other size. */
    SampleRun slice(int from, int count, int rowsOfChunk) {
        List<ColumnVector> sliced = columns.stream().map(c -> c.slice(from, count)).toList();
        return new SampleRun(schema, baseRow + from, count, rowsOfChunk, sliced);
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

    /** Fails unless a column of {@code found} holds rows [from, from + its length) of this run. */
    void assertHolds(int column, int from, ColumnVector found, String message) {
        ColumnVector expected = columns.get(column).slice(from, found.rowCount());
        String where = message + ", column " + column + ", row ";
        assertEquals(expected.type(), found.type(), message);
        for (int row = 0; row < found.rowCount(); row++) {
            if (expected.isNull(row) != found.isNull(row)) {
                fail(where + (from + row) + ": null " + found.isNull(row));
            }
            if (!expected.isNull(row) && !isSame(expected, found, row)) {
                fail(where + (from + row) + ": another value");
            }
        }
    }

    private static boolean isSame(ColumnVector expected, ColumnVector found, int row) {
        if (expected.type().isBool()) {
            return expected.getBool(row) == found.getBool(row);
        }
        if (expected.type().kind() != ColumnType.Kind.STRING_LIST) {
            return isSame(expected.bytes(row), found.bytes(row));
        }
        int count = expected.end(row) - expected.start(row);
        boolean isSame = count == found.end(row) - found.start(row);
        for (int i = 0; isSame && i < count; i++) {
            isSame =
                    isSame(
                            expected.childBytes(expected.start(row) + i),
                            found.childBytes(found.start(row) + i));
        }
        return isSame;
    }

    private static boolean isSame(MemorySegment expected, MemorySegment found) {
        return expected.mismatch(found) == -1;
    }
}
