package io.thermocline.tools.terminal;

/** When text is coloured. */
public enum ColorMode {
    /** On a terminal, unless {@code NO_COLOR} is set or {@code TERM} is {@code dumb}. */
    AUTO,
    /** Wherever it goes. */
    ALWAYS,
    /** Nowhere. */
    NEVER
}
