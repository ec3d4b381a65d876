package io.thermocline.formats.text;

import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads JSON objects into column batches: JSON lines, an array of objects, or objects one after the
 * other. Fields go to columns by name.
 *
 * <p>{@code null} and absent fields are null. Numbers are read exactly, or refused where the column
 * has not got them. Columns of all types but string and binary also take strings, read as {@link
 * CellParser} says, so that {@code "NaN"} and integers in quotes work. JSON columns keep any value
 * as it is written (but {@code null}, which is null); string and binary columns take strings only.
 *
 * <p>Memory: one record, at most {@link ImportOptions#maxRowBytes}, and while types are inferred a
 * sample of at most 16 MiB and one record.
 */
public final class JsonLinesReader implements TextReader {
    private final JsonRecords records;
    private final Schema schema;
    private final boolean inferred;
    private final boolean ignoreUnknown;
    private final RowErrors errors;

    /** By column of the schema. */
    private final CellParser[] parsers;

    private final Map<String, Integer> columnsByName = new HashMap<>();
    private final DecodedText decoded = new DecodedText();

    /** Column that the next field probably belongs to. Reading thread only. */
    private int likely;

    private JsonLinesReader(
            JsonRecords records,
            String source,
            Schema schema,
            boolean inferred,
            ImportOptions options) {
        this.records = records;
        this.schema = schema;
        this.inferred = inferred;
        this.ignoreUnknown = options.unknownFields() == ImportOptions.UnknownFields.IGNORE;
        this.errors = new RowErrors(source, options.onError());
        this.parsers = new CellParser[schema.size()];
        Arrays.setAll(parsers, i -> CellParser.of(schema.column(i).type(), options.epochUnit()));
        for (int i = 0; i < schema.size(); i++) {
            columnsByName.put(schema.column(i).name(), i);
        }
    }

    /**
     * Opens a JSON text; without a schema, looks at the first records.
     *
     * @param in the text, UTF-8, uncompressed; closed by {@link #close}, or here on failure
     * @param source name of the text for messages
     * @param schema the columns wanted, or null to infer them
     * @throws io.thermocline.formats.FormatException if there is nothing to infer columns from
     */
    public static JsonLinesReader open(
            InputStream in, String source, @Nullable Schema schema, ImportOptions options)
            throws IOException {
        try {
            ByteWindow window = new ByteWindow(in, options.maxRowBytes());
            window.more(0);
            int start = ByteOrderMark.skip(window, source);
            JsonRecords records = new JsonRecords(window, start, source, options.maxRowBytes());
            Schema columns =
                    schema != null
                            ? schema
                            : JsonFields.infer(records, source, options.sampleRows());
            return new JsonLinesReader(records, source, columns, schema == null, options);
        } catch (IOException | RuntimeException e) {
            try (in) {
                throw e;
            }
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public ImportCounts counts() {
        return errors.counts();
    }

    @Override
    public int read(BatchBuilder batch) throws IOException {
        if (!batch.schema().equals(schema)) {
            throw new IllegalArgumentException(
                    "JSON lines: expected a batch of the reader's schema, found another schema");
        }
        int before = batch.rowCount();
        boolean complete = false;
        try {
            while (!batch.isFull() && records.next()) {
                if (readRecord(batch)) {
                    batch.finishRow();
                    errors.rowDone();
                } else {
                    batch.cancelRow();
                }
            }
            complete = true;
        } finally {
            if (!complete) {
                batch.cancelRow();
            }
        }
        return batch.rowCount() - before;
    }

    /** Returns false if the record is to be left out. */
    private boolean readRecord(BatchBuilder batch) {
        byte[] text = records.text();
        int malformed = Utf8.firstMalformed(text, records.from(), records.to());
        if (malformed >= 0) {
            errors.row(
                    records.line(),
                    "UTF-8",
                    "byte 0x%02x at position %d of the record, which begins no character"
                            .formatted(text[malformed] & 0xFF, malformed - records.from()));
            return false;
        }
        likely = 0;
        try (JsonParser parser =
                JsonText.parser(JsonText.RECORDS, text, records.from(), records.to())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                errors.row(records.line(), "a JSON object", quoteRecord());
                return false;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                if (!readField(parser, batch)) {
                    return false;
                }
            }
            if (parser.nextToken() != null) {
                errors.row(records.line(), "one JSON object a line", quoteRecord());
                return false;
            }
        } catch (JacksonException e) {
            errors.row(records.line(), "JSON (" + JsonText.reason(e) + ")", quoteRecord());
            return false;
        }
        return fillAbsent(batch);
    }

    private String quoteRecord() {
        return RowErrors.quote(records.text(), records.from(), records.to());
    }

    /** Returns false if the record is to be left out. */
    private boolean readField(JsonParser parser, BatchBuilder batch) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        int index = indexOf(name);
        if (index < 0) {
            return readUnknown(parser, name);
        }
        ColumnBuilder column = batch.column(index);
        if (column.rowCount() > batch.rowCount()) {
            errors.row(records.line(), "each field once", "field '" + name + "' twice");
            return false;
        }
        if (token == JsonToken.VALUE_NULL) {
            if (column.column().nullable()) {
                column.appendNull();
                return true;
            }
            return misfit(column, "a value (not null)", "null");
        }
        return readValue(parser, token, parsers[index], column);
    }

    private int indexOf(String name) {
        if (likely < schema.size() && name.equals(schema.column(likely).name())) {
            return likely++;
        }
        int index = columnsByName.getOrDefault(name, -1);
        likely = index + 1;
        return index;
    }

    private boolean readUnknown(JsonParser parser, String name) {
        if (ignoreUnknown) {
            parser.skipChildren();
            return true;
        }
        String hint =
                inferred
                        ? " (it does not occur in the first records: declare it with --schema)"
                        : "";
        errors.row(records.line(), "fields of the schema only", "field '" + name + "'" + hint);
        return false;
    }

    private boolean readValue(
            JsonParser parser, JsonToken token, CellParser cells, ColumnBuilder column) {
        ColumnType type = column.column().type();
        boolean string = token == JsonToken.VALUE_STRING;
        byte[] text = records.text();
        // Offsets of the parser count from the start of the record.
        int from = records.from() + (int) parser.currentTokenLocation().getByteOffset();
        int to;
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            to = from + parser.getStringLength();
        } else {
            parser.skipChildren();
            parser.finishToken();
            to = records.from() + (int) parser.currentLocation().getByteOffset();
        }
        try {
            if (string && type.kind() != ColumnType.Kind.JSON) {
                decoded.read(parser);
                cells.parse(decoded.bytes(), 0, decoded.length(), column);
            } else if (!string && JsonFields.needsString(type)) {
                throw new BadCellException("a JSON string (" + type.text() + ")");
            } else {
                cells.parse(text, from, to, column);
            }
            return true;
        } catch (BadCellException e) {
            return misfit(column, e.expected(), RowErrors.quote(text, from, to));
        }
    }

    private boolean misfit(ColumnBuilder column, String expected, String found) {
        Column declared = column.column();
        RowErrors.Place place =
                new RowErrors.Place(records.line(), "field '" + declared.name() + "'");
        String advice =
                inferred
                        ? "the type was inferred from the first records: declare it with --schema,"
                                + " or use --on-error skip or null"
                        : "";
        if (!errors.cell(place, expected, found, declared.nullable(), advice)) {
            return false;
        }
        column.truncate(column.rowCount());
        column.appendNull();
        return true;
    }

    private boolean fillAbsent(BatchBuilder batch) {
        for (int i = 0; i < parsers.length; i++) {
            ColumnBuilder column = batch.column(i);
            if (column.rowCount() > batch.rowCount()) {
                continue;
            }
            if (!column.column().nullable()) {
                return misfit(column, "a value (not null)", "no such field");
            }
            column.appendNull();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
