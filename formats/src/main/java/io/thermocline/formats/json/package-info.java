/**
 * JSON as this project uses it: small documents read strictly into plain Java values, and written
 * canonically.
 *
 * <p>Parsing is jackson-core's; the package adds limits, typed access with paths in every message,
 * and one way to write.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.json;
