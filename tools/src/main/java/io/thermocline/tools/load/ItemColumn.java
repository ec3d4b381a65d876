package io.thermocline.tools.load;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.npy.NpyType;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Items of an array, or one field of its records, as a column of rows.
 *
 * <pre>
 *   number (n)            that type; u8 u16 u32 u64 become i16 i32 i64 i64
 *   number (n, a, b, …)   a vector of a·b·… elements, shape kept as metadata; bool becomes i8
 *   datetime64            timestamp, not-a-time becomes null;   timedelta64  i64
 *   S, U                  string;  (n, k) of them list&lt;string&gt;;   V  binary
 * </pre>
 *
 * <p>One thread at a time.
 */
final class ItemColumn {
    private final Column column;
    private final Decoder decoder;

    /** Bytes from the start of a record to the item. */
    private final int offset;

    /** Bytes from one row to the next. */
    private final long stride;

    /** Bytes that this column takes of a row. */
    private final long width;

    /** Whether the stored bytes are those of the column already. */
    private final boolean verbatim;

    private @Nullable ColumnBuilder builder;

    /** Turns the item at an offset into a row. */
    @FunctionalInterface
    interface Decoder {
        void append(MemorySegment rows, long at, ColumnBuilder target);
    }

    ItemColumn(Column column, Decoder decoder, Place place, boolean verbatim) {
        this.column = column;
        this.decoder = decoder;
        this.offset = place.offset;
        this.stride = place.stride;
        this.width = place.width;
        this.verbatim = verbatim;
    }

    /** Where the items lie: bytes within a row, bytes between rows, bytes of the item. */
    record Place(int offset, long stride, long width) {}

    /**
     * Returns the columns that items of a type make: one, or one a field for records.
     *
     * @param name of the array; fields of records go by their own names
     * @param rowShape extents of one row
     * @throws UnsupportedFormatException if there is no column for such items
     */
    static List<ItemColumn> of(String name, NpyType type, Shape rowShape) {
        List<ItemColumn> columns = new ArrayList<>();
        if (type instanceof NpyType.Struct struct) {
            if (rowShape.rank() > 0) {
                throw unsupported(name, "records in more than one dimension");
            }
            fields("", struct, 0, struct.bytes(), columns);
        } else {
            long stride = Math.multiplyExact(rowShape.elementCount(), (long) type.bytes());
            columns.add(single(name, type, rowShape, 0, stride));
        }
        return columns;
    }

    private static void fields(
            String prefix,
            NpyType.Struct struct,
            int offset,
            long stride,
            List<ItemColumn> columns) {
        for (NpyType.Field field : struct.fields()) {
            String name = prefix + field.name();
            int at = offset + field.offset();
            if (field.type() instanceof NpyType.Struct inner) {
                if (field.shape().elementCount() != 1) {
                    throw unsupported(name, "arrays of records within records");
                }
                fields(name + ".", inner, at, stride, columns);
            } else {
                columns.add(single(name, field.type(), field.shape(), at, stride));
            }
        }
    }

    private static ItemColumn single(
            String name, NpyType type, Shape rowShape, int offset, long stride) {
        long items = rowShape.elementCount();
        if (items < 1 || items > ColumnType.MAX_VECTOR_LENGTH) {
            throw unsupported(name, "rows of shape " + rowShape);
        }
        Place place = new Place(offset, stride, Math.multiplyExact(items, (long) type.bytes()));
        boolean isVector = rowShape.rank() > 0;
        return switch (type) {
            case NpyType.Numeric numeric -> numbers(name, numeric.element(), rowShape, place);
            case NpyType.Time time -> {
                if (isVector) {
                    throw unsupported(name, "rows of " + items + " times");
                }
                yield TimeItems.column(name, time, place);
            }
            case NpyType.Text text -> TextItems.column(name, text, rowShape, place);
            case NpyType.Struct struct -> throw new IllegalStateException("records have fields");
        };
    }

    private static ItemColumn numbers(
            String name, ElementType stored, Shape rowShape, Place place) {
        int items = Math.toIntExact(rowShape.elementCount());
        boolean isVector = rowShape.rank() > 0;
        ElementType element = Numbers.widened(stored, isVector);
        ColumnType type = isVector ? ColumnType.vector(element, items) : ColumnType.scalar(element);
        Map<String, String> metadata =
                rowShape.rank() > 1 ? Map.of("shape", rowShape.toString()) : Map.of();
        Column column = column(name, type, metadata);
        boolean verbatim = element == stored && element != ElementType.BOOL;
        Decoder decoder =
                isVector
                        ? (rows, at, target) -> {
                            for (int i = 0; i < items; i++) {
                                Numbers.add(rows, at + (long) i * stored.bytes(), stored, target);
                            }
                            target.endRow();
                        }
                        : (rows, at, target) -> Numbers.append(rows, at, stored, target);
        return new ItemColumn(column, decoder, place, verbatim);
    }

    static Column column(String name, ColumnType type, Map<String, String> metadata) {
        return new Column(1, name, type, true, Column.Encoding.AUTO, "", "", metadata);
    }

    static UnsupportedFormatException unsupported(String name, String what) {
        return new UnsupportedFormatException(
                "array '%s': %s make no column; choose other arrays with --dataset"
                        .formatted(name, what));
    }

    Column column() {
        return column;
    }

    /**
     * Returns rows as a vector, valid until the next call.
     *
     * @param rows bytes of exactly {@code count} rows, little-endian
     * @param firstRow row of the file that they start at, for messages
     * @param capacity most rows of any call
     */
    ColumnVector decode(MemorySegment rows, int count, long firstRow, int capacity, Arena arena) {
        if (verbatim && offset == 0 && stride == width) {
            return ColumnVector.fixed(column.type(), count, null, rows);
        }
        ColumnBuilder target = builder;
        if (target == null) {
            target = new ColumnBuilder(column, capacity, arena);
            builder = target;
        }
        target.reset();
        for (int row = 0; row < count; row++) {
            try {
                decoder.append(rows, row * stride + offset, target);
            } catch (IllegalArgumentException | FormatException e) {
                throw new FormatException(
                        "row %d, column '%s': %s"
                                .formatted(firstRow + row, column.name(), e.getMessage()),
                        e);
            }
        }
        return target.vector();
    }
}
