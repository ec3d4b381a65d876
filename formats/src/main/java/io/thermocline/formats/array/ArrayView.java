package io.thermocline.formats.array;

import java.lang.foreign.MemorySegment;

/**
 * A dense, row-major, little-endian array in memory that somebody else owns.
 *
 * @param type type of one element
 * @param shape extents, slowest first
 * @param memory exactly {@code shape.elementCount() * type.bytes()} bytes; valid as long as its
 *     arena is
 */
public record ArrayView(ElementType type, Shape shape, MemorySegment memory) {
    /** Checks that memory and shape agree. */
    public ArrayView {
        long expected = Math.multiplyExact(shape.elementCount(), (long) type.bytes());
        if (memory.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "array of "
                            + type.text()
                            + " "
                            + shape
                            + ": expected "
                            + expected
                            + " bytes, found "
                            + memory.byteSize());
        }
    }
}
