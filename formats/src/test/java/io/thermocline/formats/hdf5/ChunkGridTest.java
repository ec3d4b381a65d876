package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class ChunkGridTest {
    private static final long NO_LIMIT = 1L << 62;

    private static String chunk(ChunkGrid grid) {
        long[] extents = new long[grid.rank()];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = grid.chunkDimension(axis);
        }
        return Arrays.toString(extents);
    }

    private static ChunkGrid grid(int elementBytes, boolean isGrowable, long... dimensions) {
        return ChunkGrid.of(dimensions, elementBytes, isGrowable, NO_LIMIT);
    }

    @Test
    void chunksAreTheLargestPowerOfTwoOfRowsWithinOneMebibyte() {
        assertEquals("[131072]", chunk(grid(8, false, 10_000_000)));
        assertEquals("[65536]", chunk(grid(16, false, 10_000_000)));
        assertEquals("[512, 512]", chunk(grid(4, false, 100_000, 512)));
        assertEquals("[1, 131072]", chunk(grid(8, false, 3, 600_000)));
        assertEquals("[1, 16, 6000]", chunk(grid(8, false, 3, 100, 6000)));
        assertEquals("[1, 1, 131072]", chunk(grid(8, false, 2, 2, 1_000_000)));
        assertEquals("[1]", chunk(grid(3 << 20, false, 5)));
        assertEquals("[4096]", chunk(ChunkGrid.of(new long[] {1_000_000}, 8, true, 4096)));
    }

    @Test
    void aFixedAxisLimitsTheChunkAndAnUnlimitedOneRoundsItUp() {
        assertEquals("[1000]", chunk(grid(8, false, 1000)));
        assertEquals("[1024]", chunk(grid(8, true, 1000)));
        assertEquals("[1]", chunk(grid(8, true, 1)));
        assertEquals("[8192]", chunk(grid(8, true, 0)));
        assertEquals(0, grid(8, true, 0).chunkCount());
    }

    @Test
    void chunksCoverEveryElementOnceAndInOrder() {
        long[][] shapes = {{1}, {131_072}, {131_073}, {3, 600_000}, {2, 3, 300_000}, {5, 7, 11}};
        for (long[] dimensions : shapes) {
            ChunkGrid grid = grid(8, false, dimensions);
            long next = 0;
            for (long chunk = 0; chunk < grid.chunkCount(); chunk++) {
                assertEquals(next, grid.firstElement(chunk));
                assertEquals(chunk, grid.chunkOf(next));
                next += grid.elementCount(chunk);
                assertEquals(chunk, grid.chunkOf(next - 1));
                long index = 0;
                for (int axis = 0; axis < dimensions.length; axis++) {
                    index = index * dimensions[axis] + grid.offset(chunk, axis);
                }
                assertEquals(index, grid.firstElement(chunk));
            }
            assertEquals(Arrays.stream(dimensions).reduce(1, (a, b) -> a * b), next);
            assertTrue(grid.offset(grid.chunkCount(), 0) >= dimensions[0]);
        }
    }

    @Test
    void onlyChunksCutAlongOneAxisAreOurs() {
        assertNotNull(ChunkGrid.ofStored(new long[] {10, 5}, new long[] {4, 5}, 8));
        assertNotNull(ChunkGrid.ofStored(new long[] {10, 5}, new long[] {1, 2}, 8));
        assertNull(ChunkGrid.ofStored(new long[] {10, 5}, new long[] {4, 2}, 8));
        assertNull(ChunkGrid.ofStored(new long[] {10}, new long[] {0}, 8));
    }
}
