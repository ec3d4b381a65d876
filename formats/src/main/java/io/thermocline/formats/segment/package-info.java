/**
 * Segment files: hot {@code .seg} (uncompressed, scanned in place) and warm {@code .segz}
 * (compressed chunks), one layout for both.
 *
 * <p>{@link io.thermocline.formats.segment.SegmentWriter} makes a file of any stored runs; {@link
 * io.thermocline.formats.segment.SegmentReader} gives them back. The bytes are told in {@code
 * formats/docs/segment-format.md}.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.segment;
