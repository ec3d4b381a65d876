package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decides by {@link ImportOptions.OnError} what a misfit leads to, and counts. One thread. */
final class RowErrors {
    /** Messages kept for the report: enough to see a pattern. */
    private static final int MAX_MESSAGES = 20;

    /** Characters of a cell that a message quotes. */
    private static final int MAX_FOUND = 60;

    private final String source;
    private final ImportOptions.OnError policy;
    private final List<String> messages = new ArrayList<>();
    private long rows;
    private long skippedRows;
    private long nulledCells;

    /** Cells of the row in progress that did not fit; they count once the row is taken. */
    private int pendingNulls;

    RowErrors(String source, ImportOptions.OnError policy) {
        this.source = source;
        this.policy = policy;
    }

    ImportCounts counts() {
        return new ImportCounts(rows, skippedRows, nulledCells, List.copyOf(messages));
    }

    /** Counts a row that is taken. */
    void rowDone() {
        rows++;
        nulledCells += pendingNulls;
        pendingNulls = 0;
    }

    private void rowSkipped() {
        skippedRows++;
        pendingNulls = 0;
    }

    /** Where a misfit stands: line from 1, and in words the cell or field. */
    record Place(long line, String field) {}

    /**
     * Takes note of a cell that does not fit.
     *
     * @param nullable whether the cell may become null
     * @param advice what to do, for the exception; may be empty
     * @return whether the cell becomes null; otherwise the whole row is to be left out
     * @throws FormatException if misfits end the reading
     */
    boolean cell(Place place, String expected, String found, boolean nullable, String advice) {
        note(place.line() + ", " + place.field(), expected, found, advice);
        if (policy == ImportOptions.OnError.NULL && nullable) {
            pendingNulls++;
            return true;
        }
        rowSkipped();
        return false;
    }

    /**
     * Takes note of a row that cannot be taken and is left out.
     *
     * @throws FormatException if misfits end the reading
     */
    void row(long line, String expected, String found) {
        note(Long.toString(line), expected, found, "");
        rowSkipped();
    }

    /** Returns whether a row that lacks cells is filled with nulls; if so, takes note. */
    boolean fillsShortRow(long line, int expectedCells, int foundCells) {
        if (policy != ImportOptions.OnError.NULL || foundCells > expectedCells) {
            return false;
        }
        note(Long.toString(line), expectedCells + " cells", foundCells + " cells", "");
        pendingNulls += expectedCells - foundCells;
        return true;
    }

    private void note(String where, String expected, String found, String advice) {
        if (policy != ImportOptions.OnError.FAIL && messages.size() >= MAX_MESSAGES) {
            return;
        }
        String message =
                "%s: line %s: expected %s, found %s".formatted(source, where, expected, found);
        if (policy == ImportOptions.OnError.FAIL) {
            throw new FormatException(advice.isEmpty() ? message : message + " (" + advice + ")");
        }
        messages.add(message);
    }

    /** Returns the bytes of a cell in quotes for a message: printable, not too long. */
    static String quote(byte[] text, int from, int to) {
        int end = Math.min(to, from + MAX_FOUND * 4);
        String cell = new String(text, from, end - from, StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder("'");
        cell.codePoints()
                .limit(MAX_FOUND)
                .forEach(c -> {
                    switch (c) {
                        case '\n' -> out.append("\\n");
                        case '\r' -> out.append("\\r");
                        case '\t' -> out.append("\\t");
                        default -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c);
                    }
                });
        boolean cut = end < to || cell.codePointCount(0, cell.length()) > MAX_FOUND;
        return out.append(cut ? "…'" : "'").toString();
    }
}
