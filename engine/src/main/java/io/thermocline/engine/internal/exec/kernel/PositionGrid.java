package io.thermocline.engine.internal.exec.kernel;

/**
 * How the rows of a table are cut for work whose result must not depend on who does it.
 *
 * <pre>
 *   table position   0 ........ 4095 | 4096 ........ | ...          blocks
 *   lane             0 1 .. 15 0 1 ..                               position mod 16
 *   span             [0, 2^19) | [2^19, 2^20) | ...                 unit of parallel work
 * </pre>
 *
 * <p>Sums of floats are made lane by lane within a block, block by block within a span, span by
 * span within a table. Segments, tiers, threads and kernels may cut elsewhere: the sum has the same
 * bits.
 */
public final class PositionGrid {
    /**
     * Lanes of a sum: two AVX-512 vectors, and enough chains to hide the latency of an addition.
     */
    public static final int LANES = 16;

    /** Rows after which the lanes of a sum are added up. */
    public static final int BLOCK_ROWS = 4096;

    /** Rows after which the sums of blocks, and of groups, are added to the total. */
    public static final long SPAN_ROWS = 1L << 19;

    private PositionGrid() {}

    /** Returns the number of the block that holds a position. */
    public static long block(long position) {
        return Math.floorDiv(position, (long) BLOCK_ROWS);
    }

    /** Returns the lane of a position. */
    public static int lane(long position) {
        return (int) (position & (LANES - 1));
    }

    /** Returns the number of the span that holds a position. */
    public static long span(long position) {
        return Math.floorDiv(position, SPAN_ROWS);
    }
}
