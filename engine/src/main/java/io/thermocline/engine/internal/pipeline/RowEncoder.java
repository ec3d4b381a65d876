package io.thermocline.engine.internal.pipeline;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.RowLayout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Builds one row-wise body in private memory, field by field, in any order.
 *
 * <p>The row is built here and not in the ring, so that no code of a caller runs between a slot's
 * claim and its publication. Allocates nothing per row once its memory has grown to the longest row
 * seen. One thread.
 */
public final class RowEncoder implements AutoCloseable {
    private static final int INITIAL_HEAP_BYTES = 256;

    private final RowLayout layout;
    private final Schema schema;

    /** Bits of columns that must have a value, per 64 columns. */
    private final long[] required;

    /** Bits of columns that have one. */
    private final long[] present;

    private Arena arena = Arena.ofShared();
    private MemorySegment memory;

    /** End of the variable part written so far. */
    private int end;

    /** Creates an encoder for rows of {@code schema}. */
    public RowEncoder(Schema schema) {
        this.schema = schema;
        this.layout = new RowLayout(schema);
        this.required = new long[(schema.size() + 63) / 64];
        this.present = new long[required.length];
        for (int c = 0; c < schema.size(); c++) {
            if (!schema.column(c).nullable()) {
                required[c >>> 6] |= 1L << c;
            }
        }
        requireFits(layout.fixedBytes());
        memory = arena.allocate(layout.fixedBytes() + INITIAL_HEAP_BYTES, 64);
        end = layout.fixedBytes();
    }

    /** Returns the schema of the rows. */
    public Schema schema() {
        return schema;
    }

    /** Returns memory that starts with the body. Valid until the next change. */
    public MemorySegment memory() {
        return memory;
    }

    /** Forgets the row. */
    public void clear() {
        Arrays.fill(present, 0);
        end = layout.fixedBytes();
    }

    /**
     * Completes the row.
     *
     * @return length of the body
     * @throws IllegalArgumentException if a column that is not nullable has no value; the row is
     *     kept as it is
     */
    public int finish() {
        requireFits(end);
        for (int w = 0; w < required.length; w++) {
            if ((required[w] & ~present[w]) != 0) {
                throw missing(w);
            }
        }
        if (layout.presenceBytes() > 0) {
            for (int w = 0; w < present.length; w++) {
                memory.set(ColumnVector.LONG, (long) w * Long.BYTES, present[w]);
            }
            zeroAbsent();
        }
        return end;
    }

    private IllegalArgumentException missing(int word) {
        int column = word * 64 + Long.numberOfTrailingZeros(required[word] & ~present[word]);
        return new IllegalArgumentException(
                "column '"
                        + schema.column(column).name()
                        + "': expected a value (the column is not nullable), found none");
    }

    private void zeroAbsent() {
        for (int c = 0; c < schema.size(); c++) {
            if ((present[c >>> 6] >>> c & 1) == 0) {
                ColumnType type = schema.column(c).type();
                int bytes = type.isVariable() ? Long.BYTES : Math.max(1, type.fixedBytes());
                memory.asSlice(layout.offset(c), bytes).fill((byte) 0);
            }
        }
    }

    /** Sets a truth value. */
    public void setBool(int column, boolean value) {
        ColumnType type = type(column);
        if (!type.isBool()) {
            throw wrong(column, "bool");
        }
        memory.set(ValueLayout.JAVA_BYTE, layout.offset(column), (byte) (value ? 1 : 0));
        mark(column);
    }

