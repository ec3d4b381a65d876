package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;

/**
 * A text that is no value of the column type. Knows nothing of files: whoever knows line and column
 * adds them. Carries no stack trace, because a file may hold millions of bad cells that are counted
 * and skipped.
 */
public final class BadCellException extends FormatException {
    private static final long serialVersionUID = 1L;

    private final String expected;

    /**
     * Creates the exception.
     *
     * @param expected what the column takes, such as {@code an integer in -128..127 (i8)}
     */
    public BadCellException(String expected) {
        super("expected " + expected);
        this.expected = expected;
    }

    /** Returns what the column takes. */
    public String expected() {
        return expected;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
