package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How one column of a cold segment is stored, as one pass over its rows decided.
 *
 * <p>Thread rules: one thread. Must be closed, for its dictionary lies off-heap.
 */
final class ColumnPlan implements AutoCloseable {
    /** Rows a text must repeat on average for codes to pay. */
    private static final int MIN_REPEATS = 4;

    /** Distinct texts from which on a poor ratio stops the search for a dictionary. */
    private static final int EARLY_TEXTS = 4096;

    /** Padding that is never worth a thought. */
    private static final long SMALL_BYTES = 1 << 16;

    /** Most bytes of texts in one dictionary: 64 bytes for each of 65,536 codes. */
    private static final int CODE_BYTES = 4 << 20;

    /** Most bytes of texts in all dictionaries together, which lie in memory until written. */
    private static final int ALL_CODE_BYTES = 256 << 20;

    /** Arrangement of the values. */
    enum Form {
        /** Elements as they are. */
        NUMBERS,
        /** A byte a row. */
        BOOLS,
        /** Codes, texts apart. */
        CODES,
        /** Texts padded to one length. */
        FIXED_TEXTS,
        /** Texts, binaries or lists in the heap. */
        VARIABLE,
        /** Lists of texts in the heap. */
        TEXT_LISTS
    }

    private final Column column;
    private final int index;
    private final int rows;
    private final ZoneMaps zones;
    private final boolean hasZones;

    private boolean hasNulls;

    /** Texts found so far, or null when codes do not pay or are not asked for. */
    private @Nullable TextCodes codes;

    /** Rows with a value among the texts. */
    private long textRows;

    private final TextFacts facts = new TextFacts();

    /** Bytes of texts or list elements in each block of rows; empty for fixed types. */
    private final long[] blockBytes;

    private ColumnPlan(Column column, int index, int rows, int maxCodeBytes) {
        this.column = column;
        this.index = index;
        this.rows = rows;
        this.hasZones = ZoneMaps.has(column.type());
        this.zones = new ZoneMaps(column.type(), hasZones ? rows : 0);
        this.blockBytes =
                new long
                        [column.type().isVariable()
                                ? Math.ceilDiv(rows, StoredColumns.BLOCK_ROWS)
                                : 0];
        boolean mayHaveCodes = column.type().isText() && column.encoding() != Column.Encoding.PLAIN;
        this.codes = mayHaveCodes ? new TextCodes(maxCodeBytes) : null;
    }

    /** Looks at all rows of a column. */
    static ColumnPlan of(MergedRuns runs, int index) {
        Column column = runs.schema().column(index);
        int maxCodeBytes = Math.min(CODE_BYTES, ALL_CODE_BYTES / runs.schema().size());
        ColumnPlan plan = new ColumnPlan(column, index, runs.rowCount(), maxCodeBytes);
        boolean isDone = false;
        try {
            boolean isVisited = plan.hasZones || column.nullable() || column.type().isVariable();
            if (isVisited) {
                runs.visit(index, 0, runs.rowCount(), plan::look);
            }
            plan.decideCodes();
            isDone = true;
            return plan;
        } finally {
            if (!isDone) {
                plan.close();
            }
        }
    }

    private void look(ColumnVector vector, long firstRow) {
        if (hasZones) {
            zones.add(vector, firstRow);
        }
        hasNulls = hasNulls || hasNull(vector);
        if (!column.type().isVariable()) {
            return;
        }
        for (int row = 0; row < vector.rowCount(); row++) {
            if (!vector.isNull(row)) {
                int block = (int) ((firstRow + row) / StoredColumns.BLOCK_ROWS);
                blockBytes[block] += heapBytes(vector, row);
                if (column.type().isText()) {
                    text(vector, row);
                } else if (column.type().kind() == ColumnType.Kind.STRING_LIST) {
                    for (int i = vector.start(row); i < vector.end(row); i++) {
                        facts.add(vector.childBytes(i));
                    }
                }
            }
        }
    }

