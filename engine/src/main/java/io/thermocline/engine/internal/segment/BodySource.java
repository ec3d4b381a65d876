package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.journal.RowLayout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Rows in row-wise bodies, see {@link RowLayout}. */
final class BodySource extends RowSource {
    private RowLayout layout;
    private MemorySegment memory = MemorySegment.NULL;

    /** Offset in {@link #memory} of each row's body. */
    private long[] bodies = {};

    /** Index in {@link #bodies} of row 0. */
    private int first;

    BodySource(RowLayout layout) {
        this.layout = layout;
    }

    /** Sets the rows: body {@code first} is row 0. */
    BodySource open(
            RowLayout rowLayout, MemorySegment bodyMemory, long[] bodyOffsets, int firstBody) {
        layout = rowLayout;
        memory = bodyMemory;
        bodies = bodyOffsets;
        first = firstBody;
        return this;
    }

    private ColumnType type(int column) {
        return layout.schema().column(column).type();
    }

    @Override
    void numbers(int column, int width, int from, int count, MemorySegment target, long at) {
        int field = layout.offset(column);
        switch (width) {
            case Byte.BYTES -> bytes(first + from, count, field, target, at);
            case Short.BYTES -> shorts(first + from, count, field, target, at);
            case Integer.BYTES -> ints(first + from, count, field, target, at);
            case Long.BYTES -> longs(first + from, count, field, target, at);
            case 2 * Long.BYTES -> pairs(first + from, count, field, target, at);
            default -> {
                for (int i = 0; i < count; i++) {
                    long source = bodies[first + from + i] + field;
                    MemorySegment.copy(memory, source, target, at + (long) i * width, width);
                }
            }
        }
    }

    // One loop per width: fields are moved as raw bits, so that NaN payloads survive.

    private void bytes(int begin, int count, int field, MemorySegment target, long at) {
        MemorySegment source = memory;
        long[] offsets = bodies;
        for (int i = 0; i < count; i++) {
            byte value = source.get(ValueLayout.JAVA_BYTE, offsets[begin + i] + field);
            target.set(ValueLayout.JAVA_BYTE, at + i, value);
        }
    }

    private void shorts(int begin, int count, int field, MemorySegment target, long at) {
        MemorySegment source = memory;
        long[] offsets = bodies;
        for (int i = 0; i < count; i++) {
            short value = source.get(ColumnVector.SHORT, offsets[begin + i] + field);
            target.set(ColumnVector.SHORT, at + ((long) i << 1), value);
        }
    }

    private void ints(int begin, int count, int field, MemorySegment target, long at) {
        MemorySegment source = memory;
        long[] offsets = bodies;
        for (int i = 0; i < count; i++) {
            int value = source.get(ColumnVector.INT, offsets[begin + i] + field);
            target.set(ColumnVector.INT, at + ((long) i << 2), value);
        }
    }

    private void longs(int begin, int count, int field, MemorySegment target, long at) {
        MemorySegment source = memory;
        long[] offsets = bodies;
        for (int i = 0; i < count; i++) {
            long value = source.get(ColumnVector.LONG, offsets[begin + i] + field);
            target.set(ColumnVector.LONG, at + ((long) i << 3), value);
        }
    }

    private void pairs(int begin, int count, int field, MemorySegment target, long at) {
        MemorySegment source = memory;
        long[] offsets = bodies;
        for (int i = 0; i < count; i++) {
            long from = offsets[begin + i] + field;
            long to = at + ((long) i << 4);
            target.set(ColumnVector.LONG, to, source.get(ColumnVector.LONG, from));
            target.set(ColumnVector.LONG, to + 8, source.get(ColumnVector.LONG, from + 8));
        }
    }

    @Override
    void bools(int column, int from, int count, BitAppender bits) {
        MemorySegment source = memory;
        int field = layout.offset(column);
        for (int i = first + from; i < first + from + count; i++) {
            bits.add(source.get(ValueLayout.JAVA_BYTE, bodies[i] + field));
        }
    }

    @Override
    void validity(int column, int from, int count, BitAppender bits) {
        MemorySegment source = memory;
        long word = presenceWord(column);
        for (int i = first + from; i < first + from + count; i++) {
            bits.add(source.get(ColumnVector.LONG, bodies[i] + word) >>> column);
        }
    }

    /** Returns the offset in a body of the presence word of a column. */
    private static long presenceWord(int column) {
        return (long) (column >>> 6) * Long.BYTES;
    }

    @Override
    void locate(int column, int from, int count, long[] starts, int[] lengths) {
        MemorySegment source = memory;
        int field = layout.offset(column);
        for (int i = 0; i < count; i++) {
            long body = bodies[first + from + i];
            starts[i] = body + source.get(ColumnVector.INT, body + field);
            lengths[i] = source.get(ColumnVector.INT, body + field + Integer.BYTES);
        }
        if (type(column).kind() == ColumnType.Kind.STRING_LIST) {
            skipTextEnds(count, starts, lengths);
        }
        if (layout.schema().column(column).nullable()) {
            long word = presenceWord(column);
            for (int i = 0; i < count; i++) {
                long body = bodies[first + from + i];
                if ((source.get(ColumnVector.LONG, body + word) >>> column & 1) == 0) {
                    lengths[i] = NULL;
                }
            }
        }
    }

    /** Turns the bytes of text lists into those of their texts: count and ends come before. */
    private void skipTextEnds(int count, long[] starts, int[] lengths) {
        for (int i = 0; i < count; i++) {
            if (lengths[i] > 0) {
                int head = (1 + memory.get(ColumnVector.INT, starts[i])) * Integer.BYTES;
                starts[i] += head;
                lengths[i] -= head;
            }
        }
    }

    @Override
    MemorySegment memory(int column) {
        return memory;
    }

    @Override
    int textCount(int column, int row) {
        long body = bodies[first + row];
        long field = body + layout.offset(column);
        return memory.get(ColumnVector.INT, field + Integer.BYTES) == 0
                ? 0
                : memory.get(ColumnVector.INT, body + memory.get(ColumnVector.INT, field));
    }

    @Override
    void textEnds(int column, int row, MemorySegment target, long at, int base) {
        int count = textCount(column, row);
        long body = bodies[first + row];
        long ends = body + memory.get(ColumnVector.INT, body + layout.offset(column)) + 4;
        for (long i = 0; i < count; i++) {
            int end = memory.get(ColumnVector.INT, ends + i * Integer.BYTES);
            target.set(ColumnVector.INT, at + i * Integer.BYTES, base + end);
        }
    }
}
