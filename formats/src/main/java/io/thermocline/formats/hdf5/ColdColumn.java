package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** One column of an open cold segment. Any thread. */
final class ColdColumn {
    private static final long ALIGNMENT = 64;

    private final Column column;
    private final SealedDataset values;
    private final @Nullable SealedDataset nulls;

    /** Texts behind codes, or null for a column without. */
    private final @Nullable Dictionary dictionary;

    private ColdColumn(
            Column column,
            SealedDataset values,
            @Nullable SealedDataset nulls,
            @Nullable Dictionary dictionary) {
        this.column = column;
        this.values = values;
        this.nulls = nulls;
        this.dictionary = dictionary;
    }

    /**
     * Finds the datasets of a column and checks that their types and extents fit the schema.
     *
     * @param segment groups of the file
     * @param keep memory for the dictionary
     */
    static ColdColumn open(ColdGroups segment, Column column, int rows, Arena keep) {
        SealedDataset values = segment.dataset(ColdLayout.COLUMNS, column);
        SealedDataset nulls = segment.datasetOrNull(ColdLayout.NULLS, column);
        SealedObject header = values.header();
        boolean isVector = column.type().kind() == ColumnType.Kind.VECTOR;
        requireShape(values, isVector ? new long[] {rows, column.type().length()} : rowsOnly(rows));
        if (nulls != null) {
            requireShape(nulls, rowsOnly(rows));
            requireType(nulls, Hdf5Datatype.of(ElementType.BOOL));
        }
        boolean hasMask = header.hasAttribute(ColdLayout.NULL_MASK);
        if (hasMask != (nulls != null) || (nulls != null && !column.nullable())) {
            throw header.corrupt("null mask", "as attribute and schema say", "the opposite");
        }
        Dictionary dictionary = null;
        if (header.hasAttribute(ColdLayout.DICTIONARY)) {
            requireType(values, Hdf5Datatype.of(ElementType.INT32));
            dictionary = dictionary(segment.dataset(ColdLayout.DICTIONARIES, column), keep);
        } else {
            requireValueType(values, column);
        }
        return new ColdColumn(column, values, nulls, dictionary);
    }

    private static long[] rowsOnly(long rows) {
        return new long[] {rows};
    }

    private static void requireShape(SealedDataset dataset, long[] expected) {
        if (!Arrays.equals(dataset.dimensions(), expected)) {
            throw dataset.header()
                    .corrupt(
                            "extents",
                            Arrays.toString(expected),
                            Arrays.toString(dataset.dimensions()));
        }
    }

    private static void requireType(SealedDataset dataset, Hdf5Datatype expected) {
        if (!Arrays.equals(dataset.type(), expected.encoded())) {
            throw dataset.header().corrupt("datatype", expected, "another");
        }
    }

    private static void requireValueType(SealedDataset values, Column column) {
        boolean isTexts =
                column.type().isText() || column.type().kind() == ColumnType.Kind.STRING_LIST;
        boolean hasZeros =
                isTexts && Arrays.equals(values.type(), ColdLayout.withZeros(column).encoded());
        if (hasZeros || (column.type().isText() && isFixedText(values))) {
            return;
        }
        requireType(values, ColdLayout.valueType(column));
    }

    private static boolean isFixedText(SealedDataset dataset) {
        int width = dataset.elementBytes();
        return width <= ColdLayout.MAX_FIXED_TEXT_BYTES
                && Arrays.equals(dataset.type(), Hdf5Datatype.fixedText(width).encoded());
    }

    private static boolean isBytes(SealedDataset dataset) {
        return Arrays.equals(dataset.type(), ColdLayout.bytes().encoded());
    }

    private static Dictionary dictionary(SealedDataset texts, Arena keep) {
        long[] extents = texts.dimensions();
        if (extents.length != 1 || extents[0] < 1 || extents[0] > Dictionary.MAX_SIZE) {
            throw texts.header()
                    .corrupt(
                            "dictionary extents",
                            "1.." + Dictionary.MAX_SIZE + " texts",
                            Arrays.toString(extents));
        }
        int size = (int) extents[0];
        if (!isFixedText(texts) && !isBytes(texts)) {
            requireType(texts, Hdf5Datatype.TEXT);
        }
        ColdTexts read = texts(texts, 0, size, keep);
        return new Dictionary(size, read.offsets(), read.values());
    }

    private static ColdTexts texts(
            SealedDataset texts, long firstRow, int rows, SegmentAllocator scratch) {
        return isFixedText(texts)
                ? ColdTexts.fixed(texts, firstRow, rows, scratch)
                : ColdTexts.variable(texts, firstRow, rows, 1, scratch);
    }

