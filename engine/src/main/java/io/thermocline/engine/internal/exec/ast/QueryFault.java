package io.thermocline.engine.internal.exec.ast;

/**
 * A query cannot be parsed, bound or run. The front door turns it into a message with a caret.
 *
 * <p>Rooms below the front door throw it: they know the place in the text but not the text.
 */
public final class QueryFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

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
        /** Somebody cancelled the query. */
        CANCELLED,
        /** The time limit is reached. */
        TIMEOUT
    }

    private final Kind kind;
    private final String complaint;
    private final transient Span span;

    /**
     * Creates the fault.
     *
     * @param span the piece of the text to point at, or {@link Span#NONE}
     * @param message what was expected, what was found, what to do
     */
    public QueryFault(Kind kind, Span span, String message) {
        super(message);
        this.kind = kind;
        this.complaint = message;
        this.span = span;
    }

    /** Returns the kind. */
    public Kind kind() {
        return kind;
    }

    /** Returns the message, which is never null. */
    public String complaint() {
        return complaint;
    }

    /** Returns the piece of the text to point at. */
    public Span span() {
        return span;
    }
}
