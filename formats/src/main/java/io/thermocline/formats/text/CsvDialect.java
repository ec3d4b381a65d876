package io.thermocline.formats.text;

/**
 * How a CSV file separates and marks its cells.
 *
 * @param delimiter separator of cells: an ASCII character that is no letter, digit, quote, sign,
 *     point or line break; 0 when reading means to find out which of {@code , ; tab |} it is, and
 *     when writing the comma
 * @param header whether the first row names the columns
 * @param nullText text of an unquoted cell that means null, beside the empty unquoted cell; empty
 *     for none
 */
public record CsvDialect(char delimiter, boolean header, String nullText) {
    /** Delimiter found out (reading) or comma (writing), header row, only empty cells are null. */
    public static final CsvDialect DEFAULT = new CsvDialect((char) 0, true, "");

    /** Separators that reading tells apart, the more common first. */
    static final String SNIFFED = ",\t;|";

    private static final String NOT_DELIMITERS = "\"\r\n+-.";

    /** Checks that cells, nulls and numbers can be told apart. */
    public CsvDialect {
        if (delimiter >= 0x80
                || Character.isLetterOrDigit(delimiter)
                || NOT_DELIMITERS.indexOf(delimiter) >= 0) {
            throw new IllegalArgumentException(
                    "CSV delimiter: expected an ASCII character that is no letter, digit, quote,"
                            + " sign, point or line break, found '"
                            + delimiter
                            + "'");
        }
        char separator = delimiter == 0 ? ',' : delimiter;
        if (nullText.indexOf(separator) >= 0
                || nullText.indexOf('"') >= 0
                || nullText.indexOf('\n') >= 0
                || nullText.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(
                    "CSV null text: expected no delimiter, quote or line break, found '"
                            + nullText
                            + "'");
        }
    }

    /** Returns this dialect with another separator. */
    public CsvDialect withDelimiter(char newDelimiter) {
        return new CsvDialect(newDelimiter, header, nullText);
    }

    /** Returns this dialect with or without a header row. */
    public CsvDialect withHeader(boolean newHeader) {
        return new CsvDialect(delimiter, newHeader, nullText);
    }

    /** Returns this dialect with another text for null. */
    public CsvDialect withNullText(String newNullText) {
        return new CsvDialect(delimiter, header, newNullText);
    }
}
