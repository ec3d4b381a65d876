package io.thermocline.engine;

/**
 * How a store runs in this process. Nothing here is written into the store, so each opening may
 * choose anew.
 *
 * <p>Start from {@link #DEFAULT} and change what matters: {@code
 * StoreOptions.DEFAULT.withRingSlots(8192)}.
 *
 * @param ringSlots records between producers and the writer, a power of two in 64..1,048,576; each
 *     takes 320 bytes
 * @param leasePages pages of 1 MiB for rows above 304 bytes and for batches, 3..1024
 * @param singleProducer whether one thread alone appends: faster, and wrong with two
 * @param tailBytesMax most bytes of live tail; producers wait beyond it. At least 64 KiB
 * @param background whether tiers move by themselves; if not, only {@link Store#tiers()} moves them
 * @param policy when they move
 * @param queryThreads threads a query may use, at least 1
 * @param queryBytesMax most memory that the results and sorts of one query may take
 */
public record StoreOptions(
        int ringSlots,
        int leasePages,
        boolean singleProducer,
        long tailBytesMax,
        boolean background,
        TierPolicy policy,
        int queryThreads,
        long queryBytesMax) {

    /** The defaults of engine/docs/configuration.md. */
    public static final StoreOptions DEFAULT =
            new StoreOptions(
                    4096,
                    8,
                    false,
                    1L << 30,
                    true,
                    TierPolicy.DEFAULT,
                    1,
                    Runtime.getRuntime().maxMemory() / 4);

    private static final int RING_SLOTS_MAX = 1 << 20;
    private static final long TAIL_BYTES_LEAST = 64 << 10;

    /** Checks the ranges. */
    public StoreOptions {
        require(
                ringSlots >= 64 && ringSlots <= RING_SLOTS_MAX && Integer.bitCount(ringSlots) == 1,
                "ringSlots",
                "a power of two in 64.." + RING_SLOTS_MAX,
                ringSlots);
        require(leasePages >= 3 && leasePages <= 1024, "leasePages", "3..1024", leasePages);
        require(
                tailBytesMax >= TAIL_BYTES_LEAST,
                "tailBytesMax",
                "at least " + TAIL_BYTES_LEAST,
                tailBytesMax);
        require(queryThreads >= 1, "queryThreads", "at least 1", queryThreads);
        require(queryBytesMax >= 1, "queryBytesMax", "at least 1", queryBytesMax);
    }

    private static void require(boolean holds, String name, String expected, long found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "store option " + name + ": expected " + expected + ", found " + found);
        }
    }

    /** Returns these options with another ring size. */
    public StoreOptions withRingSlots(int slots) {
        return new StoreOptions(
                slots,
                leasePages,
                singleProducer,
                tailBytesMax,
                background,
                policy,
                queryThreads,
                queryBytesMax);
    }

    /** Returns these options with other room for long rows and batches. */
    public StoreOptions withLeasePages(int pages) {
        return new StoreOptions(
                ringSlots,
                pages,
                singleProducer,
                tailBytesMax,
                background,
                policy,
                queryThreads,
                queryBytesMax);
    }

    /** Returns these options with or without the promise that one thread alone appends. */
    public StoreOptions withSingleProducer(boolean single) {
        return new StoreOptions(
                ringSlots,
                leasePages,
                single,
                tailBytesMax,
                background,
                policy,
                queryThreads,
                queryBytesMax);
    }

    /** Returns these options with another bound of the live tail. */
    public StoreOptions withTailBytesMax(long bytes) {
        return new StoreOptions(
                ringSlots,
                leasePages,
                singleProducer,
                bytes,
                background,
                policy,
                queryThreads,
                queryBytesMax);
    }

    /** Returns these options with or without tier moves in the background. */
    public StoreOptions withBackground(boolean moves) {
        return new StoreOptions(
                ringSlots,
                leasePages,
                singleProducer,
                tailBytesMax,
                moves,
                policy,
                queryThreads,
                queryBytesMax);
    }

    /** Returns these options with another tier policy. */
    public StoreOptions withPolicy(TierPolicy newPolicy) {
        return new StoreOptions(
                ringSlots,
                leasePages,
                singleProducer,
                tailBytesMax,
                background,
                newPolicy,
                queryThreads,
                queryBytesMax);
    }

    /** Returns these options with another number of query threads. */
    public StoreOptions withQueryThreads(int threads) {
        return new StoreOptions(
                ringSlots,
                leasePages,
                singleProducer,
                tailBytesMax,
                background,
                policy,
                threads,
                queryBytesMax);
    }
}
