package io.thermocline.formats.column;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One column of a table.
 *
 * @param id number of the column in its table, from 1, never reused, kept through renames
 * @param name 1 to 255 bytes of UTF-8 without control characters
 * @param type type of every value
 * @param nullable whether rows may lack a value
 * @param encoding how to store it; {@link Encoding#AUTO} unless pinned
 * @param unit UDUNITS text such as {@code m s-1}; empty if none was given
 * @param description one line for people; may be empty
 * @param metadata free-form pairs, in insertion order
 */
public record Column(
        int id,
        String name,
        ColumnType type,
        boolean nullable,
        Encoding encoding,
        String unit,
        String description,
        Map<String, String> metadata) {

    /** Longest name in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 255;

    /** Storage asked for by the schema. */
    public enum Encoding {
        /** Chosen from the data. */
        AUTO,
        /** Text kept as a heap, never as dictionary codes; numbers kept raw. */
        PLAIN,
        /** Text kept as dictionary codes while there are at most 65,536 of them in a segment. */
        DICTIONARY
    }

    /** Checks the limits. */
    public Column {
        if (id < 1) {
            throw new IllegalArgumentException(
                    "column '" + name + "': expected an id from 1, found " + id);
        }
        requireName("column", name);
        metadata = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(metadata));
    }

    /** Returns a column with automatic encoding and no unit, description or metadata. */
    public static Column of(int id, String name, ColumnType type, boolean nullable) {
        return new Column(id, name, type, nullable, Encoding.AUTO, "", "", Map.of());
    }

    /** Returns this column under another name. */
    public Column renamed(String newName) {
        return new Column(id, newName, type, nullable, encoding, unit, description, metadata);
    }

    /** Returns this column under another number. */
    public Column withId(int newId) {
        return new Column(newId, name, type, nullable, encoding, unit, description, metadata);
    }

    /**
     * Checks a user-chosen name of a table, column or state.
     *
     * @param what what is named, for the message
     * @throws IllegalArgumentException if the name is empty, longer than 255 bytes, or holds
     *     control characters or unpaired surrogates
     */
    public static void requireName(String what, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    what
                            + " name: expected 1.."
                            + MAX_NAME_BYTES
                            + " bytes of UTF-8, found "
                            + bytes);
        }
        if (name.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF))) {
            throw new IllegalArgumentException(
                    what
                            + " name: expected no control characters or unpaired surrogates, found"
                            + " them in '"
                            + name.replaceAll("\\p{Cntrl}", "?")
                            + "'");
        }
    }
}
