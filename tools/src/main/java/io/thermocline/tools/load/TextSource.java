package io.thermocline.tools.load;

import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.text.ImportCounts;
import io.thermocline.formats.text.TextReader;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;

/** Rows of a CSV or JSON file. */
final class TextSource implements RowSource {
    private final TextReader reader;
    private final Arena arena = Arena.ofConfined();
    private final BatchBuilder batch;

    TextSource(TextReader reader) {
        this.reader = reader;
        this.batch = new BatchBuilder(reader.schema(), BatchBuilder.DEFAULT_CAPACITY, arena);
    }

    @Override
    public Schema schema() {
        return reader.schema();
    }

    @Override
    public List<ColumnVector> next() throws IOException {
        batch.reset();
        return reader.read(batch) == 0 ? List.of() : batch.vectors();
    }

    @Override
    public ImportCounts counts() {
        return reader.counts();
    }

    @Override
    public void close() throws IOException {
        arena.close();
        reader.close();
    }
}
