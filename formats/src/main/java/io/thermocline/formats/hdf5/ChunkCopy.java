package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.Shape;

/**
 * Copies the part of a chunk that lies in a range of rows to its place among them.
 *
 * @param shape extents of the dataset
 * @param chunk extents of a chunk
 * @param elementBytes bytes of an element
 */
record ChunkCopy(Shape shape, Shape chunk, int elementBytes) {

    /**
     * Copies.
     *
     * @param number row-major number of the chunk
     * @param decoded the chunk's elements, padding included
     * @param target rows [firstRow, firstRow + rows) of the dataset
     */
    void copy(long number, byte[] decoded, long firstRow, long rows, byte[] target) {
        int rank = shape.rank();
        long[] from = new long[rank]; // first index wanted, in the dataset
        long[] count = new long[rank];
        long[] offset = new long[rank]; // first index of the chunk, in the dataset
        long rest = number;
        for (int axis = rank - 1; axis >= 0; axis--) {
            long extent = chunk.dimension(axis);
            long chunks = Math.ceilDiv(shape.dimension(axis), extent);
            offset[axis] = rest % chunks * extent;
            rest /= chunks;
            long low = axis == 0 ? firstRow : 0;
            long high = axis == 0 ? firstRow + rows : shape.dimension(axis);
            from[axis] = Math.max(low, offset[axis]);
            count[axis] = Math.min(high, offset[axis] + extent) - from[axis];
            if (count[axis] <= 0) {
                return;
            }
        }
        long[] index = from.clone();
        int runBytes = Math.toIntExact(count[rank - 1] * elementBytes);
        do {
            long source = 0;
            long place = 0;
            for (int axis = 0; axis < rank; axis++) {
                source = source * chunk.dimension(axis) + (index[axis] - offset[axis]);
                long origin = axis == 0 ? firstRow : 0;
                long extent = axis == 0 ? rows : shape.dimension(axis);
                place = place * extent + (index[axis] - origin);
            }
            System.arraycopy(
                    decoded,
                    Math.toIntExact(source * elementBytes),
                    target,
                    Math.toIntExact(place * elementBytes),
                    runBytes);
        } while (advance(index, from, count));
    }

    /** Steps to the next run along the fastest axis; false behind the last. */
    private static boolean advance(long[] index, long[] from, long[] count) {
        for (int axis = index.length - 2; axis >= 0; axis--) {
            index[axis]++;
            if (index[axis] < from[axis] + count[axis]) {
                return true;
            }
            index[axis] = from[axis];
        }
        return false;
    }
}
