package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.util.List;

/**
 * Consecutive runs of rows as one, of which one chunk of one column is in memory at a time.
 *
 * <p>Thread rules: one thread.
 */
final class MergedRuns implements AutoCloseable {
    private final List<? extends StoredColumns> runs;

    /** First row of each run, counted from the first run; the total behind them. */
    private final long[] firstRows;

    private @Nullable Arena arena;
    private @Nullable ColumnVector vector;
    private int column = -1;
    private long vectorFirst;

    /**
     * Checks that the runs belong together.
     *
     * @throws IllegalArgumentException if there is none, schemas differ, or rows do not follow
     */
    MergedRuns(List<? extends StoredColumns> runs) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("cold segment: expected at least one run of rows");
        }
        this.runs = List.copyOf(runs);
        this.firstRows = new long[runs.size() + 1];
        Schema schema = runs.getFirst().schema();
        long base = runs.getFirst().baseRow();
        for (int i = 0; i < runs.size(); i++) {
            StoredColumns run = runs.get(i);
            if (!run.schema().equals(schema)) {
                throw new IllegalArgumentException(
                        "cold segment: expected runs of schema version %d, found %d"
                                .formatted(schema.version(), run.schema().version()));
            }
            if (run.baseRow() != base + firstRows[i]) {
                throw new IllegalArgumentException(
                        "cold segment: expected a run from row %d on, found one from row %d"
                                .formatted(base + firstRows[i], run.baseRow()));
            }
            firstRows[i + 1] = firstRows[i] + run.rowCount();
        }
        if (rows() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "cold segment: expected at most 2^31 - 1 rows, found " + rows());
        }
    }

    private long rows() {
        return firstRows[firstRows.length - 1];
    }

    List<? extends StoredColumns> runs() {
        return runs;
    }

    Schema schema() {
        return runs.getFirst().schema();
    }

    long baseRow() {
        return runs.getFirst().baseRow();
    }

    int rowCount() {
        return (int) rows();
    }

    /** Takes rows of a column: {@code vector} holds them, the first is {@code firstRow}. */
    @FunctionalInterface
    interface Visitor {
        /** Takes one piece; the vector is valid during the call. */
        void visit(ColumnVector vector, long firstRow);
    }

    /** Passes rows [from, from + count) of a column in order, as few pieces as there are chunks. */
    void visit(int ofColumn, long from, long count, Visitor visitor) {
        for (long row = from; row < from + count; ) {
            ColumnVector whole = at(ofColumn, row);
            int skip = (int) (row - vectorFirst);
            int length = (int) Math.min(whole.rowCount() - skip, from + count - row);
            visitor.visit(whole.slice(skip, length), row);
            row += length;
        }
    }

    private ColumnVector at(int ofColumn, long row) {
        ColumnVector current = vector;
        if (current != null
                && column == ofColumn
                && row >= vectorFirst
                && row < vectorFirst + current.rowCount()) {
            return current;
        }
        close();
        int run = 0;
        while (row >= firstRows[run + 1]) {
            run++;
        }
        StoredColumns source = runs.get(run);
        int chunk = (int) ((row - firstRows[run]) / source.chunkRows());
        Arena fresh = Arena.ofConfined();
        arena = fresh;
        current = source.read(ofColumn, chunk, fresh);
        vector = current;
        column = ofColumn;
        vectorFirst = firstRows[run] + (long) chunk * source.chunkRows();
        return current;
    }

    /** Frees the chunk in memory. The runs stay open. */
    @Override
    public void close() {
        Arena open = arena;
        vector = null;
        arena = null;
        if (open != null) {
            open.close();
        }
    }
}
