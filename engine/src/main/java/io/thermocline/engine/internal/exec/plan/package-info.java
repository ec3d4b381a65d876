/**
 * From syntax to a plan: names and types are resolved, aggregates and sort keys have their places.
 *
 * <p>{@link io.thermocline.engine.internal.exec.plan.StatementBinder} is the way in. A plan is
 * immutable and says what to compute, not how: {@code exec} makes evaluators and sources of it.
 * Depends on {@code exec.ast}, on {@code internal.segment} for the table, and on the column model.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.plan;