    /** Reads rows [firstRow, firstRow + rows). */
    ColumnVector read(long firstRow, int rows, SegmentAllocator scratch) {
        ColumnType type = column.type();
        MemorySegment validity = validity(firstRow, rows, scratch);
        return switch (type.kind()) {
            case SCALAR, TIMESTAMP, VECTOR ->
                    ColumnVector.fixed(
                            type,
                            rows,
                            validity,
                            type.isBool()
                                    ? bits(values, firstRow, rows, false, scratch)
                                    : numbers(firstRow, rows, scratch));
            case STRING, JSON -> {
                Dictionary coded = dictionary;
                if (coded != null) {
                    MemorySegment codes = codes(coded, firstRow, rows, scratch);
                    yield ColumnVector.coded(type, rows, validity, codes, coded);
                }
                ColdTexts read = texts(values, firstRow, rows, scratch);
                yield ColumnVector.variable(type, rows, validity, read.offsets(), read.values());
            }
            case BINARY, LIST -> {
                int elementBytes = type.element().bytes();
                ColdTexts read = ColdTexts.variable(values, firstRow, rows, elementBytes, scratch);
                yield ColumnVector.variable(type, rows, validity, read.offsets(), read.values());
            }
            case STRING_LIST -> textLists(firstRow, rows, validity, scratch);
        };
    }

    private @Nullable MemorySegment validity(long firstRow, int rows, SegmentAllocator scratch) {
        SealedDataset mask = nulls;
        if (mask == null) {
            return null;
        }
        return bits(mask, firstRow, rows, true, scratch);
    }

    /** Packs bytes 0 and 1 into bits, inverted for a mask; whole 64-bit words, the rest zero. */
    private static MemorySegment bits(
            SealedDataset dataset,
            long firstRow,
            int rows,
            boolean isInverted,
            SegmentAllocator scratch) {
        MemorySegment bits = scratch.allocate(Math.ceilDiv(rows, 64) * 8L + 8, ALIGNMENT);
        bits.fill((byte) 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, rows), ALIGNMENT);
            dataset.read(firstRow, bytes.asSlice(0, rows));
            int wanted = isInverted ? 0 : 1;
            for (int row = 0; row < rows; row++) {
                int value = bytes.get(ValueLayout.JAVA_BYTE, row);
                if (value >>> 1 != 0) {
                    throw dataset.header().corrupt("truth value", "0 or 1", value);
                }
                if (value == wanted) {
                    int set = bits.get(ValueLayout.JAVA_BYTE, row >>> 3) | 1 << (row & 7);
                    bits.set(ValueLayout.JAVA_BYTE, row >>> 3, (byte) set);
                }
            }
        }
        return bits;
    }

    private MemorySegment numbers(long firstRow, int rows, SegmentAllocator scratch) {
        long bytes = (long) rows * column.type().fixedBytes();
        MemorySegment numbers = scratch.allocate(Math.max(1, bytes), ALIGNMENT).asSlice(0, bytes);
        values.read(firstRow * column.type().length(), numbers);
        return numbers;
    }

    private MemorySegment codes(
            Dictionary coded, long firstRow, int rows, SegmentAllocator scratch) {
        MemorySegment codes = scratch.allocate(Math.max(1, rows * 4L), ALIGNMENT);
        values.read(firstRow, codes.asSlice(0, rows * 4L));
        for (int row = 0; row < rows; row++) {
            int code = codes.get(ColumnVector.INT, row * 4L);
            if (code < 0 || code >= coded.size()) {
                throw values.header().corrupt("dictionary code", "0.." + (coded.size() - 1), code);
            }
        }
        return codes;
    }

    /** References of the rows lead to lists of references, which lead to the texts. */
    private ColumnVector textLists(
            long firstRow, int rows, @Nullable MemorySegment validity, SegmentAllocator scratch) {
        int reference = Hdf5Datatype.REFERENCE_BYTES;
        ColdTexts lists = ColdTexts.variable(values, firstRow, rows, reference, scratch);
        ColdTexts texts = ColdTexts.resolve(values, lists.values(), 1, scratch);
        return ColumnVector.stringList(
                rows, validity, lists.offsets(), texts.offsets(), texts.values());
    }

    /** Reads the chunk indexes, which checks them. */
    void requireIndexes() {
        values.index();
        SealedDataset mask = nulls;
        if (mask != null) {
            mask.index();
        }
    }
}
