/**
 * Every byte layout that reaches a disk, ours and foreign, and nothing else.
 *
 * <p>Nothing in this module owns a thread, reads a clock or decides a policy: callers pass memory,
 * channels and executors in and get values or {@link io.thermocline.formats.FormatException}s back.
 * It may depend on codecs and on the container library of a foreign format; it never depends on the
 * engine.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats;
