package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts CSV into rows and cells (RFC 4180): cells are byte ranges of a sliding window, so that no
 * object is made for them. Rows end at LF, CR or CRLF. A quote opens a cell only as its first byte;
 * elsewhere it stands for itself.
 *
 * <p>One thread at a time.
 */
final class CsvTokenizer implements AutoCloseable {
    /** Cells of a row that are kept; further ones are counted only. No table has as many. */
    static final int MAX_CELLS = 1 << 14;

    private static final byte QUOTE = '"';

    /** How a cell is written. */
    private static final byte BARE = 0;

    private static final byte QUOTED = 1;
    private static final byte ESCAPED = 2;

    private final ByteWindow window;
    private final String source;
    private final byte delimiter;
    private final int maxRowBytes;

    /** Doubled quotes undone; made when the first cell needs it. */
    private @Nullable CellBytes unescaped;

    // The row, all written by the reading thread.

    private int rowStart;

    /** Where the next row starts. */
    private int rowEnd;

    private long line = 1;
    private long nextLine = 1;
    private int cellCount;

    /** Ranges of the cells in the window, without the outer quotes. */
    private int[] starts = new int[64];

    private int[] ends = new int[64];
    private byte[] forms = new byte[64];

    /** What is wrong with the whole row, or null. */
    private @Nullable String rowError;

    // The selected cell.

    private byte[] cellText = new byte[0];
    private int cellFrom;
    private int cellTo;

    /** Line and start of the first recorded row. */
    private long recordedLine;

    private int recordedStart;

    /**
     * Creates a tokenizer.
     *
     * @param start first byte of the text in the window (behind a byte order mark)
     */
    CsvTokenizer(ByteWindow window, int start, String source, char delimiter, int maxRowBytes) {
        this.window = window;
        this.rowEnd = start;
        this.source = source;
        this.delimiter = (byte) delimiter;
        this.maxRowBytes = maxRowBytes;
    }

    /** Keeps the rows from here on in memory, so that {@link #rewind} can go back. */
    void startRecording() {
        recordedStart = rowEnd;
        recordedLine = nextLine;
        window.startRecording();
    }

    /** Returns the bytes recorded so far. */
    int recordedBytes() {
        return rowEnd - recordedStart;
    }

    /** Goes back to where {@link #startRecording} was called and ends recording. */
    void rewind() {
        rowEnd = recordedStart;
        nextLine = recordedLine;
        window.stopRecording();
    }

    /**
     * Moves to the next row.
     *
     * @return false at the end of the text
     * @throws FormatException if the row is too long or a quote is never closed
     */
    boolean nextRow() throws IOException {
        rowStart = rowEnd;
        line = nextLine;
        while (!scan()) {
            if (window.atEnd()) {
                return false;
            }
            int start = window.more(rowStart);
            if (start < 0) {
                throw new FormatException(
                        "%s: line %d: expected a row of at most %d bytes, found a longer one%s"
                                .formatted(
                                        source,
                                        line,
                                        maxRowBytes,
                                        " (is a quote never closed? otherwise raise the limit)"));
            }
            rowStart = start;
        }
        return true;
    }

    /**
     * Finds the cells of the row at {@link #rowStart}. Returns false if the window ends before the
     * row does; the row is then scanned again when the window holds more.
     */
    private boolean scan() {
        byte[] text = window.bytes();
        int limit = window.limit();
        cellCount = 0;
        rowError = null;
        int at = rowStart;
        if (at == limit) {
            return false;
        }
        for (; ; ) {
            int start = at;
            byte form = BARE;
            int end;
            if (at < limit && text[at] == QUOTE) {
                start++;
                long closing = closingQuote(text, start, limit);
                if (closing < 0) {
                    return unclosed(start - 1);
                }
                end = (int) (closing >>> 1);
                form = (closing & 1) != 0 ? ESCAPED : QUOTED;
                at = end + 1;
                if (at < limit && !endsCell(text[at])) {
                    rowError =
                            "a delimiter or line end after the closing quote of cell "
                                    + (cellCount + 1);
                    at = cellEnd(text, at, limit);
                }
            } else {
                at = cellEnd(text, at, limit);
                end = at;
            }
            if (at == limit && !window.atEnd()) {
                return false;
            }
            keep(start, end, form);
            if (at == limit || text[at] != delimiter) {
                return endRow(text, at, limit);
            }
            at++;
        }
    }

    private int cellEnd(byte[] text, int from, int limit) {
        byte separator = delimiter;
        int at = from;
        while (at < limit) {
            byte b = text[at];
            if (b == separator || b == '\n' || b == '\r') {
                break;
            }
            at++;
        }
        return at;
    }

