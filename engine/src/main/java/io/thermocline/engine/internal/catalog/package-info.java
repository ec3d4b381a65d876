/**
 * The catalogue: one append-only log that is the only truth about a store's tables, segments and
 * files, the immutable state it replays to, and the names of everything on disk.
 *
 * <p>Called by the pipeline (tables, sealed segments), the tier agents (moved and retired ones) and
 * the front door. Depends on {@code schema}, {@code io} and the formats; opens no segment.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.catalog;
