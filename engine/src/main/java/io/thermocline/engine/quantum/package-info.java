/**
 * Quantum states of a store: whole state vectors as {@code .qms} files, published through the same
 * log as rows.
 *
 * <p>{@link io.thermocline.engine.quantum.StateStore} is the way in. Applications call it; it
 * stands on the front door and on {@code formats} only, and proves that these are enough.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.quantum;
