package io.thermocline.engine.internal.pipeline;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.RowLayout;
import io.thermocline.formats.journal.RowVectors;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All schemas that rows of one table may be written for, and how such rows become rows of the
 * current one.
 *
 * <p>An appender that was opened before a change goes on with the columns it knows: those are
 * matched by id, columns that it does not know are null, columns that were dropped are left out.
 * Writer thread.
 */
final class SchemaHistory {
    private final Map<Integer, RowLayout> layouts = new HashMap<>();
    private RowLayout current;

    SchemaHistory(Schema current, Map<Integer, Schema> all) {
        all.forEach((version, schema) -> layouts.put(version, new RowLayout(schema)));
        this.current = new RowLayout(current);
        layouts.put(current.version(), this.current);
    }

    void add(Schema schema) {
        current = new RowLayout(schema);
        layouts.put(schema.version(), current);
    }

    RowLayout current() {
        return current;
    }

    private RowLayout layout(int version) {
        RowLayout layout = layouts.get(version);
        if (layout == null) {
            throw new IllegalStateException(
                    "schema version: expected one of " + layouts.keySet() + ", found " + version);
        }
        return layout;
    }

    /** Returns the schema of a version that records were written for. */
    Schema schema(int version) {
        return layout(version).schema();
    }

    /** Returns a row of an older version as columns of the current schema. */
    List<ColumnVector> convertRow(int version, MemorySegment memory, long body) {
        RowLayout layout = layout(version);
        return convertBatch(layout.schema(), RowVectors.read(layout, memory, body));
    }

    /** Returns a batch of an older version as columns of the current schema. */
    List<ColumnVector> convertBatch(Schema written, List<ColumnVector> columns) {
        int rows = columns.getFirst().rowCount();
        List<ColumnVector> converted = new ArrayList<>();
        for (int c = 0; c < current.schema().size(); c++) {
            int index = written.indexOfId(current.schema().column(c).id());
            converted.add(index >= 0 ? columns.get(index) : absent(c, rows));
        }
        return converted;
    }

    private ColumnVector absent(int column, int rows) {
        ColumnVector one = RowVectors.absent(current.schema().column(column).type());
        if (rows == 1) {
            return one;
        }
        long valueBytes =
                one.type().isVariable()
                        ? 0
                        : Math.max(one.type().fixedBytes() * (long) rows, (rows + 7L) / 8);
        MemorySegment zeros =
                MemorySegment.ofArray(
                        new byte
                                [Math.toIntExact(
                                        Math.max(valueBytes, (rows + 1L) * Integer.BYTES))]);
        return one.type().isVariable()
                ? new ColumnVector(one.type(), 0, rows, zeros, zeros, zeros, zeros, null)
                : ColumnVector.fixed(one.type(), rows, zeros, zeros);
    }
}
