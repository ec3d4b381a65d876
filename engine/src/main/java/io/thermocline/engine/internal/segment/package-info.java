/**
 * Rows at rest in the engine: tail extents that the writer fills, sealed files that readers map,
 * and the run of rows that a scan sees over both.
 *
 * <p>Called by the pipeline (fills extents), the tier agents (move files) and exec (reads runs).
 * Depends on {@code schema}, {@code io} and the formats; knows neither the catalogue nor the ring.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.segment;
