package io.thermocline.formats.hdf5;

/**
 * What is done to each chunk before it is stored. All three filters are built into every HDF5
 * library.
 *
 * @param shuffle whether the bytes of the elements are gathered by significance
 * @param deflateLevel zlib level 1 to 9, or 0 for no compression
 * @param fletcher32 whether a checksum follows that every HDF5 library verifies
 */
public record Hdf5Filters(boolean shuffle, int deflateLevel, boolean fletcher32) {
    /** Chunks as they are. */
    public static final Hdf5Filters NONE = new Hdf5Filters(false, 0, false);

    /** Chunks as they are, with a checksum. */
    public static final Hdf5Filters CHECKSUM = new Hdf5Filters(false, 0, true);

    /** Refuses what does not work everywhere. */
    public Hdf5Filters {
        if (deflateLevel < 0 || deflateLevel > 9) {
            throw new IllegalArgumentException(
                    "deflate level: expected 0..9, found " + deflateLevel);
        }
        if (shuffle && fletcher32 && deflateLevel == 0) {
            throw new IllegalArgumentException(
                    "HDF5 filters: shuffle with fletcher32 but without deflate is misread by"
                            + " existing readers; drop one of them");
        }
    }

    /** Returns shuffle, deflate and a checksum. */
    public static Hdf5Filters shuffleDeflate(int level) {
        return new Hdf5Filters(true, level, true);
    }

    /** Returns deflate and a checksum. */
    public static Hdf5Filters deflate(int level) {
        return new Hdf5Filters(false, level, true);
    }

    /** Returns the number of filters in the pipeline. */
    int count() {
        return (shuffle ? 1 : 0) + (deflateLevel > 0 ? 1 : 0) + (fletcher32 ? 1 : 0);
    }
}
