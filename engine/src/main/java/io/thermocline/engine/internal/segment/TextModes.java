package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.segment.ExtentLayout.Storage;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

/**
 * What the extents of a table so far teach about its next one: whether each text column keeps a
 * dictionary or plain text, and how long values are.
 *
 * <p>The writer hands it from extent to extent: {@link #initial} for the first, {@link
 * TailExtent#nextModes} afterwards. Writer thread only.
 */
public final class TextModes {
    private final Schema schema;
    private final ColumnHistory[] columns;

    /**
     * Layout of the last extent of this table, kept while every extent is laid out alike: a table
     * without variable columns then allocates nothing per extent. Writer thread.
     */
    private @Nullable ExtentLayout lastLayout;

    /** Smallest class for rows of the expected lengths, or −1 while not computed. Writer thread. */
    private int smallestClass = -1;

    private TextModes(Schema schema, ColumnHistory[] columns) {
        this.schema = schema;
        this.columns = columns;
    }

    /** Returns what is assumed of a table that has no rows yet. */
    public static TextModes initial(Schema schema) {
        ColumnHistory[] columns = new ColumnHistory[schema.size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = ColumnHistory.initial(schema.column(c));
        }
        return new TextModes(schema, columns);
    }

    /** Returns the schema of the rows to come. */
    public Schema schema() {
        return schema;
    }

    /** Returns whether the next extent keeps a column as codes of a dictionary. */
    public boolean isDictionary(int column) {
        return columns[column].storage == Storage.CODES;
    }

    ColumnHistory column(int column) {
        return columns[column];
    }

