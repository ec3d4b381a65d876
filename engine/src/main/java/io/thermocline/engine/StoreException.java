package io.thermocline.engine;

import org.jspecify.annotations.Nullable;

/**
 * A store could not do what was asked. The message says what was expected, what was found, and what
 * to do.
 */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was expected, what was found, and what to do
     * @param cause the failure underneath, or null
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
