package io.thermocline.formats.hdf5;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ElementType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns stored numbers into little-endian, packed ones. */
final class ForeignNumbers {
    private ForeignNumbers() {}

    /**
     * Converts.
     *
     * @param stored whole elements as they lie in the file
     * @param target room for as many numbers of the type
     */
    static void convert(
            byte[] stored, ForeignType type, ElementType element, MemorySegment target) {
        if (type.isPlain()) {
            MemorySegment.copy(stored, 0, target, ValueLayout.JAVA_BYTE, 0, stored.length);
        } else {
            int parts = element.isComplex() ? 2 : 1;
            int partBytes = element.bytes() / parts;
            long at = 0;
            for (int from = 0; from < stored.length; from += type.storedBytes()) {
                for (int part = 0; part < parts; part++) {
                    int source = from + (part == 0 ? type.firstPart() : type.secondPart());
                    for (int i = 0; i < partBytes; i++) {
                        int k = type.isBigEndian() ? partBytes - 1 - i : i;
                        target.set(ValueLayout.JAVA_BYTE, at++, stored[source + k]);
                    }
                }
            }
        }
        if (element == ElementType.BOOL) {
            requireBools(stored);
        }
    }

    private static void requireBools(byte[] stored) {
        for (byte value : stored) {
            if (value != 0 && value != 1) {
                throw new FormatException("HDF5 enum FALSE, TRUE: expected 0 or 1, found " + value);
            }
        }
    }
}