    /**
     * Sets an integer or timestamp.
     *
     * @throws IllegalArgumentException if the value does not fit the column's width
     */
    public void setLong(int column, long value) {
        ColumnType type = type(column);
        long offset = layout.offset(column);
        if (type.kind() != ColumnType.Kind.SCALAR && type.kind() != ColumnType.Kind.TIMESTAMP) {
            throw wrong(column, "an integer");
        }
        switch (type.element()) {
            case INT64 -> memory.set(ColumnVector.LONG, offset, value);
            case INT32 ->
                    memory.set(ColumnVector.INT, offset, (int) ranged(column, value, Integer.SIZE));
            case INT16 ->
                    memory.set(
                            ColumnVector.SHORT, offset, (short) ranged(column, value, Short.SIZE));
            case INT8 ->
                    memory.set(
                            ValueLayout.JAVA_BYTE, offset, (byte) ranged(column, value, Byte.SIZE));
            default -> throw wrong(column, "an integer");
        }
        mark(column);
    }

    private long ranged(int column, long value, int bits) {
        if (value >> (bits - 1) != value >> (Long.SIZE - 1)) {
            throw new IllegalArgumentException(
                    "column '"
                            + schema.column(column).name()
                            + "': expected a value that fits "
                            + type(column).text()
                            + ", found "
                            + value);
        }
        return value;
    }

    /** Sets a real number; f32 and f16 columns take it rounded to nearest. */
    public void setDouble(int column, double value) {
        ColumnType type = type(column);
        long offset = layout.offset(column);
        if (type.kind() != ColumnType.Kind.SCALAR) {
            throw wrong(column, "a real number");
        }
        switch (type.element()) {
            case FLOAT64 -> memory.set(ColumnVector.DOUBLE, offset, value);
            case FLOAT32 -> memory.set(ColumnVector.FLOAT, offset, (float) value);
            case FLOAT16 ->
                    memory.set(ColumnVector.SHORT, offset, Float.floatToFloat16((float) value));
            default -> throw wrong(column, "a real number");
        }
        mark(column);
    }

    /** Sets a complex number; complex64 columns take both parts rounded to nearest. */
    public void setComplex(int column, double real, double imaginary) {
        ColumnType type = type(column);
        long offset = layout.offset(column);
        if (type.kind() != ColumnType.Kind.SCALAR || !type.element().isComplex()) {
            throw wrong(column, "a complex number");
        }
        if (type.fixedBytes() == 2 * Double.BYTES) {
            memory.set(ColumnVector.DOUBLE, offset, real);
            memory.set(ColumnVector.DOUBLE, offset + Double.BYTES, imaginary);
        } else {
            memory.set(ColumnVector.FLOAT, offset, (float) real);
            memory.set(ColumnVector.FLOAT, offset + Float.BYTES, (float) imaginary);
        }
        mark(column);
    }

    /** Sets a text (string or JSON) column; unpaired surrogates become '?'. */
    public void setString(int column, CharSequence text) {
        if (!type(column).isText()) {
            throw wrong(column, "text");
        }
        int start = end;
        reserve(3L * text.length());
        int bytes = Utf8.encode(text, memory, start);
        variable(column, start, bytes);
    }

    /**
     * Sets a column from little-endian bytes: the elements of a vector, list or number, UTF-8 of a
     * text, bytes of a binary.
     *
     * @throws IllegalArgumentException if the length does not fit the column; says what was
     *     expected
     */
    public void setBytes(int column, MemorySegment source) {
        ColumnType type = type(column);
        long bytes = source.byteSize();
        if (type.isBool() || type.kind() == ColumnType.Kind.STRING_LIST) {
            throw wrong(column, "bytes");
        }
        if (!type.isVariable()) {
            if (bytes != type.fixedBytes()) {
                throw wrongWidth(column, bytes / Math.max(1, type.element().bytes()));
            }
            MemorySegment.copy(source, 0, memory, layout.offset(column), bytes);
            mark(column);
            return;
        }
        if (bytes % type.element().bytes() != 0) {
            throw new IllegalArgumentException(
                    "column '"
                            + schema.column(column).name()
                            + "': expected a multiple of "
                            + type.element().bytes()
                            + " bytes, found "
                            + bytes);
        }
        int start = end;
        reserve(bytes);
        MemorySegment.copy(source, 0, memory, start, bytes);
        variable(column, start, (int) bytes);
    }

