package io.thermocline.engine.internal.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Where the buffers of every column lie in one extent; its bytes, the column directory, stand at
 * the extent's start.
 *
 * <pre>
 *   0       4        8                 12             16             20
 *   +-------+--------+-----------------+--------------+--------------+
 *   | magic | crc32c | directory bytes | column count | row capacity |
 *   +-------+--------+-----------------+--------------+--------------+
 *   20               24             28     32            40     64
 *   +----------------+--------------+------+-------------+------+
 *   | schema version | extent bytes | zero | incarnation | zero | column entry*
 *   +----------------+--------------+------+-------------+------+
 *
 *   column entry, 32 bytes: offsets from the start of the extent, 0 = no such buffer
 *   +---------+----------+---------+---------------+--------+------------+----------------+-----------------+
 *   | storage | validity | offsets | child offsets | values | heap bytes | child capacity | dictionary heap |
 *   +---------+----------+---------+---------------+--------+------------+----------------+-----------------+
 * </pre>
 *
 * <p>Buffers are those of {@link ColumnVector}, each at a multiple of 64. With {@link
 * Storage#CODES} the offsets and the dictionary heap are those of {@link Dictionary}. The CRC
 * covers bytes [8, directory bytes). Immutable.
 */
final class ExtentLayout {
    /** How a column is kept. */
    enum Storage {
        /** Numbers, timestamps and vectors: element * length a row. */
        NUMBERS(0),
        /** Truth values: a bit a row. */
        BITS(1),
        /** Text, JSON, binary and lists of numbers: offsets and a heap. */
        HEAP(2),
        /** Lists of texts: offsets, child offsets and a heap. */
        TEXTS(3),
        /** Text as codes of a dictionary inside the extent. */
        CODES(4);

        private static final Storage[] BY_CODE = {NUMBERS, BITS, HEAP, TEXTS, CODES};

        /** What stands in the column directory. */
        private final int code;

        Storage(int code) {
            this.code = code;
        }

        /** Returns whether a heap or a dictionary may be full before the rows are. */
        boolean isVariable() {
            return this == HEAP || this == TEXTS || this == CODES;
        }
    }

    /** "TCEX" as a little-endian number. */
    static final int MAGIC = 0x5845_4354;

    static final long MAGIC_OFFSET = 0;
    static final long CRC_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final long DIRECTORY_BYTES_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final long COLUMN_COUNT_OFFSET = DIRECTORY_BYTES_OFFSET + Integer.BYTES;
    static final long ROW_CAPACITY_OFFSET = COLUMN_COUNT_OFFSET + Integer.BYTES;
    static final long SCHEMA_VERSION_OFFSET = ROW_CAPACITY_OFFSET + Integer.BYTES;
    static final long EXTENT_BYTES_OFFSET = SCHEMA_VERSION_OFFSET + Integer.BYTES;
    static final long INCARNATION_OFFSET = EXTENT_BYTES_OFFSET + 2 * Integer.BYTES;
    static final int ENTRIES_OFFSET = 64;
    static final int ENTRY_INTS = 8;

    /** Alignment of every buffer: a cache line, as Arrow asks. */
    static final int ALIGNMENT = 64;

    /** Most rows in an extent, since an extent becomes one segment. */
    static final int ROWS_MAX = 1 << 22;

    private static final int STORAGE = 0;
    private static final int VALIDITY = 1;
    private static final int OFFSETS = 2;
    private static final int CHILD_OFFSETS = 3;
    private static final int VALUES = 4;
    private static final int HEAP_BYTES = 5;
    private static final int CHILD_CAPACITY = 6;
    private static final int DICTIONARY_HEAP = 7;

    private final Schema schema;
    private final int extentBytes;
    private final int capacity;
    private final int[] entries;
    private final Storage[] storages;
    private final int[] variableColumns;

    /** By column: bytes of a row in the values buffer, see {@link ColumnType#fixedBytes}. */
    private final int[] widths;

    private ExtentLayout(Schema schema, int extentBytes, int capacity, int[] entries) {
        this.schema = schema;
        this.extentBytes = extentBytes;
        this.capacity = capacity;
        this.entries = entries;
        this.storages = new Storage[schema.size()];
        this.widths = new int[schema.size()];
        int[] variable = new int[schema.size()];
        int count = 0;
        for (int c = 0; c < storages.length; c++) {
            storages[c] = Storage.BY_CODE[entries[c * ENTRY_INTS + STORAGE]];
            widths[c] = schema.column(c).type().fixedBytes();
            if (storages[c].isVariable()) {
                variable[count++] = c;
            }
        }
        this.variableColumns = Arrays.copyOf(variable, count);
    }

    /** Returns the bytes of a column directory, a multiple of 64. */
    static int directoryBytes(int columns) {
        return Math.toIntExact(align(ENTRIES_OFFSET + (long) columns * ENTRY_INTS * Integer.BYTES));
    }

    /** Returns {@code bytes} rounded up to {@link #ALIGNMENT}. */
    static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Returns the bytes of a bit buffer for {@code rows}, in whole words. */
    static long bitBytes(long rows) {
        return (rows + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    }

    Schema schema() {
        return schema;
    }

    int columnCount() {
        return storages.length;
    }

    int extentBytes() {
        return extentBytes;
    }

    /** Returns the rows that the extent holds unless a heap or a dictionary is full before. */
    int capacity() {
        return capacity;
    }

    Storage storage(int column) {
        return storages[column];
    }

    /** Returns the bytes of a row in the values buffer of numbers and vectors. */
    int width(int column) {
        return widths[column];
    }

    /** Returns the columns that may be full before the rows are; must not be changed. */
    int[] variableColumns() {
        return variableColumns;
    }

    /** Returns where the validity words start, or 0 if the column is not nullable. */
    int validityAt(int column) {
        return entries[column * ENTRY_INTS + VALIDITY];
    }

    /** Returns where the row ends start, or the dictionary's text ends. */
    int offsetsAt(int column) {
        return entries[column * ENTRY_INTS + OFFSETS];
    }

    /** Returns where the ends of texts start (text lists only). */
    int childOffsetsAt(int column) {
        return entries[column * ENTRY_INTS + CHILD_OFFSETS];
    }

    /** Returns where the values, bits, codes, heap or elements start. */
    int valuesAt(int column) {
        return entries[column * ENTRY_INTS + VALUES];
    }

    /** Returns the bytes of the heap or of the dictionary's heap. */
    int heapBytes(int column) {
        return entries[column * ENTRY_INTS + HEAP_BYTES];
    }

    /** Returns the texts that a text list column or a dictionary can hold. */
    int childCapacity(int column) {
        return entries[column * ENTRY_INTS + CHILD_CAPACITY];
    }

    /** Returns where the dictionary's texts start. */
    int dictionaryHeapAt(int column) {
        return entries[column * ENTRY_INTS + DICTIONARY_HEAP];
    }

    /**
     * Stores the column directory at the start of an extent.
     *
     * @param extent the extent
     * @param incarnation the incarnation that it is written for
     */
    void write(MemorySegment extent, long incarnation) {
        byte[] bytes = new byte[directoryBytes(schema.size())];
        MemorySegment directory = MemorySegment.ofArray(bytes);
        directory.set(ColumnVector.INT, MAGIC_OFFSET, MAGIC);
        directory.set(ColumnVector.INT, DIRECTORY_BYTES_OFFSET, bytes.length);
        directory.set(ColumnVector.INT, COLUMN_COUNT_OFFSET, schema.size());
        directory.set(ColumnVector.INT, ROW_CAPACITY_OFFSET, capacity);
        directory.set(ColumnVector.INT, SCHEMA_VERSION_OFFSET, schema.version());
        directory.set(ColumnVector.INT, EXTENT_BYTES_OFFSET, extentBytes);
        directory.set(ColumnVector.LONG, INCARNATION_OFFSET, incarnation);
        for (int i = 0; i < entries.length; i++) {
            directory.set(ColumnVector.INT, ENTRIES_OFFSET + (long) i * Integer.BYTES, entries[i]);
        }
        directory.set(ColumnVector.INT, CRC_OFFSET, crc(bytes));
        MemorySegment.copy(directory, 0, extent, 0, bytes.length);
    }

    /**
     * Reads a column directory.
     *
     * @param bytes private copy of {@code directoryBytes(schema.size())} bytes of the extent's
     *     start
     * @param schema schema of the version that the descriptor names
     * @param extentBytes bytes of the extent
     * @param incarnation incarnation that the directory must be written for
     * @param place file and offset of the extent, for messages
     * @throws CorruptFileException if anything does not hold
     */
    static ExtentLayout read(
            byte[] bytes, Schema schema, int extentBytes, long incarnation, Place place) {
        MemorySegment directory = MemorySegment.ofArray(bytes);
        place.expectInt(directory, MAGIC_OFFSET, "extent magic", MAGIC);
        place.expectInt(directory, DIRECTORY_BYTES_OFFSET, "directory bytes", bytes.length);
        place.expectInt(directory, CRC_OFFSET, "directory crc32c", crc(bytes));
        place.expectInt(directory, COLUMN_COUNT_OFFSET, "column count", schema.size());
        place.expectInt(directory, SCHEMA_VERSION_OFFSET, "schema version", schema.version());
        place.expectInt(directory, EXTENT_BYTES_OFFSET, "extent bytes", extentBytes);
        long found = directory.get(ColumnVector.LONG, INCARNATION_OFFSET);
        if (found != incarnation) {
            throw place.corrupt(INCARNATION_OFFSET, "incarnation", incarnation, found);
        }
        int capacity = directory.get(ColumnVector.INT, ROW_CAPACITY_OFFSET);
        if (capacity < 1 || capacity > ROWS_MAX) {
            throw place.corrupt(ROW_CAPACITY_OFFSET, "row capacity", "1.." + ROWS_MAX, capacity);
        }
        int[] entries = new int[schema.size() * ENTRY_INTS];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = directory.get(ColumnVector.INT, ENTRIES_OFFSET + (long) i * Integer.BYTES);
        }
        for (int c = 0; c < schema.size(); c++) {
            requireInside(entries, c, schema, new Bounds(capacity, extentBytes, place));
        }
        return new ExtentLayout(schema, extentBytes, capacity, entries);
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(
                bytes, (int) DIRECTORY_BYTES_OFFSET, bytes.length - (int) DIRECTORY_BYTES_OFFSET);
        return (int) crc.getValue();
    }

    /** File and offset of an extent, for messages. */
    record Place(Path file, long offset) {
        CorruptFileException corrupt(long at, String field, Object expected, Object found) {
            return new CorruptFileException(file, offset + at, field, expected, found);
        }

        private void expectInt(MemorySegment bytes, long at, String field, int expected) {
            int found = bytes.get(ColumnVector.INT, at);
            if (found != expected) {
                throw corrupt(
                        at,
                        field,
                        "0x" + Integer.toHexString(expected),
                        "0x" + Integer.toHexString(found));
            }
        }
    }

    /** What the buffers of a column must keep to. */
    private record Bounds(int capacity, int extentBytes, Place place) {
        void require(int column, String buffer, int at, long bytes) {
            if (at < ENTRIES_OFFSET || at % ALIGNMENT != 0 || at + bytes > extentBytes) {
                throw place.corrupt(
                        ENTRIES_OFFSET + (long) column * ENTRY_INTS * Integer.BYTES,
                        buffer + " of column " + column,
                        bytes + " bytes inside an extent of " + extentBytes,
                        "offset " + at);
            }
        }

        void requireCount(int column, String field, int found, int max) {
            if (found < 0 || found > max) {
                throw place.corrupt(
                        ENTRIES_OFFSET + (long) column * ENTRY_INTS * Integer.BYTES,
                        field + " of column " + column,
                        "0.." + max,
                        found);
            }
        }
    }

    private static void requireInside(int[] entries, int c, Schema schema, Bounds bounds) {
        int e = c * ENTRY_INTS;
        ColumnType type = schema.column(c).type();
        bounds.requireCount(c, "storage", entries[e + STORAGE], Storage.BY_CODE.length - 1);
        Storage storage = Storage.BY_CODE[entries[e + STORAGE]];
        if (!fits(storage, type)) {
            throw bounds.place.corrupt(
                    ENTRIES_OFFSET + (long) e * Integer.BYTES,
                    "storage of column " + c,
                    "one for " + type.text(),
                    storage);
        }
        long rows = bounds.capacity;
        if (schema.column(c).nullable()) {
            bounds.require(c, "validity", entries[e + VALIDITY], bitBytes(rows));
        } else {
            bounds.requireCount(c, "validity", entries[e + VALIDITY], 0);
        }
        int heapBytes = entries[e + HEAP_BYTES];
        int children = entries[e + CHILD_CAPACITY];
        bounds.requireCount(c, "heap bytes", heapBytes, bounds.extentBytes);
        bounds.requireCount(c, "child capacity", children, bounds.extentBytes);
        switch (storage) {
            case NUMBERS ->
                    bounds.require(c, "values", entries[e + VALUES], rows * type.fixedBytes());
            case BITS -> bounds.require(c, "values", entries[e + VALUES], bitBytes(rows));
            case HEAP -> {
                bounds.require(c, "offsets", entries[e + OFFSETS], (rows + 1) * Integer.BYTES);
                bounds.require(c, "values", entries[e + VALUES], heapBytes);
            }
            case TEXTS -> {
                bounds.require(c, "offsets", entries[e + OFFSETS], (rows + 1) * Integer.BYTES);
                bounds.require(
                        c,
                        "child offsets",
                        entries[e + CHILD_OFFSETS],
                        (children + 1L) * Integer.BYTES);
                bounds.require(c, "values", entries[e + VALUES], heapBytes);
            }
            case CODES -> {
                bounds.requireCount(c, "dictionary size", children, Dictionary.MAX_SIZE);
                bounds.require(c, "codes", entries[e + VALUES], rows * Integer.BYTES);
                bounds.require(
                        c,
                        "dictionary offsets",
                        entries[e + OFFSETS],
                        (children + 1L) * Integer.BYTES);
                bounds.require(c, "dictionary heap", entries[e + DICTIONARY_HEAP], heapBytes);
            }
        }
    }

    /** Returns whether values of a type can be kept that way. */
    static boolean fits(Storage storage, ColumnType type) {
        return switch (storage) {
            case NUMBERS -> !type.isVariable() && !type.isBool();
            case BITS -> type.isBool();
            case HEAP -> type.isVariable() && type.kind() != ColumnType.Kind.STRING_LIST;
            case TEXTS -> type.kind() == ColumnType.Kind.STRING_LIST;
            case CODES -> type.isText();
        };
    }

    /** Puts buffers one after another. One thread, one use. */
    static final class Builder {
        private final Schema schema;
        private final int extentBytes;
        private final int capacity;
        private final int[] entries;
        private long next;

        Builder(Schema schema, int extentBytes, int capacity) {
            this.schema = schema;
            this.extentBytes = extentBytes;
            this.capacity = capacity;
            this.entries = new int[schema.size() * ENTRY_INTS];
            this.next = directoryBytes(schema.size());
        }

        /** Places the buffers of one column, in schema order. */
        void add(int column, Storage storage, int heapBytes, int children) {
            int e = column * ENTRY_INTS;
            ColumnType type = schema.column(column).type();
            entries[e + STORAGE] = storage.code;
            entries[e + HEAP_BYTES] = heapBytes;
            entries[e + CHILD_CAPACITY] = children;
            if (schema.column(column).nullable()) {
                entries[e + VALIDITY] = place(bitBytes(capacity));
            }
            switch (storage) {
                case NUMBERS -> entries[e + VALUES] = place((long) capacity * type.fixedBytes());
                case BITS -> entries[e + VALUES] = place(bitBytes(capacity));
                case HEAP -> {
                    entries[e + OFFSETS] = place((capacity + 1L) * Integer.BYTES);
                    entries[e + VALUES] = place(heapBytes);
                }
                case TEXTS -> {
                    entries[e + OFFSETS] = place((capacity + 1L) * Integer.BYTES);
                    entries[e + CHILD_OFFSETS] = place((children + 1L) * Integer.BYTES);
                    entries[e + VALUES] = place(heapBytes);
                }
                case CODES -> {
                    entries[e + VALUES] = place((long) capacity * Integer.BYTES);
                    entries[e + OFFSETS] = place((children + 1L) * Integer.BYTES);
                    entries[e + DICTIONARY_HEAP] = place(heapBytes);
                }
            }
        }

        private int place(long bytes) {
            long at = next;
            next = at + align(bytes);
            assert next <= extentBytes : next + " > " + extentBytes;
            return (int) at;
        }

        ExtentLayout build() {
            return new ExtentLayout(schema, extentBytes, capacity, entries);
        }
    }
}
