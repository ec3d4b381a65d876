package io.thermocline.tools.output;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.npy.NpyType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Numbers, vectors and times. */
final class NumberSpool extends NumpySpool {
    private static final short HALF_NAN = 0x7e00;

    NumberSpool(String name, ColumnType type, Path directory) throws IOException {
        super(name, type, directory);
    }

    @Override
    void appendRow(ColumnVector vector, int row) throws IOException {
        if (vector.isNull(row)) {
            putNull();
        } else if (type().isBool()) {
            room(1).put((byte) (vector.getBool(row) ? 1 : 0));
        } else {
            put(vector.bytes(row));
        }
    }

    private void putNull() throws IOException {
        ElementType element = type().element();
        boolean isTime = type().kind() == ColumnType.Kind.TIMESTAMP;
        if (!isTime && !hasNaN(element)) {
            throw nullRow();
        }
        for (int i = 0; i < type().length(); i++) {
            ByteBuffer room = room(element.bytes());
            switch (element) {
                case FLOAT16 -> room.putShort(HALF_NAN);
                case FLOAT32 -> room.putFloat(Float.NaN);
                case FLOAT64 -> room.putDouble(Double.NaN);
                case COMPLEX64 -> room.putFloat(Float.NaN).putFloat(Float.NaN);
                case COMPLEX128 -> room.putDouble(Double.NaN).putDouble(Double.NaN);
                default -> room.putLong(Long.MIN_VALUE);
            }
        }
    }

    @Override
    NpyType itemType() {
        return type().kind() == ColumnType.Kind.TIMESTAMP
                ? new NpyType.Time(false, 1, "ns", ByteOrder.LITTLE_ENDIAN)
                : NpyType.of(type().element());
    }

    @Override
    Shape rowShape() {
        return type().kind() == ColumnType.Kind.VECTOR ? Shape.of(type().length()) : Shape.of();
    }

    @Override
    void nextRows(int count, MemorySegment target) throws IOException {
        get(target);
    }
}
