package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import java.util.List;

/**
 * Names, types and limits of cold segments; {@code formats/docs/cold-format.md} tells them to
 * people.
 *
 * <pre>
 *   /                    attributes: what the segment is
 *   /columns/{name}      values, first axis = row
 *   /nulls/{name}        true = no value; only where a row has none
 *   /dictionaries/{name} texts behind the codes of a column
 *   /zones/{name}        facts about each 4096 rows of a column of numbers
 *   /schema              schema JSON, only where it does not fit into an attribute
 * </pre>
 */
final class ColdLayout {
    static final String COLUMNS = "columns";
    static final String NULLS = "nulls";
    static final String DICTIONARIES = "dictionaries";
    static final String ZONES = "zones";

    static final String FORMAT = "format";
    static final String FORMAT_NAME = "Thermocline cold segment";
    static final String FORMAT_VERSION = "format_version";

    /** The version that this code writes, and the only one it reads. */
    static final long VERSION = 1;

    static final String TABLE = "table";
    static final String SEGMENT_ID = "segment_id";
    static final String BASE_ROW = "base_row";
    static final String ROW_COUNT = "row_count";
    static final String CHUNK_ROWS = "chunk_rows";
    static final String CREATED = "created";
    static final String SCHEMA = "schema";
    static final String SCHEMA_VERSION = "schema_version";
    static final String CONTENT_SHA256 = "content_sha256";
    static final String TIME_MIN = "time_min_ns";
    static final String TIME_MAX = "time_max_ns";
    static final String CRC32C = "crc32c";

    /** Path of the texts, on a column of codes. */
    static final String DICTIONARY = "dictionary";

    /** Path of the null mask, on a column that has one. */
    static final String NULL_MASK = "null_mask";

    /** Units of every timestamp, as the CF convention writes them. */
    static final String TIME_UNITS = "nanoseconds since 1970-01-01T00:00:00Z";

    /** Longest text stored at fixed length, in bytes: NumPy holds every row at that length. */
    static final int MAX_FIXED_TEXT_BYTES = 1024;

    /** Bytes of padding accepted for one byte of text at fixed length; deflate removes them. */
    static final int MAX_FIXED_TEXT_WASTE = 4;

    /** Most rows that are read at once, and in a chunk of a column. */
    static final int MAX_CHUNK_ROWS = 1 << 16;

    /** Bytes of the widest column in the rows read at once, unless 4096 rows exceed it. */
    private static final int CHUNK_BYTES = 1 << 24;

    /** Bytes of texts or lists in the rows read at once that fewer rows are preferred to. */
    static final long PREFERRED_HEAP_BYTES = 64L << 20;

    /** Most bytes of texts or lists in the rows read at once: offsets are i32. */
    static final long MAX_HEAP_BYTES = Integer.MAX_VALUE;

    /** Bytes of a zone entry: null count, value count, min, max. */
    static final int ZONE_BYTES = 24;

    private ColdLayout() {}

    /**
     * Returns the rows that are read at once, a power of two: so many that the widest column of
     * fixed size stays near 16 MiB. HDF5 chunks have at most as many rows, so that none is ever
     * decoded for two reads.
     */
    static int chunkRows(Schema schema) {
        int widest = 1;
        for (Column column : schema.columns()) {
            widest = Math.max(widest, column.type().fixedBytes());
        }
        int rows = Integer.highestOneBit(Math.max(1, CHUNK_BYTES / widest));
        return Math.clamp(rows, StoredColumns.BLOCK_ROWS, MAX_CHUNK_ROWS);
    }

    /** Returns whether a file may be read this many rows at a time. */
    static boolean isChunkRows(long rows) {
        return Long.bitCount(rows) == 1
                && rows >= StoredColumns.BLOCK_ROWS
                && rows <= MAX_CHUNK_ROWS;
    }

    /** Returns the type of a zone entry of a column of integers or of floating-point numbers. */
    static Hdf5Datatype zoneType(boolean isFloating) {
        Hdf5Datatype count = Hdf5Datatype.of(ElementType.INT32);
        Hdf5Datatype value = Hdf5Datatype.of(isFloating ? ElementType.FLOAT64 : ElementType.INT64);
        return Hdf5Datatype.compound(
                List.of(
                        new Hdf5Datatype.Member("null_count", count),
                        new Hdf5Datatype.Member("value_count", count),
                        new Hdf5Datatype.Member("min", value),
                        new Hdf5Datatype.Member("max", value)));
    }

    /** Returns the types that a column without dictionary may have in the file. */
    static Hdf5Datatype valueType(Column column) {
        return switch (column.type().kind()) {
            case SCALAR, TIMESTAMP, VECTOR -> Hdf5Datatype.of(column.type().element());
            case STRING, JSON -> Hdf5Datatype.TEXT;
            case BINARY -> bytes();
            case LIST -> Hdf5Datatype.variable(Hdf5Datatype.of(column.type().element()));
            case STRING_LIST -> Hdf5Datatype.TEXT_LIST;
        };
    }

    /** Returns the type of texts, or lists of texts, some of which hold zero characters. */
    static Hdf5Datatype withZeros(Column column) {
        return column.type().isText() ? bytes() : Hdf5Datatype.variable(bytes());
    }

    /** Returns the type of binary values, and of texts with zero characters, which C would cut. */
    static Hdf5Datatype bytes() {
        return Hdf5Datatype.variable(Hdf5Datatype.of(ElementType.UINT8));
    }
}
