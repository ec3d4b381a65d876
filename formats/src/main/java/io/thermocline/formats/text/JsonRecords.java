package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;

import java.io.IOException;

/**
 * Cuts a JSON text into records, byte ranges of a sliding window: the lines of JSON lines, the
 * elements of one JSON array, or objects that follow each other over several lines. Looks at
 * quotes, brackets and line ends only; whether a record is JSON is for the parser to say.
 *
 * <p>One thread at a time.
 */
final class JsonRecords implements AutoCloseable {
    private enum Layout {
        UNKNOWN,
        LINES,
        OBJECTS,
        ARRAY,
        /** Behind the array. */
        DONE
    }

    private final ByteWindow window;
    private final String source;
    private final int maxRecordBytes;
    private Layout layout = Layout.UNKNOWN;

    /** The record is [from, to) of the window. Written by the reading thread, as all below. */
    private int from;

    private int to;
    private long line = 1;
    private long nextLine = 1;

    /** Whether an array has had an element, so that a comma must come before the next. */
    private boolean afterElement;

    private int recordedStart;

    /**
     * Creates a scanner.
     *
     * @param start first byte of the text in the window
     */
    JsonRecords(ByteWindow window, int start, String source, int maxRecordBytes) {
        this.window = window;
        this.source = source;
        this.maxRecordBytes = maxRecordBytes;
        this.to = start;
    }

    /** Keeps the records from here on in memory; allowed before the first one only. */
    void startRecording() {
        recordedStart = to;
        window.startRecording();
    }

    int recordedBytes() {
        return to - recordedStart;
    }

    /** Goes back to the first record and ends recording. */
    void rewind() {
        to = recordedStart;
        nextLine = 1;
        layout = Layout.UNKNOWN;
        afterElement = false;
        window.stopRecording();
    }

    byte[] text() {
        return window.bytes();
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Returns the line on which the record starts, from 1. */
    long line() {
        return line;
    }

    /**
     * Moves to the next record.
     *
     * @return false at the end of the text
     * @throws FormatException if the record is too long, or an array is not closed or followed by
     *     something
     */
    boolean next() throws IOException {
        if (!skipSpace()) {
            if (layout == Layout.ARRAY) {
                throw failure("']' at the end of the array", "the end of the text");
            }
            return false;
        }
        if (layout == Layout.UNKNOWN) {
            detect();
        }
        if (layout == Layout.ARRAY && !nextElement()) {
            layout = Layout.DONE;
            if (!skipSpace()) {
                return false;
            }
        }
        if (layout == Layout.DONE) {
            throw failure("nothing after the array", "more text");
        }
        line = nextLine;
        int end = recordEnd();
        while (end < 0) {
            more();
            end = recordEnd();
        }
        to = end;
        nextLine += ByteWindow.lineBreaks(window.bytes(), from, to);
        return true;
    }

    /** Moves to the next byte that is no white space; false at the end of the text. */
    private boolean skipSpace() throws IOException {
        from = to;
        for (; ; ) {
            int at = Ascii.skipSpace(window.bytes(), from, window.limit());
            // A carriage return at the edge of the window may be half of a line break.
            boolean atEdge = at == window.limit() && !window.atEnd();
            int sure = atEdge && at > from && window.bytes()[at - 1] == '\r' ? at - 1 : at;
            nextLine += ByteWindow.lineBreaks(window.bytes(), from, sure);
            from = sure;
            to = sure;
            if (!atEdge) {
                return at < window.limit();
            }
            more();
        }
    }

    /** Reads on and moves {@link #from} with the text; {@link #to} is to be found anew. */
    private void more() throws IOException {
        int start = window.more(from);
        if (start < 0) {
            throw failure(
                    "a record of at most " + maxRecordBytes + " bytes",
                    "a longer one (is a quote or bracket never closed? otherwise raise the limit)");
        }
        from = start;
    }

    private FormatException failure(String expected, String found) {
        return new FormatException(
                "%s: line %d: expected %s, found %s".formatted(source, nextLine, expected, found));
    }

    private void detect() throws IOException {
        byte[] text = window.bytes();
        if (text[from] == '[') {
            layout = Layout.ARRAY;
            to = from + 1;
            return;
        }
        int lineEnd = lineEnd();
        while (lineEnd < 0) {
            more();
            lineEnd = lineEnd();
        }
        text = window.bytes();
        boolean open = text[from] == '{' && bracketsEnd(text, from, lineEnd) < 0;
        layout = open ? Layout.OBJECTS : Layout.LINES;
    }

    /** Moves to the next element of the array; false behind its end. */
    private boolean nextElement() throws IOException {
        requireText(skipSpace());
        if (window.bytes()[from] == ']') {
            to = from + 1;
            return false;
        }
        if (afterElement) {
            if (window.bytes()[from] != ',') {
                throw failure("',' or ']' after an element of the array", "something else");
            }
            to = from + 1;
            requireText(skipSpace());
        }
        afterElement = true;
        return true;
    }

    private void requireText(boolean present) {
        if (!present) {
            throw failure("']' at the end of the array", "the end of the text");
        }
    }

    /** Returns the end of the record at {@link #from}, or −1 if the window does not hold it. */
    private int recordEnd() {
        if (layout == Layout.LINES) {
            return lineEnd();
        }
        byte[] text = window.bytes();
        int limit = window.limit();
        if (text[from] == '{' || text[from] == '[') {
            int end = bracketsEnd(text, from, limit);
            if (end < 0 && window.atEnd()) {
                throw failure("a closing bracket of the record", "the end of the text");
            }
            return end;
        }
        int end = from;
        while (end < limit && text[end] != ',' && text[end] != ']' && !Ascii.isSpace(text[end])) {
            end++;
        }
        return end == limit && !window.atEnd() ? -1 : Math.max(end, Math.min(from + 1, limit));
    }

    /** Returns where the line of {@link #from} ends, or −1 if the window does not hold it. */
    private int lineEnd() {
        byte[] text = window.bytes();
        int limit = window.limit();
        int end = from;
        while (end < limit && text[end] != '\n') {
            end++;
        }
        if (end == limit) {
            return window.atEnd() ? end : -1;
        }
        // A line break counts as one, so it must not be cut in half.
        return end > from && text[end - 1] == '\r' ? end - 1 : end;
    }

    /** Returns one past the bracket that closes the one at {@code start}, or −1. */
    private static int bracketsEnd(byte[] text, int start, int limit) {
        int depth = 0;
        boolean quoted = false;
        for (int at = start; at < limit; at++) {
            byte b = text[at];
            if (quoted) {
                if (b == '\\') {
                    at++;
                } else if (b == '"') {
                    quoted = false;
                }
            } else if (b == '"') {
                quoted = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
                if (depth == 0) {
                    return at + 1;
                }
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
