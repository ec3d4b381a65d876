package io.thermocline.engine;

/** Another writer has the store open. Readers are welcome: see {@link Store#openReadOnly}. */
public final class StoreLockedException extends StoreException {
    private static final long serialVersionUID = 1L;

    StoreLockedException(String message, Throwable cause) {
        super(message, cause);
    }
}
