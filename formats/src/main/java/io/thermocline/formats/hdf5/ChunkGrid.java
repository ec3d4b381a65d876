package io.thermocline.formats.hdf5;

import org.jspecify.annotations.Nullable;

/**
 * How a dataset is cut into chunks.
 *
 * <p>Axes before the split axis have one index a chunk, axes behind it are whole, so that the
 * elements of each chunk are consecutive in row-major order and chunk i comes before chunk i + 1.
 * Immutable.
 */
final class ChunkGrid {
    /** Most bytes of a chunk, unless one element is larger: libhdf5 1.10's default chunk cache. */
    static final long MAX_BYTES = 1L << 20;

    /** Bytes of the first chunk of a dataset without rows, which says nothing about its future. */
    private static final long EMPTY_BYTES = 1L << 16;

    private final long[] dimensions;
    private final int elementBytes;
    private final int axis;

    /** Extents of a chunk. */
    private final long[] chunk;

    /** Elements behind one index of the split axis. */
    private final long innerElements;

    private final long chunksPerOuter;
    private final long chunkCount;

    private ChunkGrid(long[] dimensions, int elementBytes, int axis, long extent) {
        this.dimensions = dimensions;
        this.elementBytes = elementBytes;
        this.axis = axis;
        this.chunk = new long[dimensions.length];
        long inner = 1;
        long outer = 1;
        for (int i = 0; i < dimensions.length; i++) {
            if (i < axis) {
                chunk[i] = 1;
                outer = Math.multiplyExact(outer, dimensions[i]);
            } else {
                chunk[i] = i == axis ? extent : dimensions[i];
                inner = i == axis ? inner : Math.multiplyExact(inner, dimensions[i]);
            }
        }
        this.innerElements = inner;
        this.chunksPerOuter = Math.ceilDiv(dimensions[axis], extent);
        this.chunkCount = Math.multiplyExact(outer, chunksPerOuter);
    }

    /**
     * Cuts a dataset.
     *
     * @param dimensions extents, at least one; all but the first at least 1
     * @param growable whether the first axis may grow, so that a chunk may exceed it
     * @param maxRows most rows in a chunk, a power of two
     */
    static ChunkGrid of(long[] dimensions, int elementBytes, boolean growable, long maxRows) {
        int axis = 0;
        long inner = innerBytes(dimensions, 0, elementBytes);
        while (inner > MAX_BYTES && axis + 1 < dimensions.length) {
            axis++;
            inner = innerBytes(dimensions, axis, elementBytes);
        }
        long extent = Long.highestOneBit(Math.max(1, MAX_BYTES / inner));
        if (axis == 0) {
            extent = Math.min(extent, maxRows);
        }
        long rows = dimensions[axis];
        if (axis == 0 && growable) {
            long enough =
                    rows == 0
                            ? Long.highestOneBit(Math.max(1, EMPTY_BYTES / inner))
                            : Long.highestOneBit(rows * 2 - 1);
            extent = Math.min(extent, enough);
        } else {
            extent = Math.min(extent, rows);
        }
        return new ChunkGrid(dimensions.clone(), elementBytes, axis, extent);
    }

    /**
     * Returns the grid of stored extents, or null if they are not cut as this class cuts.
     *
     * @param chunk extents of a chunk, as many as {@code dimensions}
     */
    static @Nullable ChunkGrid ofStored(long[] dimensions, long[] chunk, int elementBytes) {
        int axis = 0;
        while (axis + 1 < chunk.length && chunk[axis] == 1 && !isWhole(dimensions, chunk, axis)) {
            axis++;
        }
        if (chunk[axis] < 1 || !isWhole(dimensions, chunk, axis)) {
            return null;
        }
        return new ChunkGrid(dimensions.clone(), elementBytes, axis, chunk[axis]);
    }

    private static boolean isWhole(long[] dimensions, long[] chunk, int axis) {
        for (int i = axis + 1; i < chunk.length; i++) {
            if (chunk[i] != dimensions[i] || chunk[i] < 1) {
                return false;
            }
        }
        return true;
    }

    private static long innerBytes(long[] dimensions, int axis, int elementBytes) {
        long bytes = elementBytes;
        for (int i = axis + 1; i < dimensions.length; i++) {
            bytes = Math.multiplyExact(bytes, dimensions[i]);
        }
        return bytes;
    }

    int rank() {
        return dimensions.length;
    }

    int elementBytes() {
        return elementBytes;
    }

    long chunkDimension(int i) {
        return chunk[i];
    }

    long chunkCount() {
        return chunkCount;
    }

    /** Returns the elements of a full chunk. */
    long chunkElements() {
        return Math.multiplyExact(chunk[axis], innerElements);
    }

    /** Returns the bytes of a full chunk before filters. */
    long chunkBytes() {
        return Math.multiplyExact(chunkElements(), (long) elementBytes);
    }

    /** Returns the row-major index of the first element of a chunk. */
    long firstElement(long index) {
        long outer = index / chunksPerOuter;
        long along = index % chunksPerOuter * chunk[axis];
        return (outer * dimensions[axis] + along) * innerElements;
    }

    /** Returns the elements of a chunk that belong to the dataset; the rest is padding. */
    long elementCount(long index) {
        long along = index % chunksPerOuter * chunk[axis];
        return Math.min(chunk[axis], dimensions[axis] - along) * innerElements;
    }

    /** Returns the chunk that holds an element. */
    long chunkOf(long element) {
        long row = element / innerElements;
        return row / dimensions[axis] * chunksPerOuter + row % dimensions[axis] / chunk[axis];
    }

    /**
     * Returns the offset of a chunk's first element along axis {@code i}; for {@code index ==
     * chunkCount} the offset of a chunk past all others.
     */
    long offset(long index, int i) {
        if (index == chunkCount) {
            return i == 0 ? Math.ceilDiv(dimensions[0], chunk[0]) * chunk[0] : 0;
        }
        if (i == axis) {
            return index % chunksPerOuter * chunk[axis];
        }
        long outer = index / chunksPerOuter;
        for (int k = axis - 1; k > i; k--) {
            outer /= dimensions[k];
        }
        return i < axis ? outer % dimensions[i] : 0;
    }
}
