package io.thermocline.tools.command;

import io.thermocline.engine.query.Cursor;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.tools.output.ResultColumns;
import io.thermocline.tools.output.ResultWriter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows on their way from a query to a writer. */
final class Cursors {
    private Cursors() {}

    /** Takes the rows of a block. */
    @FunctionalInterface
    interface Blocks {
        void accept(List<ColumnVector> block) throws IOException;
    }

    static ResultColumns columns(Cursor cursor) {
        List<String> names = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        for (int i = 0; i < cursor.columnCount(); i++) {
            names.add(cursor.columnName(i));
            types.add(cursor.columnType(i));
        }
        return new ResultColumns(names, types);
    }

    /** Passes all rows on and returns their number. */
    static long drain(Cursor cursor, Blocks blocks) throws IOException {
        long rows = 0;
        for (int count = cursor.nextBlock(); count > 0; count = cursor.nextBlock()) {
            List<ColumnVector> block = new ArrayList<>(cursor.columnCount());
            for (int i = 0; i < cursor.columnCount(); i++) {
                block.add(cursor.column(i).slice(0, count));
            }
            blocks.accept(block);
            rows += count;
        }
        return rows;
    }

    static long write(Cursor cursor, ResultWriter writer) throws IOException {
        long rows = drain(cursor, writer::write);
        writer.finish();
        return rows;
    }
}
