package io.thermocline.engine;

/**
 * The ring had no room within the time that the appender was told to wait. The row or batch was not
 * appended.
 */
public final class BackpressureException extends StoreException {
    private static final long serialVersionUID = 1L;

    BackpressureException(String message, Throwable cause) {
        super(message, cause);
    }
}
