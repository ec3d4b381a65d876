package io.thermocline.formats;

/**
 * Bytes or text that a caller or a disk handed to us could not be taken as what they claim to be.
 *
 * <p>Each subclass stands for one decision of the reader: {@link CorruptFileException} means
 * restore or salvage, {@link UnsupportedFormatException} means use another program or a newer
 * version of this one.
 */
public class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was read, where, what was expected, what was found, and what to do
     */
    public FormatException(String message) {
        super(message);
    }

    /**
     * Creates the exception with the failure that revealed the problem.
     *
     * @param message what was read, where, what was expected, what was found, and what to do
     * @param cause the failure of the decoder
     */
    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
