/**
 * How a table's columns are declared and how they may change.
 *
 * <p>The schema itself is a value of the file formats ({@link
 * io.thermocline.formats.column.Schema}); here live the builder that users write, the rules of
 * evolution, and the names of the tiers. Depends on nothing in the engine.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.schema;
