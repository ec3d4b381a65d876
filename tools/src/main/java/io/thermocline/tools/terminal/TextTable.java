package io.thermocline.tools.terminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in aligned columns. The first rows decide how wide the columns are; later rows stream
 * through in constant memory.
 *
 * <p>Where the width is limited, texts are cut and show {@code …}; numbers never are, because a cut
 * number is a wrong one: columns that find no room are left out from the right and can be asked
 * for. One thread.
 */
public final class TextTable {
    /** Rows that are looked at for the widths. */
    private static final int SAMPLE_ROWS = 1000;

    /** What a column of text keeps when there is little room. */
    private static final int LEAST_TEXT = 8;

    private static final int GAP = 2;

    /**
     * A column of the table.
     *
     * @param name header
     * @param isNumber whether cells are aligned right and never cut
     */
    public record Heading(String name, boolean isNumber) {
        /** A column of text. */
        public static Heading text(String name) {
            return new Heading(name, false);
        }

        /** A column of numbers. */
        public static Heading number(String name) {
            return new Heading(name, true);
        }
    }

    private final List<Heading> headings;
    private final int[] widths;
    private final int widthMax;
    private final Style style;
    private final Appendable out;
    private final boolean ruled;

    /** Rows not printed yet. Emptied when the widths are settled. */
    private final List<String[]> waiting = new ArrayList<>();

    /** Columns printed, from the left; known once the widths are settled. */
    private int shown = -1;

    /**
     * Starts a table.
     *
     * @param widthMax columns of the terminal
     * @param ruled whether a line parts header and rows
     */
    public TextTable(
            List<Heading> headings, int widthMax, Style style, Appendable out, boolean ruled) {
        this.headings = List.copyOf(headings);
        this.widths = new int[headings.size()];
        this.widthMax = widthMax;
        this.style = style;
        this.out = out;
        this.ruled = ruled;
    }

    /** Adds a row of harmless texts, one a column. */
    public void row(String... cells) throws IOException {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    "row: expected " + headings.size() + " cells, found " + cells.length);
        }
        if (shown >= 0) {
            print(cells);
            return;
        }
        waiting.add(cells.clone());
        if (waiting.size() == SAMPLE_ROWS) {
            settle();
        }
    }

    /** Prints what is still waiting; returns the names of columns that found no room. */
    public List<String> finish() throws IOException {
        if (shown < 0) {
            settle();
        }
        return headings.stream().skip(shown).map(Heading::name).toList();
    }

    private void settle() throws IOException {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = DisplayWidth.of(headings.get(i).name());
            for (String[] row : waiting) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(row[i]));
            }
        }
        shrink();
        shown = fitting();
        printHeader();
        for (String[] row : waiting) {
            print(row);
        }
        waiting.clear();
    }

    /** Takes room from the widest texts until all columns fit or no text is wide. */
    private void shrink() {
        long excess = total(widths.length) - widthMax;
        while (excess > 0) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean shrinkable = !headings.get(i).isNumber() && widths[i] > LEAST_TEXT;
                if (shrinkable && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            int next = LEAST_TEXT;
            for (int i = 0; i < widths.length; i++) {
                if (!headings.get(i).isNumber() && widths[i] < widths[widest]) {
                    next = Math.max(next, widths[i]);
                }
            }
            // In steps down to the next widest, so that long texts share the loss.
            int cut = (int) Math.min(excess, Math.max(1, widths[widest] - next));
            widths[widest] -= cut;
            excess -= cut;
        }
    }

    private long total(int columns) {
        return Arrays.stream(widths, 0, columns).asLongStream().sum()
                + (long) GAP * Math.max(0, columns - 1);
    }

    private int fitting() {
        int columns = widths.length;
        while (columns > 1 && total(columns) > widthMax) {
            columns--;
        }
        return columns;
    }

    private void printHeader() throws IOException {
        StringBuilder line = new StringBuilder();
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            Heading heading = headings.get(i);
            String name = heading.isNumber() ? heading.name() : cut(heading.name(), i);
            append(line, i, name, style.bold(name));
            rule.append(i == 0 ? "" : " ".repeat(GAP)).repeat('-', widths[i]);
        }
        out.append(line.toString().stripTrailing()).append('\n');
        if (ruled) {
            out.append(style.dim(rule.toString())).append('\n');
        }
    }

    private void print(String[] cells) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            String cell = headings.get(i).isNumber() ? cells[i] : cut(cells[i], i);
            append(line, i, cell, cell);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private String cut(String cell, int column) {
        return widthMax == Integer.MAX_VALUE ? cell : DisplayWidth.cut(cell, widths[column]);
    }

    private void append(StringBuilder line, int column, String text, String styled) {
        int blanks = Math.max(0, widths[column] - DisplayWidth.of(text));
        boolean right = headings.get(column).isNumber();
        line.repeat(' ', column == 0 ? 0 : GAP);
        line.repeat(' ', right ? blanks : 0).append(styled).repeat(' ', right ? 0 : blanks);
    }
}
