/**
 * Where a command reads from and writes to, and how text is laid out there.
 *
 * <p>Knows nothing of stores: streams, width, colour, tables, progress, numbers for people.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.tools.terminal;
