package io.thermocline.engine.schema;

/** Where rows lie. Rows move down by age, size or demand; no query can tell but by its speed. */
public enum Tier {
    /** The live tail and sealed, uncompressed, mapped segments. */
    HOT,
    /** Immutable mapped segments of compressed chunks. */
    WARM,
    /** HDF5 files. */
    COLD
}
