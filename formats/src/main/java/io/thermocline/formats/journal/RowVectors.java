package io.thermocline.formats.journal;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one row-wise body as columns of one row: the slow way, for inspection and for rows of older
 * schemas.
 */
public final class RowVectors {
    private static final MemorySegment ABSENT = MemorySegment.ofArray(new byte[Long.BYTES]);
    private static final MemorySegment PRESENT =
            MemorySegment.ofArray(new byte[] {1, 0, 0, 0, 0, 0, 0, 0});

    private RowVectors() {}

    /**
     * Returns the row's columns, in the layout's order. Heaps and vectors are slices of {@code
     * memory}.
     *
     * @param layout layout that the body was written with
     * @param memory holds the body
     * @param body offset of the body
     */
    public static List<ColumnVector> read(RowLayout layout, MemorySegment memory, long body) {
        Schema schema = layout.schema();
        List<ColumnVector> columns = new ArrayList<>(schema.size());
        for (int c = 0; c < schema.size(); c++) {
            ColumnType type = schema.column(c).type();
            boolean present =
                    layout.presenceBytes() == 0 || ColumnVector.bit(memory, body * Byte.SIZE + c);
            MemorySegment validity =
                    schema.column(c).nullable() ? (present ? PRESENT : ABSENT) : null;
            columns.add(
                    type.isVariable()
                            ? variable(type, validity, memory, body, body + layout.offset(c))
                            : fixed(type, validity, memory, body + layout.offset(c)));
        }
        return columns;
    }

    /** Returns one row without a value. */
    public static ColumnVector absent(ColumnType type) {
        if (!type.isVariable()) {
            long bytes = type.isBool() ? Long.BYTES : type.fixedBytes();
            return ColumnVector.fixed(
                    type, 1, ABSENT, MemorySegment.ofArray(new byte[(int) bytes]));
        }
        MemorySegment zero = MemorySegment.ofArray(new byte[2 * Integer.BYTES]);
        return new ColumnVector(type, 0, 1, ABSENT, ABSENT, zero, zero, null);
    }

    private static ColumnVector fixed(
            ColumnType type, @Nullable MemorySegment validity, MemorySegment memory, long field) {
        if (type.isBool()) {
            boolean truth = memory.get(ValueLayout.JAVA_BYTE, field) != 0;
            return ColumnVector.fixed(type, 1, validity, truth ? PRESENT : ABSENT);
        }
        return ColumnVector.fixed(type, 1, validity, memory.asSlice(field, type.fixedBytes()));
    }

    private static ColumnVector variable(
            ColumnType type,
            @Nullable MemorySegment validity,
            MemorySegment memory,
            long body,
            long field) {
        long start = body + Integer.toUnsignedLong(memory.get(ColumnVector.INT, field));
        int bytes = memory.get(ColumnVector.INT, field + Integer.BYTES);
        if (type.kind() == ColumnType.Kind.STRING_LIST) {
            return stringList(validity, memory.asSlice(start, bytes));
        }
        int width = type.kind() == ColumnType.Kind.LIST ? type.element().bytes() : 1;
        MemorySegment offsets = MemorySegment.ofArray(new int[] {0, bytes / width});
        return ColumnVector.variable(type, 1, validity, offsets, memory.asSlice(start, bytes));
    }

    private static ColumnVector stringList(@Nullable MemorySegment validity, MemorySegment field) {
        int count = field.byteSize() == 0 ? 0 : field.get(ColumnVector.INT, 0);
        int[] ends = new int[count + 1];
        for (int i = 0; i < count; i++) {
            ends[i + 1] = field.get(ColumnVector.INT, (i + 1L) * Integer.BYTES);
        }
        long heap = Math.min(field.byteSize(), (count + 1L) * Integer.BYTES);
        return ColumnVector.stringList(
                1,
                validity,
                MemorySegment.ofArray(new int[] {0, count}),
                MemorySegment.ofArray(ends),
                field.asSlice(heap));
    }
}
