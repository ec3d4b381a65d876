/**
 * Expressions, computed a batch at a time.
 *
 * <p>{@link io.thermocline.engine.internal.exec.expr.ExprCompiler} makes an {@link
 * io.thermocline.engine.internal.exec.expr.Evaluator} of a bound expression: one object a node, one
 * virtual call a node and batch, loops over arrays inside. Evaluators own the memory of their
 * results and belong to one thread. Depends on {@code exec.block}, {@code exec.plan} and below.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.expr;
