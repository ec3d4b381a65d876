/**
 * Running a plan: a chain of sources that pull batches from each other, from the scan of a table to
 * the blocks of a result.
 *
 * <p>{@link io.thermocline.engine.internal.exec.QueryRun} is the way in, called by {@code query}.
 * The packages below are built on each other in the order {@code ast, plan, kernel, block, expr,
 * scan, group, sort}; nothing in them knows the language's text or the front door.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec;
