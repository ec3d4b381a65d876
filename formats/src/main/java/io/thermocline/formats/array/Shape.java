package io.thermocline.formats.array;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Extents of an array, slowest dimension first. A scalar has rank 0 and one element; a zero extent
 * means no elements.
 */
public final class Shape {
    /** Highest rank accepted anywhere, as in NumPy 1 and HDF5. */
    public static final int MAX_RANK = 32;

    private final long[] dimensions;
    private final long elementCount;

    private Shape(long[] dimensions) {
        if (dimensions.length > MAX_RANK) {
            throw new IllegalArgumentException(
                    "shape: expected at most "
                            + MAX_RANK
                            + " dimensions, found "
                            + dimensions.length);
        }
        long count = 1;
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw new IllegalArgumentException(
                        "shape: expected dimensions >= 0, found " + Arrays.toString(dimensions));
            }
            count = Math.multiplyExact(count, dimension);
        }
        this.dimensions = dimensions;
        this.elementCount = count;
    }

    /**
     * Returns the shape with these extents.
     *
     * @param dimensions extents, each at least 0, slowest first
     * @throws ArithmeticException if the element count leaves the range of a long
     */
    public static Shape of(long... dimensions) {
        return new Shape(dimensions.clone());
    }

    /** Returns the number of dimensions. */
    public int rank() {
        return dimensions.length;
    }

    /** Returns the extent of dimension {@code axis}. */
    public long dimension(int axis) {
        return dimensions[axis];
    }

    /** Returns the product of all extents. */
    public long elementCount() {
        return elementCount;
    }

    /** Returns a copy of the extents. */
    public long[] dimensions() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** Returns the extents as Python writes a tuple, such as {@code (3, 4)} or {@code (7,)}. */
    @Override
    public String toString() {
        String inner =
                Arrays.stream(dimensions)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(", "));
        return dimensions.length == 1 ? "(" + inner + ",)" : "(" + inner + ")";
    }
}
