package io.thermocline.tools.load;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnType.Kind;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Values of one column type as values of another, where none is lost: wider integers and floats,
 * integers as reals, reals as complex numbers, integers as timestamps, vectors as lists, text as
 * JSON. A value that does not fit is an error that names its row. One thread at a time.
 */
final class VectorConversion {
    /** Integers up to here are exact in an f64. */
    private static final long EXACT_DOUBLE = 1L << 53;

    /** Integers up to here are exact in an f32. */
    private static final long EXACT_FLOAT = 1L << 24;

    private final ColumnType from;
    private final Column target;
    private final TimeUnit epochUnit;
    private final Arena arena;

    /** Made for the first batch, and again where a batch is larger. */
    private @org.jspecify.annotations.Nullable ColumnBuilder builder;

    private int capacity;

    VectorConversion(ColumnType from, Column target, TimeUnit epochUnit, Arena arena) {
        this.from = from;
        this.target = target;
        this.epochUnit = epochUnit;
        this.arena = arena;
    }

    /** Returns whether values of one type can become values of another. */
    static boolean isPossible(ColumnType from, ColumnType to) {
        if (from.equals(to)) {
            return true;
        }
        return switch (to.kind()) {
            case SCALAR -> from.kind() == Kind.SCALAR && elementsFit(from.element(), to.element());
            case TIMESTAMP -> from.kind() == Kind.SCALAR && from.element().isInteger();
            case VECTOR ->
                    from.kind() == Kind.VECTOR
                            && from.length() == to.length()
                            && elementsFit(from.element(), to.element());
            case LIST ->
                    (from.kind() == Kind.VECTOR || from.kind() == Kind.LIST)
                            && elementsFit(from.element(), to.element());
            case STRING, BINARY -> from.isText();
            case JSON, STRING_LIST -> false;
        };
    }

    private static boolean elementsFit(ElementType from, ElementType to) {
        if (from == to) {
            return true;
        }
        if (to.isComplex()) {
            boolean double64 = to == ElementType.COMPLEX128;
            return from == ElementType.COMPLEX64
                    || (from.isFloat() && (double64 || from != ElementType.FLOAT64))
                    || from.isInteger();
        }
        if (to.isFloat()) {
            return from.isInteger() || (from.isFloat() && from.bytes() < to.bytes());
        }
        return to.isInteger() && from.isInteger();
    }

    /**
     * Returns the rows in the target's type, valid until the next call.
     *
     * @param firstRow row of the file that the vector starts at, for messages
     */
    ColumnVector convert(ColumnVector source, long firstRow) {
        ColumnBuilder out = builder(source.rowCount());
        for (int row = 0; row < source.rowCount(); row++) {
            try {
                convertRow(source, row, out);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new FormatException(
                        "row %d, column '%s': %s"
                                .formatted(firstRow + row, target.name(), e.getMessage()),
                        e);
            }
        }
        return out.vector();
    }

    private ColumnBuilder builder(int rows) {
        ColumnBuilder current = builder;
        if (current == null || capacity < rows) {
            current = new ColumnBuilder(target, rows, arena);
            builder = current;
            capacity = rows;
        }
        current.reset();
        return current;
    }

    private void convertRow(ColumnVector source, int row, ColumnBuilder out) {
        if (source.isNull(row)) {
            out.appendNull();
            return;
        }
        if (from.equals(target.type())) {
            out.append(source, row);
            return;
        }
        switch (target.type().kind()) {
            case SCALAR -> scalar(source, row, out);
            case TIMESTAMP -> out.appendLong(nanos(source.getLong(row)));
            case VECTOR, LIST -> elements(source, row, out);
            default -> out.appendBytes(source.bytes(row));
        }
    }

    private long nanos(long count) {
        long nanos = epochUnit.toNanos(count);
        if (epochUnit.convert(nanos, TimeUnit.NANOSECONDS) != count) {
            throw new IllegalArgumentException(
                    "expected a time in 1677..2262, found " + count + " " + epochUnit);
        }
        return nanos;
    }

    private void scalar(ColumnVector source, int row, ColumnBuilder out) {
        ElementType element = target.type().element();
        if (element.isComplex() && from.element().isComplex()) {
            MemorySegment value = source.bytes(row);
            out.appendComplex(
                    value.get(ColumnVector.FLOAT, 0), value.get(ColumnVector.FLOAT, Float.BYTES));
        } else if (element.isComplex()) {
            out.appendComplex(real(source, row), 0);
        } else if (element.isFloat()) {
            out.appendDouble(real(source, row));
        } else {
            out.appendLong(source.getLong(row));
        }
    }

    private double real(ColumnVector source, int row) {
        if (from.element().isInteger()) {
            requireExact(source.getLong(row));
        }
        return source.getDouble(row);
    }

    private void requireExact(long value) {
        boolean wide =
                target.type().element() == ElementType.FLOAT64
                        || target.type().element() == ElementType.COMPLEX128;
        long limit =
                target.type().element() == ElementType.FLOAT16
                        ? 1 << 11
                        : wide ? EXACT_DOUBLE : EXACT_FLOAT;
        if (value > limit || value < -limit) {
            throw new IllegalArgumentException(
                    "expected an integer that %s holds exactly, found %d"
                            .formatted(target.type().element().text(), value));
        }
    }

    private void elements(ColumnVector source, int row, ColumnBuilder out) {
        MemorySegment bytes = source.bytes(row);
        ElementType stored = from.element();
        ElementType wanted = target.type().element();
        long count = bytes.byteSize() / stored.bytes();
        for (long i = 0; i < count; i++) {
            long at = i * stored.bytes();
            if (stored.isInteger() && !wanted.isInteger()) {
                long value = Numbers.integer(bytes, at, stored);
                requireExact(value);
                if (wanted.isComplex()) {
                    out.addComplex((double) value, 0);
                } else {
                    out.addDouble((double) value);
                }
            } else if (wanted.isComplex() && !stored.isComplex()) {
                out.addComplex(Numbers.real(bytes, at, stored), 0);
            } else {
                Numbers.add(bytes, at, stored, out);
            }
        }
        out.endRow();
    }
}
