package io.thermocline.engine;

/** Kinds of files that a store keeps whole, beside its tables. */
public enum FileKind {
    /** A quantum state as {@code .qms}. */
    STATE
}
