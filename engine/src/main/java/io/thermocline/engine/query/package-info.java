/**
 * CQL: text in, rows out.
 *
 * <p>{@link io.thermocline.engine.query.QueryEngine} parses a statement and runs it over the tables
 * of one snapshot; {@link io.thermocline.engine.query.Cursor} delivers the rows, one at a time or
 * as blocks of column vectors. {@link io.thermocline.engine.query.QueryException} points at the
 * place in the text that is wrong. Grammar and semantics are in {@code engine/docs/cql.md}.
 *
 * <p>Called by the front door and by tools. Depends on {@code internal.exec} and below.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.query;