    private static boolean hasNull(ColumnVector vector) {
        if (vector.validity() != null) {
            for (int row = 0; row < vector.rowCount(); row++) {
                if (vector.isNull(row)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the bytes that a row takes in the heap of a reader's vector. */
    private static long heapBytes(ColumnVector vector, int row) {
        if (vector.type().kind() != ColumnType.Kind.STRING_LIST) {
            return vector.bytes(row).byteSize();
        }
        long bytes = 0;
        for (int text = vector.start(row); text < vector.end(row); text++) {
            bytes += vector.childBytes(text).byteSize() + Hdf5Datatype.REFERENCE_BYTES;
        }
        return bytes;
    }

    private void text(ColumnVector vector, int row) {
        textRows++;
        facts.add(vector.bytes(row));
        TextCodes found = codes;
        if (found == null) {
            return;
        }
        boolean isFull = found.codeOf(vector, row) == TextCodes.FULL;
        boolean isPoor = found.size() > EARLY_TEXTS && !isWorthCodes(found.size());
        if (isFull || isPoor) {
            dropCodes();
        }
    }

    private boolean isWorthCodes(int distinct) {
        return column.encoding() == Column.Encoding.DICTIONARY
                || (long) distinct * MIN_REPEATS <= textRows;
    }

    private void decideCodes() {
        TextCodes found = codes;
        if (found != null && (found.size() == 0 || !isWorthCodes(found.size()))) {
            dropCodes();
        }
    }

    private void dropCodes() {
        close();
        codes = null;
    }

    Column column() {
        return column;
    }

    int index() {
        return index;
    }

    String link() {
        return LinkNames.encode(column.name());
    }

    boolean hasNulls() {
        return hasNulls;
    }

    boolean hasZones() {
        return hasZones;
    }

    ZoneMaps zones() {
        return zones;
    }

    /** Returns the dictionary of a plan with {@link Form#CODES}. */
    TextCodes codes() {
        TextCodes found = codes;
        if (found == null) {
            throw new IllegalStateException("column '" + column.name() + "' has no codes");
        }
        return found;
    }

    Form form() {
        return switch (column.type().kind()) {
            case SCALAR, TIMESTAMP, VECTOR -> column.type().isBool() ? Form.BOOLS : Form.NUMBERS;
            case STRING, JSON -> {
                if (codes != null) {
                    yield Form.CODES;
                }
                yield facts.isFixed(rows) ? Form.FIXED_TEXTS : Form.VARIABLE;
            }
            case BINARY, LIST -> Form.VARIABLE;
            case STRING_LIST -> Form.TEXT_LISTS;
        };
    }

    /** Returns the type of the dataset. */
    Hdf5Datatype datatype() {
        return switch (form()) {
            case NUMBERS, BOOLS -> ColdLayout.valueType(column);
            case CODES -> Hdf5Datatype.of(ElementType.INT32);
            case FIXED_TEXTS -> facts.fixedType();
            case VARIABLE, TEXT_LISTS ->
                    facts.hasZero ? ColdLayout.withZeros(column) : ColdLayout.valueType(column);
        };
    }

    /** Returns the most bytes of texts or list elements in {@code rows} rows read at once. */
    long maxHeapBytes(int rowsAtOnce) {
        if (form() == Form.CODES) {
            return 0;
        }
        int blocks = rowsAtOnce / StoredColumns.BLOCK_ROWS;
        long max = 0;
        for (int first = 0; first < blockBytes.length; first += blocks) {
            long bytes = 0;
            for (int i = first; i < Math.min(blockBytes.length, first + blocks); i++) {
                bytes += blockBytes[i];
            }
            max = Math.max(max, bytes);
        }
        return max;
    }

    /** Returns the elements of one row. */
    int rowElements() {
        return column.type().kind() == ColumnType.Kind.VECTOR ? column.type().length() : 1;
    }

    @Override
    public void close() {
        TextCodes found = codes;
        if (found != null) {
            found.close();
        }
    }

    /** What decides between fixed and variable length of texts. */
    static final class TextFacts {
        private static final long LOW_BITS = 0x0101010101010101L;
        private static final long HIGH_BITS = 0x8080808080808080L;

        private long maxBytes;
        private long totalBytes;
        private boolean hasZero;

        void add(MemorySegment text) {
            totalBytes += text.byteSize();
            maxBytes = Math.max(maxBytes, text.byteSize());
            hasZero = hasZero || hasZero(text);
        }

        private static boolean hasZero(MemorySegment text) {
            long at = 0;
            for (; at + Long.BYTES <= text.byteSize(); at += Long.BYTES) {
                long bytes = text.get(ColumnVector.LONG, at);
                if ((bytes - LOW_BITS & ~bytes & HIGH_BITS) != 0) {
                    return true;
                }
            }
            for (; at < text.byteSize(); at++) {
                if (text.get(ValueLayout.JAVA_BYTE, at) == 0) {
                    return true;
                }
            }
            return false;
        }

        /** Returns whether texts at one length are short and little of them is padding. */
        boolean isFixed(long rows) {
            long padded = rows * Math.max(1, maxBytes);
            return !hasZero
                    && maxBytes <= ColdLayout.MAX_FIXED_TEXT_BYTES
                    && padded <= totalBytes * ColdLayout.MAX_FIXED_TEXT_WASTE + SMALL_BYTES;
        }

        boolean hasZero() {
            return hasZero;
        }

        Hdf5Datatype fixedType() {
            return Hdf5Datatype.fixedText((int) Math.max(1, maxBytes));
        }
    }
}
