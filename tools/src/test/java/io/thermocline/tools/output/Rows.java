package io.thermocline.tools.output;

import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.text.ImportOptions;
import io.thermocline.formats.text.JsonLinesReader;
import io.thermocline.formats.text.SchemaText;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows for tests, written as JSON lines. */
final class Rows {
    private final Schema schema;
    private final List<ColumnVector> vectors;

    private Rows(Schema schema, List<ColumnVector> vectors) {
        this.schema = schema;
        this.vectors = vectors;
    }

    static Rows of(String schemaText, String lines) throws IOException {
        Schema schema = SchemaText.parse(schemaText);
        BatchBuilder batch = new BatchBuilder(schema, 1000, Arena.ofAuto());
        try (JsonLinesReader reader =
                JsonLinesReader.open(
                        new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                        "test",
                        schema,
                        ImportOptions.DEFAULT)) {
            reader.read(batch);
        }
        return new Rows(schema, batch.vectors());
    }

    ResultColumns columns() {
        return new ResultColumns(
                schema.columns().stream().map(Column::name).toList(),
                schema.columns().stream().map(Column::type).toList());
    }

    List<ColumnVector> vectors() {
        return vectors;
    }
}
