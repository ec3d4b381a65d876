package io.thermocline.formats.encoding;

import org.jspecify.annotations.Nullable;

/** How bytes are stored. The ids stand in files and never change. */
public enum Codec {
    /** As they are. */
    RAW(0),
    /** zlib stream. */
    DEFLATE(1),
    /** One zstd frame. */
    ZSTD(2);

    private final int id;

    Codec(int id) {
        this.id = id;
    }

    /** Returns the id that stands in files. */
    public int id() {
        return id;
    }

    /**
     * Returns the codec of an id.
     *
     * @param id id read from a file
     * @return the codec, or null if this version knows none
     */
    public static @Nullable Codec ofId(int id) {
        return id >= 0 && id < values().length ? values()[id] : null;
    }
}
