package io.thermocline.formats.journal;

import org.jspecify.annotations.Nullable;

/**
 * One sealed segment as the catalogue knows it. Immutable.
 *
 * @param id number of the segment in its shard, from 1, each used once
 * @param format what kind of file it is
 * @param path file, relative to the store's directory
 * @param baseRow position of its first row in the table
 * @param rowCount rows, at least 1
 * @param schemaVersion version of the table's schema that its rows were written with
 * @param fileBytes length of the file
 * @param logicalBytes bytes of the values before any encoding
 * @param appended when its rows were appended, first and last
 * @param time values of the table's time column, least and greatest, or null if the table has none
 * @param hash hash of the logical content; {@link ContentHash#NONE} if none was taken
 */
public record SegmentEntry(
        long id,
        SegmentFormat format,
        String path,
        long baseRow,
        int rowCount,
        int schemaVersion,
        long fileBytes,
        long logicalBytes,
        NanosRange appended,
        @Nullable NanosRange time,
        ContentHash hash) {
    /** Checks the ranges. */
    public SegmentEntry {
        StorePath.require(path);
        if (id < 1
                || baseRow < 0
                || rowCount < 1
                || schemaVersion < 1
                || fileBytes < 0
                || logicalBytes < 0
                || baseRow > Long.MAX_VALUE - rowCount) {
            throw new IllegalArgumentException(
                    "segment %d: expected an id, rows and a schema version from 1 and no negative figure, found base row %d, %d rows, schema version %d, %d file bytes, %d logical bytes"
                            .formatted(
                                    id, baseRow, rowCount, schemaVersion, fileBytes, logicalBytes));
        }
    }

    /** Returns the position after the last row. */
    public long endRow() {
        return baseRow + rowCount;
    }
}
