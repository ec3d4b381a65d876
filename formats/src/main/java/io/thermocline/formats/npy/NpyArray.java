package io.thermocline.formats.npy;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.npy.NpyType.Field;
import io.thermocline.formats.npy.NpyType.Numeric;
import io.thermocline.formats.npy.NpyType.Struct;
import io.thermocline.formats.npy.NpyType.Text;
import io.thermocline.formats.npy.NpyType.TextKind;
import io.thermocline.formats.npy.NpyType.Time;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An array of any type that NumPy files hold, in memory that somebody else owns.
 *
 * @param type little-endian type of one item
 * @param shape extents, slowest first
 * @param memory exactly {@code shape.elementCount() * type.bytes()} bytes, row-major; valid as long
 *     as its arena is
 */
public record NpyArray(NpyType type, Shape shape, MemorySegment memory) {
    private static final ValueLayout.OfInt CODE_POINT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Checks that memory and shape agree and that the type is little-endian. */
    public NpyArray {
        long expected = Math.multiplyExact(shape.elementCount(), (long) type.bytes());
        if (memory.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "array of %s %s: expected %d bytes, found %d"
                            .formatted(type.descr(), shape, expected, memory.byteSize()));
        }
        if (!type.equals(type.littleEndian())) {
            throw new IllegalArgumentException(
                    "array type: expected little-endian, found " + type.descr());
        }
    }

    /** Wraps numbers. */
    public static NpyArray of(ArrayView view) {
        return new NpyArray(NpyType.of(view.type()), view.shape(), view.memory());
    }

    /**
     * Stores texts as NumPy's fixed-length Unicode strings, as wide as the longest of them.
     *
     * @param texts one per item; none may end in NUL, which such arrays cannot keep
     * @param arena allocates four bytes per code point of the longest text for each item
     */
    public static NpyArray ofTexts(List<String> texts, Arena arena) {
        int length = 1;
        for (String text : texts) {
            if (text.endsWith("\0")) {
                throw new IllegalArgumentException(
                        "text "
                                + PythonLiteral.quote(text)
                                + ": expected no NUL at the end, which a fixed-length string"
                                + " loses");
            }
            length = Math.max(length, text.codePointCount(0, text.length()));
        }
        Text type = new Text(TextKind.CODE_POINTS, length, ByteOrder.LITTLE_ENDIAN);
        Shape shape = Shape.of(texts.size());
        long bytes = Math.multiplyExact((long) texts.size(), (long) type.bytes());
        MemorySegment memory = arena.allocate(bytes, Long.BYTES);
        long start = 0;
        for (String text : texts) {
            long at = start;
            for (int codePoint : text.codePoints().toArray()) {
                memory.set(CODE_POINT, at, codePoint);
                at += Integer.BYTES;
            }
            start += type.bytes();
        }
        return new NpyArray(type, shape, memory);
    }

    /**
     * Joins columns into one array of records, packed without padding.
     *
     * @param columns arrays with the same extent in their first dimension, by field name; further
     *     dimensions become the shape of the field
     * @param arena allocates the records
     */
    public static NpyArray ofRecords(Map<String, NpyArray> columns, Arena arena) {
        List<Field> fields = new ArrayList<>();
        long rows = -1;
        int offset = 0;
        for (Map.Entry<String, NpyArray> column : columns.entrySet()) {
            Shape shape = column.getValue().shape();
            if (shape.rank() == 0 || (rows >= 0 && shape.dimension(0) != rows)) {
                throw new IllegalArgumentException(
                        "field '%s': expected %s rows, found shape %s"
                                .formatted(column.getKey(), rows < 0 ? "any" : rows, shape));
            }
            rows = shape.dimension(0);
            long[] extents = shape.dimensions();
            Shape rest = Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
            Field field = new Field(column.getKey(), column.getValue().type(), rest, offset);
            fields.add(field);
            offset = Math.toIntExact(Math.addExact(offset, field.bytes()));
        }
        Struct type = new Struct(fields, offset);
        long count = Math.max(rows, 0);
        MemorySegment memory = arena.allocate(Math.multiplyExact(count, (long) offset), Long.BYTES);
        for (Field field : fields) {
            NpyArray column = columns.get(field.name());
            long bytes = field.bytes();
            for (long row = 0; row < count && column != null; row++) {
                long to = row * type.bytes() + field.offset();
                MemorySegment.copy(column.memory, row * bytes, memory, to, bytes);
            }
        }
        return new NpyArray(type, Shape.of(count), memory);
    }

    /**
     * Returns the items as numbers; dates and time spans as {@link ElementType#INT64} counts.
     *
     * @throws IllegalStateException if the items are texts or records
     */
    public ArrayView numbers() {
        return switch (type) {
            case Numeric numeric -> new ArrayView(numeric.element(), shape, memory);
            case Time _ -> new ArrayView(ElementType.INT64, shape, memory);
            case Text _, Struct _ -> throw notA("numbers");
        };
    }

    /**
     * Returns one text without the NULs that pad it.
     *
     * @param index row-major position of the item
     * @throws IllegalStateException if the items are not texts
     * @throws FormatException if the stored units are no text: not UTF-8, or above U+10FFFF
     */
    public String text(long index) {
        if (!(type instanceof Text text) || text.kind() == TextKind.OPAQUE) {
            throw notA("texts");
        }
        if (text.kind() == TextKind.CODE_POINTS) {
            return codePoints(index);
        }
        byte[] bytes = bytes(index);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(
                    "text %d: expected UTF-8, found other bytes; read them as bytes instead"
                            .formatted(index),
                    e);
        }
    }

    private String codePoints(long index) {
        long start = Math.multiplyExact(index, (long) type.bytes());
        StringBuilder out = new StringBuilder();
        int length = type.bytes() / Integer.BYTES;
        while (length > 0 && memory.get(CODE_POINT, start + 4L * (length - 1)) == 0) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            int codePoint = memory.get(CODE_POINT, start + (long) Integer.BYTES * i);
            if (!Character.isValidCodePoint(codePoint)) {
                throw new FormatException(
                        "text %d: expected code points up to U+10FFFF, found 0x%x"
                                .formatted(index, codePoint));
            }
            out.appendCodePoint(codePoint);
        }
        return out.toString();
    }

    /**
     * Returns all texts in row-major order.
     *
     * @throws IllegalStateException if the items are not texts
     * @throws FormatException if one of them is no text
     */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < shape.elementCount(); i++) {
            texts.add(text(i));
        }
        return texts;
    }

    /**
     * Returns one byte string: without the NULs that pad it, or whole where the type is opaque.
     *
     * @param index row-major position of the item
     * @throws IllegalStateException if the items are not byte strings
     */
    public byte[] bytes(long index) {
        if (!(type instanceof Text text) || text.kind() == TextKind.CODE_POINTS) {
            throw notA("byte strings");
        }
        long start = Math.multiplyExact(index, (long) type.bytes());
        int length = type.bytes();
        while (text.kind() == TextKind.BYTES
                && length > 0
                && memory.get(ValueLayout.JAVA_BYTE, start + length - 1) == 0) {
            length--;
        }
        return memory.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /**
     * Copies one field of all records into an array of its own.
     *
     * @param name name of the field
     * @param arena allocates the copy
     * @return an array with the extents of this one followed by those of the field
     * @throws IllegalStateException if the items are not records
     * @throws IllegalArgumentException if no field has that name; the message lists the names
     */
    public NpyArray field(String name, Arena arena) {
        if (!(type instanceof Struct struct)) {
            throw notA("records");
        }
        Field field = struct.field(name);
        Shape fieldShape = join(shape, field.shape());
        long bytes = field.bytes();
        long count = shape.elementCount();
        MemorySegment copy = arena.allocate(Math.multiplyExact(count, bytes), Long.BYTES);
        for (long i = 0; i < count; i++) {
            MemorySegment.copy(memory, i * struct.bytes() + field.offset(), copy, i * bytes, bytes);
        }
        return new NpyArray(field.type(), fieldShape, copy);
    }

    /** Extents that a file declares need not fit together: neither rank nor count may overflow. */
    private static Shape join(Shape outer, Shape inner) {
        long[] extents = new long[outer.rank() + inner.rank()];
        System.arraycopy(outer.dimensions(), 0, extents, 0, outer.rank());
        System.arraycopy(inner.dimensions(), 0, extents, outer.rank(), inner.rank());
        try {
            return Shape.of(extents);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new FormatException(
                    "field of shape %s in records of shape %s: too large an array"
                            .formatted(inner, outer),
                    e);
        }
    }

    private IllegalStateException notA(String wanted) {
        return new IllegalStateException(
                "array: expected " + wanted + ", found items of type " + type.descr());
    }
}
