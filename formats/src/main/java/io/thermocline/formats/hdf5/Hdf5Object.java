package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One object of a foreign HDF5 file, as {@link Hdf5Datasets} lists it.
 *
 * @param path path from the root, such as {@code /strain/Strain}
 * @param kind what it is
 * @param type type of the elements for people; empty for what has none
 * @param element type of the numbers that are read, or null for texts and everything else
 * @param isText whether {@link Hdf5Datasets#readTexts} reads it
 * @param shape extents of what is read, those of array types included; a scalar for all but
 *     datasets
 * @param chunk extents of a chunk, of rank 0 where there are none
 * @param filters names of the filters in the order in which they were applied
 * @param attributes values by name: texts, {@link Long}, {@link java.math.BigInteger}, {@link
 *     Double}, {@link Boolean}, lists and maps of them; a value that is not read is the text {@code
 *     (unreadable: …)}
 * @param note why the object is not read, or where a link leads; empty for a sound object
 */
public record Hdf5Object(
        String path,
        Kind kind,
        String type,
        @Nullable ElementType element,
        boolean isText,
        Shape shape,
        Shape chunk,
        List<String> filters,
        Map<String, Object> attributes,
        String note) {

    /** Kinds of objects. */
    public enum Kind {
        /** A group. */
        GROUP,
        /** A dataset, whether it is read or not. */
        DATASET,
        /** A committed datatype. */
        DATATYPE,
        /** A soft or external link, or another name of a group that was listed before. */
        LINK,
        /** Something whose header is not understood. */
        UNKNOWN
    }

    /** Copies the collections. */
    public Hdf5Object {
        filters = List.copyOf(filters);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** Returns whether the elements can be read as numbers. */
    public boolean isNumeric() {
        return kind == Kind.DATASET && element != null && note.isEmpty();
    }
}
