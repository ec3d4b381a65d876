package io.thermocline.tools.load;

import io.thermocline.formats.FormatException;
import io.thermocline.tools.inspect.FileType;

import java.io.IOException;
import java.nio.file.Path;

/** Formats that rows are read from. */
public enum InputFormat {
    /** CSV or JSON, compressed with gzip or not; the reader tells by name and content. */
    TEXT,
    /** One NumPy array. */
    NPY,
    /** A ZIP archive of NumPy arrays. */
    NPZ,
    /** HDF5 datasets, or a cold segment. */
    HDF5,
    /** A hot or warm segment. */
    SEGMENT;

    /**
     * Finds out the format of a file by its first bytes.
     *
     * @throws FormatException if it is of a known format that holds no rows for us
     */
    static InputFormat of(Path file) throws IOException {
        FileType type = FileType.of(file);
        return switch (type) {
            case NPY -> NPY;
            case ZIP -> NPZ;
            case HDF5 -> HDF5;
            case SEGMENT -> SEGMENT;
            case TEXT, JSON, GZIP, EMPTY -> TEXT;
            default ->
                    throw new FormatException(
                            "%s: this is %s; import reads CSV, JSON lines, NPY, NPZ, HDF5 and segments"
                                    .formatted(file, type.text()));
        };
    }
}
