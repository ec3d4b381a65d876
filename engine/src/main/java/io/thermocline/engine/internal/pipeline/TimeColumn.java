package io.thermocline.engine.internal.pipeline;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.journal.NanosRange;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;

/** Finds the span of a table's time column. Stateless. */
final class TimeColumn {
    private TimeColumn() {}

    /** Returns least and greatest value of the time column, or null if there is none. */
    static @Nullable NanosRange range(StoredColumns rows) {
        String name = rows.schema().timeColumn();
        if (name == null || rows.rowCount() == 0) {
            return null;
        }
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        int column = rows.schema().indexOf(name);
        for (int chunk = 0; chunk < rows.chunkCount(); chunk++) {
            try (Arena scratch = Arena.ofConfined()) {
                ColumnVector times = rows.read(column, chunk, scratch);
                for (int row = 0; row < times.rowCount(); row++) {
                    long time = times.getLong(row);
                    first = Math.min(first, time);
                    last = Math.max(last, time);
                }
            }
        }
        return new NanosRange(first, last);
    }
}
