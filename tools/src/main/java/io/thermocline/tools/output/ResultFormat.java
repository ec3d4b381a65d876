package io.thermocline.tools.output;

/** How a result is written. */
public enum ResultFormat {
    /** Aligned columns for people. */
    TABLE,
    /** RFC 4180 with a header. */
    CSV,
    /** One object with query, columns and rows. */
    JSON,
    /** One object a row. */
    NDJSON,
    /** A Markdown table. */
    MD;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
