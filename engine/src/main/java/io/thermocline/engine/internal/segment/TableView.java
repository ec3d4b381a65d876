package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.Schema;

import java.util.List;

/**
 * One table as one snapshot sees it.
 *
 * @param name table name
 * @param schema schema at the snapshot; runs may have been written under older ones
 * @param runs rows in position order, without gaps but those that retention left
 */
public record TableView(String name, Schema schema, List<RowRun> runs) {
    /** Returns the number of rows that the snapshot sees, before row masks. */
    public long rowCount() {
        return runs.stream().mapToLong(RowRun::rowCount).sum();
    }
}
