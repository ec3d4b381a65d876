package io.thermocline.engine.internal.pipeline;

/**
 * The ring or the lease pool had no room within the time that the producer allowed. Nothing was
 * appended.
 */
public final class RingFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RingFullException(String message) {
        super(message);
    }
}
