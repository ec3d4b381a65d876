package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;

/**
 * A query cannot be parsed, bound or run.
 *
 * <p>The message says what was expected and what was found and, where a piece of the text is to
 * blame, shows its line with carets below:
 *
 * <pre>
 *   line 1, column 8: column 'pricee' is not in table 'trades'; did you mean 'price'?
 *     SELECT pricee FROM trades
 *            ^^^^^^
 * </pre>
 */
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Characters shown before and behind the place; longer lines are cut. */
    private static final int SHOWN = 60;

    /** What the caller can do about it. */
    public enum Kind {
        /** The text breaks the grammar. */
        SYNTAX,
        /** A name is unknown or ambiguous. */
        NAME,
        /** Types, or the places of aggregates, do not fit together. */
        TYPE,
        /** A row has a value that an expression cannot take, such as an overflow. */
        VALUE,
        /** The memory limit is reached. */
        MEMORY,
        /** The query was cancelled. */
        CANCELLED,
        /** The time limit is reached. */
        TIMEOUT
    }

    private final Kind kind;
    private final int position;
    private final int line;
    private final int column;

    private QueryException(String message, QueryFault fault, int position, int line, int column) {
        super(message, fault);
        this.kind = Kind.valueOf(fault.kind().name());
        this.position = position;
        this.line = line;
        this.column = column;
    }

    static QueryException of(QueryFault fault, String text) {
        Span span = fault.span();
        if (span.from() < 0) {
            return new QueryException(fault.complaint(), fault, -1, -1, -1);
        }
        int from = Math.min(span.from(), text.length());
        int lineFrom = text.lastIndexOf('\n', from - 1) + 1;
        int newline = text.indexOf('\n', from);
        int lineTo = newline < 0 ? text.length() : newline;
        int line = 1 + (int) text.chars().limit(lineFrom).filter(c -> c == '\n').count();
        int column = 1 + text.codePointCount(lineFrom, from);
        String message =
                "line "
                        + line
                        + ", column "
                        + column
                        + ": "
                        + fault.complaint()
                        + "\n"
                        + pointer(text.substring(lineFrom, lineTo), from - lineFrom, span);
        return new QueryException(message, fault, from, line, column);
    }

    /** Returns a line with carets below the span. */
    private static String pointer(String line, int at, Span span) {
        int from = Math.max(0, at - SHOWN);
        int carets = Math.max(1, Math.min(span.to() - span.from(), line.length() - at));
        int to = Math.min(line.length(), Math.max(at + carets, at + SHOWN));
        to = Math.min(to, at + 2 * SHOWN);
        carets = Math.max(1, Math.min(carets, to - at));
        // One character a cell, whatever it is: tabs and line ends would move the carets.
        String shown = line.substring(from, to).replaceAll("\\p{Cntrl}", " ");
        String before = from > 0 ? "..." : "";
        String behind = to < line.length() ? "..." : "";
        int indent = 2 + before.length() + shown.codePointCount(0, at - from);
        return "  " + before + shown + behind + "\n" + " ".repeat(indent) + "^".repeat(carets);
    }

    /** Returns what the caller can do about it. */
    public Kind kind() {
        return kind;
    }

    /** Returns the first character of the text to blame, from 0, or −1 if there is none. */
    public int position() {
        return position;
    }

    /** Returns its line, from 1, or −1. */
    public int line() {
        return line;
    }

    /** Returns its column in characters (code points), from 1, or −1. */
    public int column() {
        return column;
    }
}