    /** Sets a list of texts. */
    public void setStrings(int column, List<? extends CharSequence> texts) {
        if (type(column).kind() != ColumnType.Kind.STRING_LIST) {
            throw wrong(column, "a list of texts");
        }
        long charactersMax = 0;
        for (CharSequence text : texts) {
            charactersMax += 3L * text.length();
        }
        int start = end;
        int heap = start + (1 + texts.size()) * Integer.BYTES;
        reserve((1L + texts.size()) * Integer.BYTES + charactersMax);
        memory.set(ColumnVector.INT, start, texts.size());
        int next = heap;
        for (int i = 0; i < texts.size(); i++) {
            next += Utf8.encode(texts.get(i), memory, next);
            memory.set(ColumnVector.INT, start + (i + 1L) * Integer.BYTES, next - heap);
        }
        variable(column, start, next - start);
    }

    /** Says that a column has no value. */
    public void setNull(int column) {
        if (!column(column).nullable()) {
            throw new IllegalArgumentException(
                    "column '"
                            + column(column).name()
                            + "': expected a value (the column is not nullable), found null");
        }
        present[column >>> 6] &= ~(1L << column);
    }

    /**
     * Makes room for a vector or list whose elements the caller puts into {@link #memory}.
     *
     * @param elements number of elements, or of their parts for complex columns
     * @param elementBytes bytes of one
     * @return offset of the first
     * @throws IllegalArgumentException if a vector of another length or width was declared
     */
    public long vector(int column, int elements, int elementBytes) {
        ColumnType type = type(column);
        if (type.kind() == ColumnType.Kind.VECTOR
                && type.fixedBytes() == (long) elements * elementBytes) {
            mark(column);
            return layout.offset(column);
        }
        if (type.kind() == ColumnType.Kind.LIST
                && elements * (long) elementBytes % type.element().bytes() == 0) {
            int start = end;
            reserve((long) elements * elementBytes);
            variable(column, start, elements * elementBytes);
            return start;
        }
        throw wrongWidth(column, elements);
    }

    private void variable(int column, int start, int bytes) {
        long field = layout.offset(column);
        memory.set(ColumnVector.INT, field, start);
        memory.set(ColumnVector.INT, field + Integer.BYTES, bytes);
        end = start + bytes;
        mark(column);
    }

    private void reserve(long bytes) {
        long needed = end + bytes;
        if (needed <= memory.byteSize()) {
            return;
        }
        requireFits(Math.min(needed, needed - bytes + bytes / 3));
        Arena larger = Arena.ofShared();
        MemorySegment grown = larger.allocate(Math.max(needed, 2 * memory.byteSize()), 64);
        MemorySegment.copy(memory, 0, grown, 0, end);
        arena.close();
        arena = larger;
        memory = grown;
    }

    private void requireFits(long bytes) {
        if (bytes > Ring.BODY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "row: expected at most "
                            + Ring.BODY_BYTES_MAX
                            + " bytes, found "
                            + bytes
                            + " (keep larger values as files of the store, see Store.stage)");
        }
    }

    private void mark(int column) {
        present[column >>> 6] |= 1L << column;
    }

    private Column column(int column) {
        return schema.column(column);
    }

    private ColumnType type(int column) {
        return schema.column(column).type();
    }

    private IllegalArgumentException wrong(int column, String found) {
        return new IllegalArgumentException(
                "column '"
                        + column(column).name()
                        + "': expected "
                        + type(column).text()
                        + ", found "
                        + found);
    }

    private IllegalArgumentException wrongWidth(int column, long elements) {
        return new IllegalArgumentException(
                "column '"
                        + column(column).name()
                        + "': expected "
                        + type(column).text()
                        + ", found "
                        + elements
                        + " elements");
    }

    @Override
    public void close() {
        arena.close();
    }
}
