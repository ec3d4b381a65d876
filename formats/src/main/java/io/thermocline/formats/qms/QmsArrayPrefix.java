package io.thermocline.formats.qms;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

/**
 * Type and extents of an array as they stand before its elements in a section.
 *
 * @param type type of one element
 * @param shape extents, slowest first
 */
record QmsArrayPrefix(ElementType type, Shape shape) {
    /** Returns the size of the elements in bytes. */
    long byteSize() {
        return Math.multiplyExact(shape.elementCount(), (long) type.bytes());
    }

    /** Returns the type's name as NumPy writes it, such as {@code float64}. */
    static String name(ElementType type) {
        return switch (type) {
            case BOOL, COMPLEX64, COMPLEX128 -> type.text();
            case INT8, INT16, INT32, INT64 -> "int" + type.bytes() * Byte.SIZE;
            case UINT8, UINT16, UINT32, UINT64 -> "uint" + type.bytes() * Byte.SIZE;
            case FLOAT16, FLOAT32, FLOAT64 -> "float" + type.bytes() * Byte.SIZE;
        };
    }

    /**
     * Returns the type with NumPy's name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static ElementType type(String name) {
        for (ElementType type : ElementType.values()) {
            if (name(type).equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no such type");
    }
}
