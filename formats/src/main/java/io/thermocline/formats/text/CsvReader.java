package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads CSV (RFC 4180) in UTF-8 into column batches.
 *
 * <p>An empty cell is null, {@code ""} is the empty text. In columns that have no empty text
 * (numbers, truth values, timestamps, vectors, lists) {@code ""} is null as well, because many
 * writers quote every cell. With a header row, cells go to the columns of the schema by name, in
 * any order; without one, by position. Empty lines are passed over, except in texts of one column,
 * where they are null.
 *
 * <p>Memory: one row, at most {@link ImportOptions#maxRowBytes}, and while types are inferred a
 * sample of at most 16 MiB and one row. Needs Chronicle Bytes on the class path.
 */
public final class CsvReader implements TextReader {
    private final CsvTokenizer tokenizer;
    private final CsvColumns columns;
    private final Schema schema;
    private final RowErrors errors;

    /** Column of the schema that a cell of the row goes to, or −1. */
    private final int[] targets;

    /** Columns of the schema that no cell goes to. */
    private final int[] absent;

    /** By column of the schema. */
    private final CellParser[] parsers;

    private CsvReader(CsvTokenizer tokenizer, CsvColumns columns, ImportOptions options) {
        this.tokenizer = tokenizer;
        this.columns = columns;
        this.schema = columns.schema();
        this.targets = columns.targets();
        this.absent = columns.absent();
        this.errors = new RowErrors(columns.source(), options.onError());
        this.parsers = new CellParser[schema.size()];
        Arrays.setAll(parsers, i -> CellParser.of(schema.column(i).type(), options.epochUnit()));
    }

    /**
     * Opens a CSV text; reads the header and, without a schema, the first rows.
     *
     * @param in the text, UTF-8, uncompressed; closed by {@link #close}, or here on failure
     * @param source name of the text for messages
     * @param schema the columns wanted, or null to infer them
     * @throws FormatException if the text is not UTF-8, has no header where it should, or its
     *     columns do not match the schema
     * @throws io.thermocline.formats.UnsupportedFormatException if Chronicle Bytes is missing
     */
    public static CsvReader open(
            InputStream in,
            String source,
            @Nullable Schema schema,
            CsvDialect dialect,
            ImportOptions options)
            throws IOException {
        try {
            ChronicleBytes.require("reading CSV");
            ByteWindow window = new ByteWindow(in, options.maxRowBytes());
            window.more(0);
            int start = ByteOrderMark.skip(window, source);
            char delimiter = dialect.delimiter();
            if (delimiter == 0) {
                delimiter = CsvSniffer.sniff(window.bytes(), start, window.limit(), window.atEnd());
            }
            CsvTokenizer tokenizer =
                    new CsvTokenizer(window, start, source, delimiter, options.maxRowBytes());
            CsvDialect known = dialect.withDelimiter(delimiter);
            CsvColumns columns = new CsvColumns(tokenizer, source, known, schema, options);
            return new CsvReader(tokenizer, columns, options);
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

    /** Returns the dialect with the delimiter that is in use. */
    public CsvDialect dialect() {
        return columns.dialect();
    }

    @Override
    public ImportCounts counts() {
        return errors.counts();
    }

    @Override
    public int read(BatchBuilder batch) throws IOException {
        if (!batch.schema().equals(schema)) {
            throw new IllegalArgumentException(
                    columns.source()
                            + ": expected a batch of the reader's schema, found another schema");
        }
        int before = batch.rowCount();
        boolean complete = false;
        try {
            while (!batch.isFull() && tokenizer.nextRow()) {
                if (tokenizer.isBlank() && targets.length > 1) {
                    continue;
                }
                if (fits() && readRow(batch)) {
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

    /** Returns whether the row has as many cells as it should, or can be filled up. */
    private boolean fits() {
        String expected = tokenizer.rowError();
        if (expected != null) {
            errors.row(tokenizer.line(), expected, "more text");
            return false;
        }
        int cells = tokenizer.cellCount();
        if (cells == targets.length
                || errors.fillsShortRow(tokenizer.line(), targets.length, cells)) {
            return true;
        }
        errors.row(tokenizer.line(), targets.length + " cells", cells + " cells");
        return false;
    }

    private boolean readRow(BatchBuilder batch) {
        int cells = tokenizer.cellCount();
        for (int i = 0; i < targets.length; i++) {
            int target = targets[i];
            if (target < 0) {
                continue;
            }
            ColumnBuilder column = batch.column(target);
            if (i >= cells) {
                if (!column.column().nullable()) {
                    errors.row(tokenizer.line(), targets.length + " cells", cells + " cells");
                    return false;
                }
                column.appendNull();
            } else if (!readCell(i, parsers[target], column)) {
                return false;
            }
        }
        for (int target : absent) {
            batch.column(target).appendNull();
        }
        return true;
    }

    /** Returns false if the row is to be left out. */
    private boolean readCell(int index, CellParser parser, ColumnBuilder column) {
        tokenizer.select(index);
        Column declared = column.column();
        if (isNull(index, declared.type())) {
            if (declared.nullable()) {
                column.appendNull();
                return true;
            }
            return misfit(index, column, "a value (not null)");
        }
        try {
            parser.parse(tokenizer.cellText(), tokenizer.cellFrom(), tokenizer.cellTo(), column);
            return true;
        } catch (BadCellException e) {
            return misfit(index, column, e.expected());
        }
    }

    private boolean misfit(int index, ColumnBuilder column, String expected) {
        Column declared = column.column();
        String found =
                RowErrors.quote(tokenizer.cellText(), tokenizer.cellFrom(), tokenizer.cellTo());
        RowErrors.Place place =
                new RowErrors.Place(
                        tokenizer.line(index),
                        "cell %d, column '%s'".formatted(index + 1, declared.name()));
        boolean empty = tokenizer.cellFrom() == tokenizer.cellTo();
        if (!errors.cell(place, expected, found, declared.nullable(), advice(empty))) {
            return false;
        }
        column.truncate(column.rowCount());
        column.appendNull();
        return true;
    }

    private String advice(boolean empty) {
        if (empty) {
            return "";
        }
        return columns.inferred()
                ? "the type was inferred from the first rows: declare it with --schema, name the"
                        + " text of nulls with --null, or use --on-error skip or null"
                : "name the text of nulls with --null, or use --on-error skip or null";
    }

    private boolean isNull(int index, ColumnType type) {
        if (tokenizer.cellFrom() == tokenizer.cellTo()) {
            boolean hasEmpty = type.isText() || type.kind() == ColumnType.Kind.BINARY;
            return !hasEmpty || !tokenizer.isQuoted(index);
        }
        return columns.isNullText(tokenizer, index);
    }

    @Override
    public void close() throws IOException {
        tokenizer.close();
    }
}
