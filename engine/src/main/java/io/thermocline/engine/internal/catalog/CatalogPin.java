package io.thermocline.engine.internal.catalog;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One reader's hold on a state: the files that it names stay until the pin is closed. Thread rules:
 * any thread.
 */
public final class CatalogPin implements AutoCloseable {
    private final CatalogState state;
    private final Consumer<CatalogState> release;
    private final AtomicBoolean open = new AtomicBoolean(true);

    CatalogPin(CatalogState state, Consumer<CatalogState> release) {
        this.state = state;
        this.release = release;
    }

    /** Returns the state. */
    public CatalogState state() {
        return state;
    }

    /** Lets go of the state. Does nothing the second time. */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            release.accept(state);
        }
    }
}
