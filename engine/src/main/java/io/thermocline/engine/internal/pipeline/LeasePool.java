package io.thermocline.engine.internal.pipeline;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Blocks of a fixed memory region for record bodies that do not fit a ring slot.
 *
 * <p>The region is cut into pages of {@link #PAGE_BYTES}. A page serves one size class (4 KiB to
 * one page) from its first use on; a request that finds its class empty takes a larger block, and
 * {@link #RESERVED_PAGES} pages are never cut, so that every request can be met once earlier
 * records are applied. Free blocks of a class form a stack threaded through {@link #nextFree}.
 *
 * <p>Thread rules: any thread leases, the writer releases. Allocates nothing after construction.
 */
final class LeasePool {
    /** Largest lease: one page. */
    static final int PAGE_BYTES = 1 << 20;

    private static final int PAGE_SHIFT = 20;
    private static final int SMALLEST_SHIFT = 12;
    private static final int CLASSES = PAGE_SHIFT - SMALLEST_SHIFT + 1;
    private static final int RESERVED_PAGES = 2;
    private static final long INDEX_MASK = 0xFFFF_FFFFL;

    /**
     * No block: the stack of a class is empty. Indexes on the stacks are shifted by one, so zero
     * works.
     */
    private static final long EMPTY = 0;

    private final long base;

    /**
     * Per class: tag << 32 | (block + 1). The tag grows with each change, which defeats ABA. Any
     * thread, by CAS.
     */
    private final AtomicLongArray heads = new AtomicLongArray(CLASSES);

    /**
     * Per smallest-size unit: the next free block + 1 below it in its stack. Written by the
     * releasing thread before its CAS.
     */
    private final AtomicIntegerArray nextFree;

    /** Per page: its class + 1. Written once by the thread that cut the page. */
    private final AtomicIntegerArray pageClasses;

    /**
     * Creates a pool over [base, base + pages * PAGE_BYTES) of some memory.
     *
     * @param base offset of the region, a multiple of 64
     * @param pages at least {@link #RESERVED_PAGES} + 1
     */
    LeasePool(long base, int pages) {
        if (pages <= RESERVED_PAGES) {
            throw new IllegalArgumentException(
                    "lease pool: expected more than " + RESERVED_PAGES + " pages, found " + pages);
        }
        this.base = base;
        this.nextFree = new AtomicIntegerArray(pages << (PAGE_SHIFT - SMALLEST_SHIFT));
        this.pageClasses = new AtomicIntegerArray(pages);
        for (int page = 0; page < pages; page++) {
            pageClasses.set(page, CLASSES);
            push(CLASSES - 1, page << (PAGE_SHIFT - SMALLEST_SHIFT));
        }
        uncutPages = new AtomicIntegerArray(new int[] {pages});
    }

    /** One element: pages never cut so far. Any thread, by CAS. */
    private final AtomicIntegerArray uncutPages;

    /**
     * Takes a block of at least {@code bytes}.
     *
     * @param bytes 1 to {@link #PAGE_BYTES}
     * @return offset of the block, or −1 if none is free now
     */
    long tryLease(long bytes) {
        int smallest = classOf(bytes);
        for (int c = smallest; c < CLASSES; c++) {
            int block = pop(c);
            if (block >= 0 && c == CLASSES - 1 && smallest < c) {
                block = cut(block, smallest);
            }
            if (block >= 0) {
                return base + ((long) block << SMALLEST_SHIFT);
            }
        }
        return -1;
    }

    /** Gives a block back. The writer only. */
    void release(long offset) {
        int block = (int) ((offset - base) >>> SMALLEST_SHIFT);
        int page = block >>> (PAGE_SHIFT - SMALLEST_SHIFT);
        push(pageClasses.get(page) - 1, block);
    }

    /**
     * Cuts a whole page into blocks of a smaller class and returns the first; keeps it whole if few
     * whole pages are left.
     */
    private int cut(int block, int sizeClass) {
        int uncut = uncutPages.get(0);
        if (uncut <= RESERVED_PAGES || !uncutPages.compareAndSet(0, uncut, uncut - 1)) {
            return block;
        }
        pageClasses.set(block >>> (PAGE_SHIFT - SMALLEST_SHIFT), sizeClass + 1);
        int step = 1 << sizeClass;
        for (int i = step; i < 1 << (PAGE_SHIFT - SMALLEST_SHIFT); i += step) {
            push(sizeClass, block + i);
        }
        return block;
    }

    private void push(int sizeClass, int block) {
        while (true) {
            long head = heads.get(sizeClass);
            nextFree.set(block, (int) (head & INDEX_MASK));
            long tag = (head >>> Integer.SIZE) + 1;
            if (heads.compareAndSet(sizeClass, head, tag << Integer.SIZE | (block + 1L))) {
                return;
            }
        }
    }

    private int pop(int sizeClass) {
        while (true) {
            long head = heads.get(sizeClass);
            int top = (int) (head & INDEX_MASK);
            if (top == EMPTY) {
                return -1;
            }
            long tag = (head >>> Integer.SIZE) + 1;
            long below = nextFree.get(top - 1) & INDEX_MASK;
            if (heads.compareAndSet(sizeClass, head, tag << Integer.SIZE | below)) {
                return top - 1;
            }
        }
    }

    private static int classOf(long bytes) {
        if (bytes < 1 || bytes > PAGE_BYTES) {
            throw new IllegalArgumentException(
                    "lease: expected 1.." + PAGE_BYTES + " bytes, found " + bytes);
        }
        int shift = Long.SIZE - Long.numberOfLeadingZeros(bytes - 1);
        return Math.max(shift, SMALLEST_SHIFT) - SMALLEST_SHIFT;
    }
}