    private boolean endsCell(byte b) {
        return b == delimiter || b == '\n' || b == '\r';
    }

    /**
     * Returns twice the index of the closing quote, plus 1 if doubled quotes stand before it; or −1
     * if the window ends before it. A quote at the end of the window may be the first of two, but
     * then the row is not complete and will be scanned again.
     */
    private static long closingQuote(byte[] text, int from, int limit) {
        long escaped = 0;
        int at = from;
        while (at < limit) {
            if (text[at] != QUOTE) {
                at++;
            } else if (at + 1 < limit && text[at + 1] == QUOTE) {
                escaped = 1;
                at += 2;
            } else {
                return 2L * at + escaped;
            }
        }
        return -1;
    }

    private boolean unclosed(int quote) {
        if (!window.atEnd()) {
            return false;
        }
        long quoteLine = line + ByteWindow.lineBreaks(window.bytes(), rowStart, quote);
        throw new FormatException(
                "%s: line %d, cell %d: expected a closing quote, found the end of the text"
                        .formatted(source, quoteLine, cellCount + 1));
    }

    private boolean endRow(byte[] text, int at, int limit) {
        int end = at;
        if (end < limit) {
            boolean carriageReturn = text[end] == '\r';
            end++;
            if (carriageReturn && end == limit && !window.atEnd()) {
                return false;
            }
            if (carriageReturn && end < limit && text[end] == '\n') {
                end++;
            }
        }
        rowEnd = end;
        nextLine = line + 1;
        for (int i = 0; i < Math.min(cellCount, MAX_CELLS); i++) {
            if (forms[i] != BARE) {
                nextLine += ByteWindow.lineBreaks(text, starts[i], ends[i]);
            }
        }
        return true;
    }

    private void keep(int start, int end, byte form) {
        if (cellCount < MAX_CELLS) {
            if (cellCount == starts.length) {
                starts = Arrays.copyOf(starts, cellCount * 2);
                ends = Arrays.copyOf(ends, cellCount * 2);
                forms = Arrays.copyOf(forms, cellCount * 2);
            }
            starts[cellCount] = start;
            ends[cellCount] = end;
            forms[cellCount] = form;
        }
        cellCount++;
    }

    /** Returns the line on which the row starts, from 1. */
    long line() {
        return line;
    }

    /** Returns the line on which cell {@code index} starts, from 1. */
    long line(int index) {
        return line + ByteWindow.lineBreaks(window.bytes(), rowStart, starts[index]);
    }

    /** Returns the number of cells; an empty line has one, empty cell. */
    int cellCount() {
        return cellCount;
    }

    /** Returns what was expected of the row as a whole, or null if it is well-formed. */
    @Nullable String rowError() {
        return rowError;
    }

    /** Returns whether the row is an empty line. */
    boolean isBlank() {
        return cellCount == 1 && forms[0] == BARE && starts[0] == ends[0];
    }

    /** Returns whether cell {@code index} stands in quotes. */
    boolean isQuoted(int index) {
        return forms[index] != BARE;
    }

    /**
     * Makes cell {@code index} the one that {@link #cellText}, {@link #cellFrom} and {@link
     * #cellTo} show, until the next call.
     */
    void select(int index) {
        if (forms[index] == ESCAPED) {
            unescape(window.bytes(), starts[index], ends[index]);
        } else {
            cellText = window.bytes();
            cellFrom = starts[index];
            cellTo = ends[index];
        }
    }

    private void unescape(byte[] text, int from, int to) {
        CellBytes cell = unescaped;
        if (cell == null) {
            cell = new CellBytes();
            unescaped = cell;
        }
        cell.clear();
        int piece = from;
        int at = from;
        while (at < to) {
            if (text[at] == QUOTE) {
                cell.append(text, piece, at + 1);
                at += 2;
                piece = at;
            } else {
                at++;
            }
        }
        cell.append(text, piece, to);
        cellText = cell.array();
        cellFrom = 0;
        cellTo = cell.length();
    }

    byte[] cellText() {
        return cellText;
    }

    int cellFrom() {
        return cellFrom;
    }

    int cellTo() {
        return cellTo;
    }

    /** Returns the selected cell as text, malformed UTF-8 replaced. */
    String cellString() {
        return new String(cellText, cellFrom, cellTo - cellFrom, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (unescaped != null) {
            unescaped.close();
            unescaped = null;
        }
        window.close();
    }
}
