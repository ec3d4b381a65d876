package io.thermocline.tools.output;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Formats of files that a result is exported to. */
public enum ExportFormat {
    /** Comma-separated, with a header. */
    CSV,
    /** Tab-separated, with a header. */
    TSV,
    /** One JSON object a row. */
    NDJSON,
    /** One JSON object with query, columns and rows. */
    JSON,
    /** One NumPy array: of numbers, or of records where there are several columns. */
    NPY,
    /** A NumPy archive with an array a column. */
    NPZ;

    /** Returns the format that a file's name stands for, or null. */
    public static @Nullable ExportFormat of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "csv" -> CSV;
            case "tsv" -> TSV;
            case "ndjson", "jsonl" -> NDJSON;
            case "json" -> JSON;
            case "npy" -> NPY;
            case "npz" -> NPZ;
            default -> null;
        };
    }

    /** Returns whether it is text, which may be compressed with gzip. */
    public boolean isText() {
        return this != NPY && this != NPZ;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
