package io.thermocline.formats.hdf5;

import java.lang.foreign.MemorySegment;

/**
 * Elements that lie in memory one after the other.
 *
 * @param memory elements in row-major order, little-endian
 * @param elementBytes bytes of one element
 */
record MemorySource(MemorySegment memory, int elementBytes) implements ElementSource {
    @Override
    public void fill(long firstElement, MemorySegment target) {
        MemorySegment.copy(memory, firstElement * elementBytes, target, 0, target.byteSize());
    }

    /** Returns elements where they lie. */
    MemorySegment slice(long firstElement, long elements) {
        return memory.asSlice(firstElement * elementBytes, elements * elementBytes);
    }
}
