package io.thermocline.engine.internal.exec.block;

import org.jspecify.annotations.Nullable;

/** Delivers rows batch by batch. One thread at a time. */
public interface BatchSource extends AutoCloseable {
    /**
     * Returns the next batch of at least one row, all of them live, or null at the end. It holds
     * until the next call.
     */
    @Nullable Batch next();

    /** Gives up what the source holds open. May be called twice. */
    @Override
    void close();
}
