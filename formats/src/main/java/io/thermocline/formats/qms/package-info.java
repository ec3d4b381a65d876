/**
 * Portable quantum states: {@code .qms} files, plain and sectioned.
 *
 * <p>A plain file is a small JSON header, the amplitudes on a 64-byte boundary, and JSON metadata,
 * so that a raw state is mapped and scanned where it lies. The layout is specified in {@code
 * formats/docs/qms-format.md}. The engine's state room and the command line call in here; the
 * package depends on the array types, JSON and the check for zstd only, which it uses where the
 * application allowed native code.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.qms;
