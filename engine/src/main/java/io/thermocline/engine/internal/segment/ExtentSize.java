package io.thermocline.engine.internal.segment;

import java.util.Objects;

/**
 * Sizes of tail extents: class {@code c} holds 16 KiB &lt;&lt; c.
 *
 * <p>Extents below 1 MiB share a slab file, so that 10,000 small tables need a few hundred files
 * and not 10,000; larger ones have a file each, so that idle ones can be given back.
 */
final class ExtentSize {
    /** Smallest extent: an idle table with a few rows costs this much. */
    static final int SMALLEST_BYTES = 16 << 10;

    /** 64 MiB: large enough that a roll is rare, small enough that sealing one takes under 1 s. */
    static final int LARGEST_CLASS = 12;

    /** Extent bytes of a slab that is shared. */
    private static final int SHARED_SLAB_BYTES = 1 << 20;

    private ExtentSize() {}

    /** Returns the bytes of an extent of a class in 0..12. */
    static int bytes(int sizeClass) {
        Objects.checkIndex(sizeClass, LARGEST_CLASS + 1);
        return SMALLEST_BYTES << sizeClass;
    }

    /** Returns the extents in a slab of a class: 64, 32, … 2, then 1. */
    static int perSlab(int sizeClass) {
        return Math.max(1, SHARED_SLAB_BYTES / bytes(sizeClass));
    }

    /** Returns the bytes of a slab file of a class, its header included. */
    static long slabBytes(int sizeClass) {
        return SlabLayout.HEADER_BYTES + (long) perSlab(sizeClass) * bytes(sizeClass);
    }

    /** Returns the smallest class of at least {@code bytes}, or −1 if none is that large. */
    static int classOf(long bytes) {
        for (int c = 0; c <= LARGEST_CLASS; c++) {
            if (bytes <= bytes(c)) {
                return c;
            }
        }
        return -1;
    }
}
