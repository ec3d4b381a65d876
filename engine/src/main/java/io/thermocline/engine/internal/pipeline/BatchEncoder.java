package io.thermocline.engine.internal.pipeline;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.BatchLayout;

import java.util.List;

/**
 * Checks columnar batches before they enter the ring, and cuts them to what one record holds.
 * Stateless.
 */
public final class BatchEncoder {
    private BatchEncoder() {}

    /**
     * Checks that a batch fits a schema.
     *
     * @param table name for messages
     * @throws IllegalArgumentException if it does not; names the column
     */
    public static void requireFits(String table, Schema schema, List<ColumnVector> columns) {
        if (columns.size() != schema.size()) {
            throw new IllegalArgumentException(
                    "batch for table '"
                            + table
                            + "': expected "
                            + schema.size()
                            + " columns, found "
                            + columns.size());
        }
        int rows = columns.getFirst().rowCount();
        for (int c = 0; c < columns.size(); c++) {
            Column column = schema.column(c);
            ColumnVector vector = columns.get(c);
            if (!vector.type().equals(column.type())) {
                throw new IllegalArgumentException(
                        "batch for table '"
                                + table
                                + "', column '"
                                + column.name()
                                + "': expected "
                                + column.type()
                                + ", found "
                                + vector.type());
            }
            if (vector.rowCount() != rows) {
                throw new IllegalArgumentException(
                        "batch for table '"
                                + table
                                + "', column '"
                                + column.name()
                                + "': expected "
                                + rows
                                + " rows, found "
                                + vector.rowCount());
            }
            if (!column.nullable()) {
                requireNoNulls(table, column, vector);
            }
        }
    }

    private static void requireNoNulls(String table, Column column, ColumnVector vector) {
        if (vector.validity() == null) {
            return;
        }
        for (int row = 0; row < vector.rowCount(); row++) {
            if (vector.isNull(row)) {
                throw new IllegalArgumentException(
                        "batch for table '"
                                + table
                                + "', column '"
                                + column.name()
                                + "': expected a value (the column is not nullable), found null in"
                                + " row "
                                + row);
            }
        }
    }

    /**
     * Returns how many rows from {@code from} on fit one record: at least one.
     *
     * @throws IllegalArgumentException if a single row is too large
     */
    public static int rowsThatFit(String table, List<ColumnVector> columns, int from) {
        int most = columns.getFirst().rowCount() - from;
        if (BatchLayout.bytes(columns, from, most) <= Ring.BODY_BYTES_MAX) {
            return most;
        }
        int least = 0;
        while (most - least > 1) {
            int middle = (least + most) >>> 1;
            if (BatchLayout.bytes(columns, from, middle) <= Ring.BODY_BYTES_MAX) {
                least = middle;
            } else {
                most = middle;
            }
        }
        if (least == 0) {
            throw new IllegalArgumentException(
                    "batch for table '"
                            + table
                            + "': expected rows of at most "
                            + Ring.BODY_BYTES_MAX
                            + " bytes, found "
                            + BatchLayout.bytes(columns, from, 1)
                            + " (keep larger values as files of the store, see Store.stage)");
        }
        return least;
    }
}
