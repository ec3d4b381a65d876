/**
 * The rows that a query works on at a time, and the memory it may take for them.
 *
 * <p>A {@link io.thermocline.engine.internal.exec.block.Batch} is up to 2048 rows; its columns and
 * every computed value are {@link io.thermocline.engine.internal.exec.block.BlockValues} in arrays
 * that are used again for the next batch. Depends on {@code exec.kernel}, {@code exec.plan} and the
 * column model.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.block;
