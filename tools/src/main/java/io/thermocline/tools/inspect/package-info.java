/**
 * Files as an inspector sees them: what a file is by its first bytes, what is in it, and whether it
 * is whole. Nothing here writes, and nothing believes a file's name.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.tools.inspect;
