package io.thermocline.formats.journal;

/**
 * Where the valid frames of a log end.
 *
 * @param offset first byte after the last valid frame
 * @param bytes bytes of the file from there on
 * @param nextSequence sequence that the next frame would have had
 * @param torn why the bytes at {@code offset} are no frame; empty if nothing but zeros follows
 */
public record LogEnd(long offset, long bytes, long nextSequence, String torn) {
    /** Returns whether something was cut: a write that never became durable. */
    public boolean isTorn() {
        return !torn.isEmpty();
    }
}
