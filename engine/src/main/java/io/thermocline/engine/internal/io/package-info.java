/**
 * The engine's only way to the operating system: files through one seam that tests replace, time,
 * the identity of process and machine, the lock of the store, and the one class with native calls.
 *
 * <p>Called by every room above. Depends on nothing in the engine but {@code schema}.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.io;
