/**
 * The way of a record: claimed in the ring by any producer, applied by the one writer, made
 * visible, sealed by the keeper.
 *
 * <p>Called by the front door only. {@link io.thermocline.engine.internal.pipeline.Applier} is the
 * only code that changes tables. Depends on {@code segment}, {@code catalog} and below.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.pipeline;
