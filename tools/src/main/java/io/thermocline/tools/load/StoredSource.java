package io.thermocline.tools.load;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.text.ImportCounts;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Rows of a segment of a store, hot, warm or cold: to salvage them, or to copy them elsewhere. */
final class StoredSource implements RowSource {
    private final StoredColumns columns;
    private final LongConsumer progress;

    /** Memory of the last rows handed out. Reading thread. */
    private Arena arena = Arena.ofConfined();

    private int chunk;
    private long rows;

    StoredSource(StoredColumns columns, LongConsumer progress) {
        this.columns = columns;
        this.progress = progress;
    }

    @Override
    public Schema schema() {
        return columns.schema();
    }

    @Override
    public List<ColumnVector> next() {
        if (chunk == columns.chunkCount()) {
            return List.of();
        }
        arena.close();
        arena = Arena.ofConfined();
        List<ColumnVector> vectors = new ArrayList<>();
        for (int i = 0; i < columns.schema().size(); i++) {
            vectors.add(columns.read(i, chunk, arena));
        }
        chunk++;
        rows += vectors.getFirst().rowCount();
        progress.accept(columns.fileBytes() * chunk / columns.chunkCount());
        return vectors;
    }

    @Override
    public ImportCounts counts() {
        return new ImportCounts(rows, 0, 0, List.of());
    }

    @Override
    public void close() {
        arena.close();
        columns.close();
    }
}
