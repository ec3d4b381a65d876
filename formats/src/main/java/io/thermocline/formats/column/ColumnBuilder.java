package io.thermocline.formats.column;

import io.thermocline.formats.array.ElementType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Collects the rows of one column in off-heap, 64-byte-aligned, Arrow-compatible buffers.
 *
 * <p>Each row is given by one {@code append…} call that fits the column's type; a vector or list
 * row by {@code add…} calls for its elements and one {@link #endRow}. {@link #vector} shows the
 * rows so far, with null slots zero and no validity buffer where no row is null. A call that throws
 * leaves the column as it was, but for elements already added, which {@link #truncate} drops.
 *
 * <p>Buffers double as they fill; replaced ones stay in the arena, so that the memory taken is at
 * most twice the memory used. {@link #reset} keeps the buffers for the next rows.
 *
 * <p>Thread rules: one thread at a time, one that may use the arena.
 */
public final class ColumnBuilder {
    /** Most bytes of text or list elements in one column: offsets are i32. */
    public static final int MAX_HEAP_BYTES = Integer.MAX_VALUE & -64;

    /** Smallest buffer: one page, so that a wide schema with few rows stays small. */
    private static final int FIRST_BYTES = 4096;

    private static final int ALIGNMENT = 64;

    private final Column column;
    private final ColumnType type;
    private final ElementType element;
    private final int capacity;
    private final Arena arena;

    /** Bytes a row of numbers takes in {@link #values}; 0 for bool and variable types. */
    private final int rowBytes;

    // All below: written by the thread that appends.

    private MemorySegment values;
    private MemorySegment offsets = MemorySegment.NULL;
    private MemorySegment childOffsets = MemorySegment.NULL;

    /** Bit per row; kept only from the first null on, see {@link #nullCount}. */
    private MemorySegment validity = MemorySegment.NULL;

    private int rowCount;
    private int nullCount;

    /** Elements (numbers, texts) added to the row in progress. */
    private int pendingElements;

    /** Elements or texts of finished rows, which is the last offset of variable types. */
    private int elementCount;

    /** Bytes of the heap in use, those of the row in progress included. Text and text lists. */
    private int heapBytes;

    /**
     * Creates an empty builder.
     *
     * @param column name, type and nullability
     * @param capacity most rows, at least 1
     * @param arena owner of the buffers; vectors are valid as long as it is
     */
    public ColumnBuilder(Column column, int capacity, Arena arena) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "column builder: expected a capacity of at least 1 row, found " + capacity);
        }
        this.column = column;
        this.type = column.type();
        this.element = type.element();
        this.capacity = capacity;
        this.arena = arena;
        this.rowBytes = type.fixedBytes();
        this.values = allocate(FIRST_BYTES);
        if (type.isVariable()) {
            offsets = allocate(FIRST_BYTES);
        }
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            childOffsets = allocate(FIRST_BYTES);
        }
    }

    /** Returns the column that the rows belong to. */
    public Column column() {
        return column;
    }

    /** Returns the number of finished rows. */
    public int rowCount() {
        return rowCount;
    }

    /** Returns the number of finished rows without a value. */
    public int nullCount() {
        return nullCount;
    }

    /** Returns the bytes of values that the rows take, without offsets and validity. */
    public long byteSize() {
        return switch (type.kind()) {
            case LIST -> (long) elementCount * element.bytes();
            case STRING, JSON, BINARY, STRING_LIST -> heapBytes;
            case SCALAR, TIMESTAMP, VECTOR ->
                    rowBytes == 0 ? (rowCount + 7L) >>> 3 : (long) rowCount * rowBytes;
        };
    }

    /**
     * Appends a row without a value.
     *
     * @throws IllegalStateException if the column is not nullable or full
     */
    public void appendNull() {
        if (!column.nullable()) {
            throw new IllegalStateException(
                    "column '" + column.name() + "': expected a value (not null), found null");
        }
        requireRoom();
        dropPending();
        if (nullCount == 0) {
            startValidity();
        }
        if (type.isBool()) {
            values = grown(values, (rowCount >>> 3) + 1L);
            setBit(values, rowCount, false);
        } else if (rowBytes > 0) {
            values = grown(values, (rowCount + 1L) * rowBytes);
            values.asSlice((long) rowCount * rowBytes, rowBytes).fill((byte) 0);
        } else {
            putOffset(elementCount);
        }
        validity = grown(validity, (rowCount >>> 3) + 1L);
        setBit(validity, rowCount, false);
        nullCount++;
        rowCount++;
    }

    /** Appends a truth value to a bool column. */
    public void appendBool(boolean value) {
        if (!type.isBool()) {
            throw wrongType("a bool");
        }
        requireRoom();
        values = grown(values, (rowCount >>> 3) + 1L);
        setBit(values, rowCount, value);
        finishRow();
    }

    /**
     * Appends an integer to an integer or timestamp column.
     *
     * @param value a value in the range of the column's element
     * @throws IllegalArgumentException if it is outside that range
     */
    public void appendLong(long value) {
        requireScalar("an integer");
        values = grown(values, (rowCount + 1L) * rowBytes);
        putLong(rowCount, value);
        finishRow();
    }

    /**
     * Appends a real number to a floating-point column, rounded to nearest for f32 and f16 (beyond
     * the range: infinity).
     */
    public void appendDouble(double value) {
        requireScalar("a floating-point number");
        values = grown(values, (rowCount + 1L) * rowBytes);
        putDouble(rowCount, value);
        finishRow();
    }

    /** Appends a complex number, rounded to nearest for complex64. */
    public void appendComplex(double re, double im) {
        requireScalar("a complex number");
        values = grown(values, (rowCount + 1L) * rowBytes);
        putComplex(rowCount, re, im);
        finishRow();
    }

    /** Appends a text, encoded as UTF-8; unpaired surrogates become question marks. */
    public void appendText(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        appendBytes(utf8, 0, utf8.length);
    }

    /**
     * Appends the UTF-8 of a text or JSON value, or the bytes of a binary. Whether they are UTF-8
     * or JSON is the caller's concern.
     *
     * @param from first byte of the value in {@code source}
     * @param length bytes of the value
     * @throws IllegalStateException if the column would exceed {@link #MAX_HEAP_BYTES}
     */
    public void appendBytes(byte[] source, int from, int length) {
        Objects.checkFromIndexSize(from, length, source.length);
        int to = beginBytes(length);
        MemorySegment.copy(source, from, values, ValueLayout.JAVA_BYTE, to - (long) length, length);
        finishBytes(to);
    }

    /** Appends the UTF-8 of a text or JSON value, or the bytes of a binary. */
    public void appendBytes(MemorySegment source) {
        int length = checkedHeap(source.byteSize());
        int to = beginBytes(length);
        MemorySegment.copy(source, 0, values, to - (long) length, length);
        finishBytes(to);
    }

    /** Adds an integer to the vector or list row in progress; ranges as {@link #appendLong}. */
    public void addLong(long value) {
        long index = beginElement();
        putLong(index, value);
        pendingElements++;
    }

    /** Adds a real number to the vector or list row in progress, as {@link #appendDouble}. */
    public void addDouble(double value) {
        long index = beginElement();
        putDouble(index, value);
        pendingElements++;
    }

    /** Adds a complex number to the vector or list row in progress. */
    public void addComplex(double re, double im) {
        long index = beginElement();
        putComplex(index, re, im);
        pendingElements++;
    }

    /** Adds the UTF-8 of a text to the text list row in progress. */
    public void addText(byte[] source, int from, int length) {
        Objects.checkFromIndexSize(from, length, source.length);
        int to = beginText(length);
        MemorySegment.copy(source, from, values, ValueLayout.JAVA_BYTE, to - (long) length, length);
        heapBytes = to;
        pendingElements++;
    }

    /** Adds the UTF-8 of a text to the text list row in progress. */
    public void addText(MemorySegment source) {
        int length = checkedHeap(source.byteSize());
        int to = beginText(length);
        MemorySegment.copy(source, 0, values, to - (long) length, length);
        heapBytes = to;
        pendingElements++;
    }

    /**
     * Finishes the vector or list row in progress; a list row without elements is an empty list.
     *
     * @throws IllegalStateException if a vector has not got exactly its elements, or the builder is
     *     full
     */
    public void endRow() {
        requireRoom();
        switch (type.kind()) {
            case VECTOR -> {
                if (pendingElements != type.length()) {
                    throw new IllegalStateException(
                            "column '%s': expected %d elements, found %d"
                                    .formatted(column.name(), type.length(), pendingElements));
                }
            }
            case LIST, STRING_LIST -> {
                putOffset(elementCount + pendingElements);
                elementCount += pendingElements;
            }
            default -> throw wrongType("elements of a vector or list");
        }
        pendingElements = 0;
        finishRow();
    }

    /**
     * Appends a copy of one row of a vector of the same type, null or not.
     *
     * @param row row of {@code source}
     */
    public void append(ColumnVector source, int row) {
        if (!source.type().equals(type)) {
            throw wrongType(source.type().text());
        }
        if (source.isNull(row)) {
            appendNull();
            return;
        }
        switch (type.kind()) {
            case STRING, JSON, BINARY -> appendBytes(source.bytes(row));
            case STRING_LIST -> {
                for (int i = source.start(row); i < source.end(row); i++) {
                    addText(source.childBytes(i));
                }
                endRow();
            }
            case LIST -> {
                MemorySegment elements = source.bytes(row);
                int count = Math.toIntExact(elements.byteSize() / element.bytes());
                requireRoom();
                growElements(count);
                long at = (long) elementCount * element.bytes();
                MemorySegment.copy(elements, 0, values, at, elements.byteSize());
                pendingElements = count;
                endRow();
            }
            case SCALAR, TIMESTAMP, VECTOR -> {
                if (type.isBool()) {
                    appendBool(source.getBool(row));
                    return;
                }
                requireRoom();
                values = grown(values, (rowCount + 1L) * rowBytes);
                long at = (long) rowCount * rowBytes;
                MemorySegment.copy(source.bytes(row), 0, values, at, rowBytes);
                finishRow();
            }
        }
    }

    /**
     * Drops the row in progress and all rows from {@code rows} on.
     *
     * @param rows rows to keep, 0 to {@link #rowCount}
     */
    public void truncate(int rows) {
        Objects.checkIndex(rows, rowCount + 1);
        if (rows < rowCount && nullCount > 0) {
            for (int row = rows; row < rowCount; row++) {
                nullCount -= ColumnVector.bit(validity, row) ? 0 : 1;
            }
        }
        rowCount = rows;
        if (type.isVariable()) {
            elementCount = offsets.get(ColumnVector.INT, (long) rows * Integer.BYTES);
        }
        dropPending();
    }

    /** Drops all rows and keeps the memory. Vectors handed out before must no longer be used. */
    public void reset() {
        truncate(0);
        nullCount = 0;
    }

    /**
     * Returns the finished rows. The view stays as it is until {@link #truncate} or {@link #reset};
     * rows appended later are not part of it.
     */
    public ColumnVector vector() {
        MemorySegment valid = nullCount == 0 ? null : bits(validity);
        return switch (type.kind()) {
            case STRING_LIST ->
                    ColumnVector.stringList(
                            rowCount,
                            valid,
                            offsets.asSlice(0, (rowCount + 1L) * Integer.BYTES),
                            childOffsets.asSlice(0, (elementCount + 1L) * Integer.BYTES),
                            values.asSlice(0, heapBytes));
            case STRING, JSON, BINARY, LIST ->
                    ColumnVector.variable(
                            type,
                            rowCount,
                            valid,
                            offsets.asSlice(0, (rowCount + 1L) * Integer.BYTES),
                            values.asSlice(0, byteSize()));
            case SCALAR, TIMESTAMP, VECTOR ->
                    ColumnVector.fixed(
                            type,
                            rowCount,
                            valid,
                            type.isBool() ? bits(values) : values.asSlice(0, byteSize()));
        };
    }

    /** Returns whole 64-bit words of a bit buffer, with zeros behind the last row. */
    private MemorySegment bits(MemorySegment buffer) {
        long words = (rowCount + 63L) >>> 6;
        MemorySegment used = buffer.asSlice(0, words * Long.BYTES);
        if ((rowCount & 63) != 0) {
            long at = (words - 1) * Long.BYTES;
            long kept = used.get(ColumnVector.LONG, at) & ((1L << (rowCount & 63)) - 1);
            used.set(ColumnVector.LONG, at, kept);
        }
        return used;
    }

    // Rows ------------------------------------------------------------------------------------

    private void finishRow() {
        if (nullCount != 0) {
            validity = grown(validity, (rowCount >>> 3) + 1L);
            setBit(validity, rowCount, true);
        }
        rowCount++;
    }

    /** The first null makes all earlier rows of the batch valid explicitly. */
    private void startValidity() {
        long bytes = (rowCount >>> 3) + 1L;
        validity = validity.byteSize() == 0 ? allocate(FIRST_BYTES) : validity;
        validity = grown(validity, bytes);
        validity.asSlice(0, bytes).fill((byte) -1);
    }

    private void requireRoom() {
        if (rowCount == capacity) {
            throw new IllegalStateException(
                    "column '%s': the builder is full with %d rows; take the vectors and reset it"
                            .formatted(column.name(), capacity));
        }
    }

    private void requireScalar(String given) {
        if (type.kind() != ColumnType.Kind.SCALAR && type.kind() != ColumnType.Kind.TIMESTAMP) {
            throw wrongType(given);
        }
        requireRoom();
    }

    private void dropPending() {
        pendingElements = 0;
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            heapBytes = childOffsets.get(ColumnVector.INT, (long) elementCount * Integer.BYTES);
        } else if (type.isVariable()) {
            heapBytes = elementCount;
        }
    }

    // Variable-length values ------------------------------------------------------------------

    private int beginBytes(int length) {
        if (!type.isText() && type.kind() != ColumnType.Kind.BINARY) {
            throw wrongType("text or bytes");
        }
        requireRoom();
        int to = checkedHeap((long) heapBytes + length);
        values = grown(values, to);
        return to;
    }

    private void finishBytes(int to) {
        putOffset(to);
        heapBytes = to;
        elementCount = to;
        finishRow();
    }

    private int beginText(int length) {
        if (type.kind() != ColumnType.Kind.STRING_LIST) {
            throw wrongType("texts of a list");
        }
        int to = checkedHeap((long) heapBytes + length);
        long texts = (long) elementCount + pendingElements + 1;
        checkedHeap(texts * Integer.BYTES);
        values = grown(values, to);
        childOffsets = grown(childOffsets, (texts + 1) * Integer.BYTES);
        childOffsets.set(ColumnVector.INT, texts * Integer.BYTES, to);
        return to;
    }

    private long beginElement() {
        if (type.kind() == ColumnType.Kind.VECTOR) {
            requireRoom();
            if (pendingElements == type.length()) {
                throw new IllegalStateException(
                        "column '%s': expected %d elements, found more"
                                .formatted(column.name(), type.length()));
            }
            values = grown(values, (rowCount + 1L) * rowBytes);
            return (long) rowCount * type.length() + pendingElements;
        }
        if (type.kind() != ColumnType.Kind.LIST) {
            throw wrongType("elements of a vector or list");
        }
        growElements(pendingElements + 1);
        return (long) elementCount + pendingElements;
    }

    private void growElements(int count) {
        values = grown(values, checkedHeap(((long) elementCount + count) * element.bytes()));
    }

    private int checkedHeap(long bytes) {
        if (bytes > MAX_HEAP_BYTES) {
            throw new IllegalStateException(
                    "column '%s': expected at most %d bytes in a batch, found %d; use smaller batches"
                            .formatted(column.name(), MAX_HEAP_BYTES, bytes));
        }
        return (int) bytes;
    }

    /** Stores where the row in progress ends. Offset 0 is the zero the memory came with. */
    private void putOffset(int end) {
        offsets = grown(offsets, (rowCount + 2L) * Integer.BYTES);
        offsets.set(ColumnVector.INT, (rowCount + 1L) * Integer.BYTES, end);
    }

    // Elements --------------------------------------------------------------------------------

    private void putLong(long index, long value) {
        switch (element) {
            case INT64 -> values.set(ColumnVector.LONG, index * Long.BYTES, value);
            case INT32 -> {
                requireRange(value == (int) value, value);
                values.set(ColumnVector.INT, index * Integer.BYTES, (int) value);
            }
            case INT16 -> {
                requireRange(value == (short) value, value);
                values.set(ColumnVector.SHORT, index * Short.BYTES, (short) value);
            }
            case INT8 -> {
                requireRange(value == (byte) value, value);
                values.set(ValueLayout.JAVA_BYTE, index, (byte) value);
            }
            default -> throw wrongType("an integer");
        }
    }

    private void requireRange(boolean fits, long value) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "column '%s': expected a value in the range of %s, found %d"
                            .formatted(column.name(), element.text(), value));
        }
    }

    private void putDouble(long index, double value) {
        switch (element) {
            case FLOAT64 -> values.set(ColumnVector.DOUBLE, index * Double.BYTES, value);
            case FLOAT32 -> values.set(ColumnVector.FLOAT, index * Float.BYTES, (float) value);
            case FLOAT16 -> values.set(ColumnVector.SHORT, index * Short.BYTES, toFloat16(value));
            default -> throw wrongType("a floating-point number");
        }
    }

    private void putComplex(long index, double re, double im) {
        switch (element) {
            case COMPLEX128 -> {
                values.set(ColumnVector.DOUBLE, index * 16, re);
                values.set(ColumnVector.DOUBLE, index * 16 + Double.BYTES, im);
            }
            case COMPLEX64 -> {
                values.set(ColumnVector.FLOAT, index * 8, (float) re);
                values.set(ColumnVector.FLOAT, index * 8 + Float.BYTES, (float) im);
            }
            default -> throw wrongType("a complex number");
        }
    }

    /**
     * Rounds once: an inexact step over float goes to the odd neighbour, so that a tie of the
     * second step cannot arise from the first.
     */
    private static short toFloat16(double value) {
        float near = (float) value;
        if (near != value && (Float.floatToRawIntBits(near) & 1) == 0 && !Double.isNaN(value)) {
            near = value > near ? Math.nextUp(near) : Math.nextDown(near);
        }
        return Float.floatToFloat16(near);
    }

    // Memory ----------------------------------------------------------------------------------

    private MemorySegment allocate(long bytes) {
        return arena.allocate(bytes, ALIGNMENT);
    }

    /** Returns {@code buffer}, or a copy of twice the size if it has not got {@code bytes}. */
    private MemorySegment grown(MemorySegment buffer, long bytes) {
        if (bytes <= buffer.byteSize()) {
            return buffer;
        }
        long doubled = Math.max(bytes, buffer.byteSize() * 2);
        MemorySegment larger = allocate(Math.addExact(doubled, ALIGNMENT - 1) & -ALIGNMENT);
        MemorySegment.copy(buffer, 0, larger, 0, buffer.byteSize());
        return larger;
    }

    private static void setBit(MemorySegment bits, int index, boolean value) {
        int at = index >>> 3;
        int mask = 1 << (index & 7);
        int old = bits.get(ValueLayout.JAVA_BYTE, at);
        bits.set(ValueLayout.JAVA_BYTE, at, (byte) (value ? old | mask : old & ~mask));
    }

    private IllegalStateException wrongType(String given) {
        return new IllegalStateException(
                "column '%s': expected values of %s, found %s"
                        .formatted(column.name(), type.text(), given));
    }
}
