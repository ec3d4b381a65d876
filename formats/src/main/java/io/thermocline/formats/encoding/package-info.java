/**
 * Bytes to bytes: codecs and the byte shuffle before them. Knows nothing of columns or files.
 *
 * <p>Deflate works everywhere. Zstd loads a native library, so it is used only where {@link
 * io.thermocline.formats.encoding.ZstdSupport} finds it present and native access enabled.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.encoding;
