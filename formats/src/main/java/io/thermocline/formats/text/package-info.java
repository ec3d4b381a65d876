/**
 * Tables as text: CSV (RFC 4180, also compressed with gzip) and JSON lines, read into and written
 * from column vectors.
 *
 * <p>{@link io.thermocline.formats.text.TextReader} and {@link
 * io.thermocline.formats.text.TextWriter} are the way in; {@link
 * io.thermocline.formats.text.ValueFormat} writes single values and serves every printer. The
 * package stands on the column model and on Jackson's streaming parser. The CSV reader and both
 * writers put text together in Chronicle Bytes, an optional dependency: opening one of them checks
 * that it is there, its first use loads it, and everything else works without it.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.text;
