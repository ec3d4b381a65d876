/**
 * Bytes of the logs: row and batch bodies as the ring and the journal carry them, checksummed
 * frames, catalogue records.
 *
 * <p>The engine decides what to append and when to force; this package says what the bytes are.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.journal;
