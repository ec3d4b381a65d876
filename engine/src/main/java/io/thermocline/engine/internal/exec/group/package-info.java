/**
 * Groups and aggregates.
 *
 * <p>{@link io.thermocline.engine.internal.exec.group.Grouping} gives each row of a batch the
 * number of its group and adds it to accumulators, which hold one state a group in arrays. Groups
 * are numbered as they are met, and states of spans are merged in the order of the table, so that
 * the result does not depend on threads. Depends on {@code exec.scan}, {@code exec.expr} and below.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.group;
