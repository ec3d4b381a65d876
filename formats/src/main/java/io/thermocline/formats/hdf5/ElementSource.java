package io.thermocline.formats.hdf5;

import java.lang.foreign.MemorySegment;

/**
 * Where the elements of a dataset come from.
 *
 * <p>Called by the one thread that writes the file, first for at most three short samples, then
 * once for every range in ascending order. A failure is passed on and no file is left behind.
 */
@FunctionalInterface
public interface ElementSource {
    /**
     * Fills {@code target} with consecutive elements in row-major order, little-endian.
     *
     * @param firstElement index of the first element wanted: row times elements per row
     * @param target off-heap memory, a whole number of elements long
     */
    void fill(long firstElement, MemorySegment target);

    /**
     * Returns a source over memory that holds all elements.
     *
     * @param memory elements in row-major order, little-endian; must stay valid until the file is
     *     written
     * @param elementBytes bytes of one element
     */
    static ElementSource of(MemorySegment memory, int elementBytes) {
        return new MemorySource(memory, elementBytes);
    }
}
