/**
 * A CQL statement as it was written: names are not resolved and types not known.
 *
 * <p>The parser in {@code query} builds these records, the binder in {@code exec.plan} reads them.
 * Depends on the column model only.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.ast;
