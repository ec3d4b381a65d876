package io.thermocline.formats;

/**
 * A valid file, or one that claims to be, that this version does not read: too new, or a feature
 * left out.
 */
public final class UnsupportedFormatException extends FormatException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the file, the feature or version found, what is supported, and what to do
     */
    public UnsupportedFormatException(String message) {
        super(message);
    }
}
