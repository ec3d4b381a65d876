package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads texts into vectors and compares vectors. */
final class Vectors {
    private Vectors() {}

    static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    static Schema schema(String text) {
        return SchemaText.parse(text);
    }

    static CsvReader csv(String text, String schema) throws IOException {
        return CsvReader.open(
                stream(text), "t.csv", schema(schema), CsvDialect.DEFAULT, ImportOptions.DEFAULT);
    }

    static CsvReader csv(String text) throws IOException {
        return CsvReader.open(
                stream(text), "t.csv", null, CsvDialect.DEFAULT, ImportOptions.DEFAULT);
    }

    static JsonLinesReader json(String text, String schema) throws IOException {
        return JsonLinesReader.open(
                stream(text), "t.ndjson", schema(schema), ImportOptions.DEFAULT);
    }

    static JsonLinesReader json(String text) throws IOException {
        return JsonLinesReader.open(stream(text), "t.ndjson", null, ImportOptions.DEFAULT);
    }

    /** Returns all rows, each as its cells in plain form; null is {@code ∅}. Closes the reader. */
    static List<List<String>> rows(TextReader reader) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        ValueFormat format = new ValueFormat(ValueFormat.Form.PLAIN);
        try (reader;
                Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(reader.schema(), 100, arena);
            while (reader.read(batch) > 0) {
                List<ColumnVector> vectors = batch.vectors();
                for (int row = 0; row < batch.rowCount(); row++) {
                    rows.add(row(vectors, row, format));
                }
                batch.reset();
            }
        }
        return rows;
    }

    private static List<String> row(List<ColumnVector> vectors, int row, ValueFormat format) {
        List<String> cells = new ArrayList<>();
        for (ColumnVector vector : vectors) {
            StringBuilder cell = new StringBuilder(vector.isNull(row) ? "∅" : "");
            format.append(vector, row, cell);
            cells.add(cell.toString());
        }
        return cells;
    }

    /** Checks that two vectors hold the same values, bit for bit. */
    static void assertSame(ColumnVector expected, ColumnVector found, String what) {
        assertEquals(expected.rowCount(), found.rowCount(), what);
        for (int row = 0; row < expected.rowCount(); row++) {
            String where = what + ", row " + row;
            assertEquals(expected.isNull(row), found.isNull(row), where);
            if (expected.isNull(row)) {
                continue;
            }
            if (expected.type().isBool()) {
                assertEquals(expected.getBool(row), found.getBool(row), where);
            } else if (expected.type().kind() == ColumnType.Kind.STRING_LIST) {
                assertEquals(texts(expected, row), texts(found, row), where);
            } else {
                MemorySegment bytes = expected.bytes(row);
                assertEquals(-1, bytes.mismatch(found.bytes(row)), where);
            }
        }
    }

    private static List<String> texts(ColumnVector vector, int row) {
        List<String> texts = new ArrayList<>();
        for (int i = vector.start(row); i < vector.end(row); i++) {
            texts.add(ColumnVector.text(vector.childBytes(i)));
        }
        return texts;
    }
}
