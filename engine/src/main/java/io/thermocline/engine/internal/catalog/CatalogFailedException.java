package io.thermocline.engine.internal.catalog;

/**
 * A write to the catalogue failed once, so nothing more is acknowledged: after a failed force the
 * operating system may report success for bytes that it lost. Whether the commit that failed took
 * place is known after the store was opened again.
 */
public final class CatalogFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