    /** Returns whether some value length rests on a guess and not on rows seen. */
    boolean isGuessed() {
        for (ColumnHistory column : columns) {
            if (column.isVariable() && column.rows == 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns these modes with other histories. */
    TextModes with(ColumnHistory[] histories) {
        return new TextModes(schema, histories);
    }

    /**
     * Returns the smallest class that holds a row of the expected lengths; the largest if none
     * does.
     */
    int smallestClass() {
        if (smallestClass < 0) {
            smallestClass = 0;
            while (smallestClass < ExtentSize.LARGEST_CLASS
                    && !ExtentPlanner.fits(this, ExtentSize.bytes(smallestClass))) {
                smallestClass++;
            }
        }
        return smallestClass;
    }

    @Nullable ExtentLayout lastLayout() {
        return lastLayout;
    }

    void keepLayout(ExtentLayout layout) {
        lastLayout = layout;
    }

    /** What one extent, or a sample, held in one variable column. */
    record Use(long rows, long bytes, long texts, int codes, long dictionaryBytes) {}

    /**
     * What is known of one column.
     *
     * @param column the column
     * @param storage how the next extent keeps it
     * @param rows rows behind the means, older ones counting less; 0 = nothing is known
     * @param bytes heap bytes in those rows, as plain text
     * @param texts texts in those rows (text lists only)
     * @param codes dictionary entries of the last extent that kept one
     * @param codedRows rows of that extent; 0 = none did
     * @param dictionaryBytes bytes of its texts
     * @param plainLeft extents to go before a dictionary is tried again
     * @param patience what {@link #plainLeft} was set to last
     */
    record ColumnHistory(
            Column column,
            Storage storage,
            double rows,
            double bytes,
            double texts,
            int codes,
            long codedRows,
            long dictionaryBytes,
            int plainLeft,
            int patience) {

        /** Weight of the assumed mean, in rows: one odd row must not shape a 64 MiB extent. */
        private static final int PRIOR_ROWS = 64;

        /** A dictionary is judged by at least that many rows. */
        private static final int JUDGED_ROWS = 64;

        /**
         * Extents of plain text after a dictionary first proved useless: until 8 times as large.
         */
        private static final int FIRST_PATIENCE = 3;

        private static final int LAST_PATIENCE = 96;

        /** A dictionary stays if it takes less than that part of the plain text's bytes. */
        private static final double WORTHWHILE = 0.75;

        /** Entries that a dictionary can take on top of what the last one held. */
        private static final int SPARE_CODES = 64;

        static ColumnHistory initial(Column column) {
            return new ColumnHistory(column, firstStorage(column), 0, 0, 0, 0, 0, 0, 0, 0);
        }

        private static Storage firstStorage(Column column) {
            return switch (column.type().kind()) {
                case SCALAR -> column.type().isBool() ? Storage.BITS : Storage.NUMBERS;
                case TIMESTAMP, VECTOR -> Storage.NUMBERS;
                case STRING, JSON -> wantsDictionary(column) ? Storage.CODES : Storage.HEAP;
                case BINARY, LIST -> Storage.HEAP;
                case STRING_LIST -> Storage.TEXTS;
            };
        }

        /** Whole JSON values seldom repeat, so they get a dictionary only when asked for. */
        private static boolean wantsDictionary(Column column) {
            return switch (column.encoding()) {
                case PLAIN -> false;
                case DICTIONARY -> column.type().isText();
                case AUTO -> column.type().kind() == ColumnType.Kind.STRING;
            };
        }

        boolean isVariable() {
            return storage.isVariable();
        }

        /** Returns the heap bytes that a row is expected to take as plain text. */
        double meanBytes() {
            return (bytes + PRIOR_ROWS * guessedBytes()) / (rows + PRIOR_ROWS);
        }

        /** Returns the texts that a row of a text list is expected to hold. */
        double meanTexts() {
            return (texts + PRIOR_ROWS * 2.0) / (rows + PRIOR_ROWS);
        }

        private double guessedBytes() {
            return switch (column.type().kind()) {
                case STRING -> 16;
                case STRING_LIST -> 24;
                case LIST -> 8.0 * column.type().element().bytes();
                case BINARY -> 64;
                case JSON -> 128;
                case SCALAR, TIMESTAMP, VECTOR -> 0;
            };
        }

        /** Returns the dictionary entries to make room for in an extent of {@code rowCount}. */
        int codesFor(long rowCount) {
            double expected =
                    codedRows == 0
                            ? rowCount / 4.0
                            : codes * Math.max(1.5, 1.25 * rowCount / codedRows);
            long most = Math.min(rowCount, Dictionary.MAX_SIZE);
            return (int) Math.min(most, (long) expected + SPARE_CODES);
        }

        /** Returns the bytes that a dictionary entry is expected to take. */
        double entryBytes() {
            return codes == 0 ? meanBytes() : (double) dictionaryBytes / codes + 1;
        }

        /** Returns this history with rows that will come next. */
        ColumnHistory sampled(Use use) {
            return new ColumnHistory(
                    column,
                    storage,
                    use.rows,
                    use.bytes,
                    use.texts,
                    codes,
                    codedRows,
                    dictionaryBytes,
                    plainLeft,
                    patience);
        }

        /** Returns this history after an extent. */
        ColumnHistory after(Use use) {
            boolean isCoded = storage == Storage.CODES;
            Storage next = storage;
            int nextLeft = plainLeft;
            int nextPatience = patience;
            if (isCoded && isUseless(use)) {
                next = Storage.HEAP;
                nextPatience =
                        patience == 0 ? FIRST_PATIENCE : Math.min(2 * patience, LAST_PATIENCE);
                nextLeft = nextPatience;
            } else if (storage == Storage.HEAP && wantsDictionary(column) && --nextLeft <= 0) {
                next = Storage.CODES;
            }
            return new ColumnHistory(
                    column,
                    next,
                    rows / 2 + use.rows,
                    bytes / 2 + use.bytes,
                    texts / 2 + use.texts,
                    isCoded ? use.codes : codes,
                    isCoded ? use.rows : codedRows,
                    isCoded ? use.dictionaryBytes : dictionaryBytes,
                    nextLeft,
                    nextPatience);
        }

        private boolean isUseless(Use use) {
            if (use.codes >= Dictionary.MAX_SIZE) {
                return true;
            }
            double taken = use.dictionaryBytes + (double) use.codes * Integer.BYTES;
            return column.encoding() == Column.Encoding.AUTO
                    && use.rows >= JUDGED_ROWS
                    && taken > WORTHWHILE * use.bytes;
        }
    }
}
