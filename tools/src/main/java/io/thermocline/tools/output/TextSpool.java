package io.thermocline.tools.output;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.npy.NpyType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Texts, which NumPy keeps in arrays as wide as the longest of them. */
final class TextSpool extends NumpySpool {
    private final byte[] lengthBytes = new byte[Integer.BYTES];

    /** Code points of the longest text. Writing thread. */
    private int longest = 1;

    TextSpool(String name, ColumnType type, Path directory) throws IOException {
        super(name, type, directory);
    }

    @Override
    void appendRow(ColumnVector vector, int row) throws IOException {
        if (vector.isNull(row)) {
            throw nullRow();
        }
        MemorySegment utf8 = vector.bytes(row);
        long length = utf8.byteSize();
        if (length > 0 && utf8.get(ValueLayout.JAVA_BYTE, length - 1) == 0) {
            throw new FormatException(
                    "column '%s', row %d: expected no NUL at the end, which NumPy's texts lose"
                            .formatted(name(), rowCount()));
        }
        String text = ColumnVector.text(utf8);
        longest = Math.max(longest, text.codePointCount(0, text.length()));
        room(Integer.BYTES).putInt(Math.toIntExact(length));
        put(utf8);
    }

    @Override
    NpyType itemType() {
        return new NpyType.Text(NpyType.TextKind.CODE_POINTS, longest, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    Shape rowShape() {
        return Shape.of();
    }

    @Override
    void nextRows(int count, MemorySegment target) throws IOException {
        target.fill((byte) 0);
        long width = (long) longest * Integer.BYTES;
        MemorySegment length = MemorySegment.ofArray(lengthBytes);
        for (int row = 0; row < count; row++) {
            get(length);
            byte[] utf8 = new byte[length.get(ColumnVector.INT, 0)];
            get(MemorySegment.ofArray(utf8));
            long at = row * width;
            for (int codePoint :
                    ColumnVector.text(MemorySegment.ofArray(utf8)).codePoints().toArray()) {
                target.set(ColumnVector.INT, at, codePoint);
                at += Integer.BYTES;
            }
        }
    }
}
