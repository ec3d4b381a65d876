package io.thermocline.formats.journal;

/** What kind of file holds a segment. */
public enum SegmentFormat {
    /** Uncompressed columns, mapped: the hot tier. */
    SEG("seg"),
    /** Compressed chunks, mapped: the warm tier. */
    SEGZ("segz"),
    /** HDF5: the cold tier. */
    HDF5("h5");

    private final String extension;

    SegmentFormat(String extension) {
        this.extension = extension;
    }

    /** Returns how names of such files end, without the dot. */
    public String extension() {
        return extension;
    }
}
