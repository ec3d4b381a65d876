package io.thermocline.formats.hdf5;

import org.jspecify.annotations.Nullable;

/**
 * How a dataset lies in the file.
 *
 * <p>Chunks are cut along the first axis into a power of two of rows near 1 MiB, which is libhdf5's
 * chunk cache; a row above 1 MiB is cut along the next axes.
 *
 * @param layout contiguous or in chunks
 * @param filters what is done to chunks; null lets a sample of the data decide
 * @param sampleLevel zlib level used where the sample compresses by at least a tenth
 * @param maxChunkRows most rows in a chunk, a power of two
 */
public record Hdf5Storage(
        Layout layout, @Nullable Hdf5Filters filters, int sampleLevel, long maxChunkRows) {

    /** zlib level for data written once and read often: higher ones gain little on numbers. */
    public static final int DEFAULT_LEVEL = 1;

    /** zlib level for archives where space counts most. */
    public static final int ARCHIVE_LEVEL = 4;

    /** Arrangement of the elements. */
    public enum Layout {
        /** One piece, which other programs can map. No filters, no checksum. */
        CONTIGUOUS,
        /** In chunks, or in one piece below 64 KiB. */
        ADAPTIVE,
        /** In chunks, the first axis unlimited, so that h5py can append rows to a copy. */
        GROWABLE
    }

    /** Checks the limits. */
    public Hdf5Storage {
        if (Long.bitCount(maxChunkRows) != 1 || maxChunkRows < 1) {
            throw new IllegalArgumentException(
                    "HDF5 storage: expected a power of two of rows in a chunk, found "
                            + maxChunkRows);
        }
        if (sampleLevel < 1 || sampleLevel > 9) {
            throw new IllegalArgumentException(
                    "deflate level: expected 1..9, found " + sampleLevel);
        }
    }

    /** Returns one piece without filters. */
    public static Hdf5Storage contiguous() {
        return new Hdf5Storage(Layout.CONTIGUOUS, Hdf5Filters.NONE, DEFAULT_LEVEL, 1L << 62);
    }

    /** Returns chunks with filters chosen by a sample. */
    public static Hdf5Storage adaptive(int level) {
        return new Hdf5Storage(Layout.ADAPTIVE, null, level, 1L << 62);
    }

    /** Returns chunks with filters chosen by a sample, the first axis unlimited. */
    public static Hdf5Storage growable(int level) {
        return new Hdf5Storage(Layout.GROWABLE, null, level, 1L << 62);
    }

    /** Returns this storage with the given filters instead of a sample's choice. */
    public Hdf5Storage with(Hdf5Filters chosen) {
        return new Hdf5Storage(layout, chosen, sampleLevel, maxChunkRows);
    }

    /** Returns this storage with at most this many rows in a chunk. */
    public Hdf5Storage withMaxChunkRows(long rows) {
        return new Hdf5Storage(layout, filters, sampleLevel, rows);
    }
}
