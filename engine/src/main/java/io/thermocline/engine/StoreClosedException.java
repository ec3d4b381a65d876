package io.thermocline.engine;

import org.jspecify.annotations.Nullable;

/**
 * The store, appender or snapshot was closed, or the store's writer failed and the store must be
 * opened again.
 */
public final class StoreClosedException extends StoreException {
    private static final long serialVersionUID = 1L;

    StoreClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
