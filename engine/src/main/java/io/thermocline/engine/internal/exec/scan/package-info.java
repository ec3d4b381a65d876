/**
 * Reading the rows of a table that fulfil conditions.
 *
 * <p>{@link io.thermocline.engine.internal.exec.scan.TableScan} goes through a run of rows in
 * blocks of the zone map. {@link io.thermocline.engine.internal.exec.scan.ZoneTest} says of a block
 * whether it can be skipped, taken whole, or must be read; {@link
 * io.thermocline.engine.internal.exec.scan.RowFilter} picks the rows of a block that is read.
 * Depends on {@code internal.segment}, {@code exec.expr} and below.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.scan;
