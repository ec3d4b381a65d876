package io.thermocline.engine.internal.pipeline;

import org.jspecify.annotations.Nullable;

/** The pipeline takes no more records: the store was closed, or its writer failed. */
public final class PipelineClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PipelineClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
