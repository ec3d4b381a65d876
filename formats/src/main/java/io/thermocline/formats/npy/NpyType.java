package io.thermocline.formats.npy;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Type of one array item as NumPy's {@code dtype} describes it.
 *
 * <p>Memory that this package hands out is always little-endian, see {@link #littleEndian()}; the
 * byte order of a type says how the file stores it. Immutable.
 */
public sealed interface NpyType {
    /** Returns the size of one item in bytes, possibly 0. */
    int bytes();

    /** Returns the Python literal that stands under {@code descr} in a file header. */
    String descr();

    /** Returns the same type stored little-endian. */
    NpyType littleEndian();

    /** Returns whether stored bytes differ from the little-endian form with truth values 0 or 1. */
    boolean needsConversion();

    /** Returns the little-endian numeric type of these elements. */
    static Numeric of(ElementType element) {
        return new Numeric(element, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A truth value, integer, real or complex number.
     *
     * @param element type of the element in little-endian memory
     * @param order byte order in the file; of no meaning for one-byte elements
     */
    record Numeric(ElementType element, ByteOrder order) implements NpyType {
        /** Settles the byte order of one-byte elements, so that equal types compare equal. */
        public Numeric {
            order = element.bytes() == 1 ? ByteOrder.LITTLE_ENDIAN : order;
        }

        @Override
        public int bytes() {
            return element.bytes();
        }

        @Override
        public String descr() {
            char kind =
                    switch (element) {
                        case BOOL -> 'b';
                        case INT8, INT16, INT32, INT64 -> 'i';
                        case UINT8, UINT16, UINT32, UINT64 -> 'u';
                        case FLOAT16, FLOAT32, FLOAT64 -> 'f';
                        case COMPLEX64, COMPLEX128 -> 'c';
                    };
            return "'" + mark(order, element.bytes()) + kind + element.bytes() + "'";
        }

        @Override
        public Numeric littleEndian() {
            return of(element);
        }

        @Override
        public boolean needsConversion() {
            return element == ElementType.BOOL || order == ByteOrder.BIG_ENDIAN;
        }

        /** Returns how many bytes are reversed together: half an element where it is complex. */
        int swapBytes() {
            return element.isComplex() ? element.bytes() / 2 : element.bytes();
        }
    }

    /**
     * A date or a time span: an {@link ElementType#INT64} count of units, where the smallest value
     * means "not a time".
     *
     * @param span false for {@code datetime64} (units since 1970-01-01T00:00 UTC), true for {@code
     *     timedelta64}
     * @param step units per count, at least 1
     * @param unit NumPy's name of the unit, such as {@code ns} or {@code D}; empty if generic
     * @param order byte order in the file
     */
    record Time(boolean span, int step, String unit, ByteOrder order) implements NpyType {
        @Override
        public int bytes() {
            return Long.BYTES;
        }

        @Override
        public String descr() {
            String units = unit.isEmpty() ? "" : "[" + (step == 1 ? "" : step) + unit + "]";
            return "'" + mark(order, Long.BYTES) + (span ? "m8" : "M8") + units + "'";
        }

        @Override
        public Time littleEndian() {
            return new Time(span, step, unit, ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public boolean needsConversion() {
            return order == ByteOrder.BIG_ENDIAN;
        }
    }

    /** What the units of a fixed-length {@link Text} are. */
    enum TextKind {
        /** Bytes, NUL-padded ({@code S}). */
        BYTES('S', 1),
        /** Unicode code points of four bytes, NUL-padded ({@code U}). */
        CODE_POINTS('U', Integer.BYTES),
        /** Bytes without meaning ({@code V}), never trimmed. */
        OPAQUE('V', 1);

        private final char letter;
        private final int unitBytes;

        TextKind(char letter, int unitBytes) {
            this.letter = letter;
            this.unitBytes = unitBytes;
        }

        /** Returns the size of one unit in bytes. */
        int unitBytes() {
            return unitBytes;
        }
    }

    /**
     * Text or bytes of fixed length.
     *
     * @param kind what one unit is
     * @param length units per item, at least 0
     * @param order byte order of code points in the file; of no meaning for bytes
     */
    record Text(TextKind kind, int length, ByteOrder order) implements NpyType {
        /** Checks the length and settles the byte order of byte strings. */
        public Text {
            if (length < 0 || length > Integer.MAX_VALUE / kind.unitBytes()) {
                throw new IllegalArgumentException(
                        "text length: expected 0.."
                                + Integer.MAX_VALUE / kind.unitBytes()
                                + ", found "
                                + length);
            }
            order = kind.unitBytes() == 1 ? ByteOrder.LITTLE_ENDIAN : order;
        }

        @Override
        public int bytes() {
            return length * kind.unitBytes();
        }

        @Override
        public String descr() {
            return "'" + mark(order, kind.unitBytes()) + kind.letter + length + "'";
        }

        @Override
        public Text littleEndian() {
            return new Text(kind, length, ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public boolean needsConversion() {
            return order == ByteOrder.BIG_ENDIAN;
        }
    }

    /**
     * Named fields at fixed offsets of one item.
     *
     * @param fields fields in ascending order of offset; bytes between them are padding
     * @param bytes size of one item in bytes, padding included
     */
    record Struct(List<Field> fields, int bytes) implements NpyType {
        /** Copies the list and checks that the fields follow each other inside the item. */
        public Struct {
            fields = List.copyOf(fields);
            long end = 0;
            for (Field field : fields) {
                if (field.offset() < end) {
                    throw new IllegalArgumentException(
                            "field '"
                                    + field.name()
                                    + "': expected offset >= "
                                    + end
                                    + ", found "
                                    + field.offset());
                }
                end = field.offset() + field.bytes();
            }
            if (end > bytes) {
                throw new IllegalArgumentException(
                        "structure: expected at least " + end + " bytes, found " + bytes);
            }
        }

        /**
         * Returns the field with this name.
         *
         * @throws IllegalArgumentException if there is none; the message lists the names
         */
        public Field field(String name) {
            return fields.stream()
                    .filter(field -> field.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "field: expected one of "
                                            + fields.stream().map(Field::name).toList()
                                            + ", found '"
                                            + name
                                            + "'"));
        }

        @Override
        public String descr() {
            List<String> parts = new ArrayList<>();
            int end = 0;
            for (Field field : fields) {
                addPadding(parts, field.offset() - end);
                parts.add(field.descr());
                end = Math.toIntExact(field.offset() + field.bytes());
            }
            addPadding(parts, bytes - end);
            return parts.stream().collect(Collectors.joining(", ", "[", "]"));
        }

        private static void addPadding(List<String> parts, int bytes) {
            if (bytes > 0) {
                parts.add("('', '|V" + bytes + "')");
            }
        }

        @Override
        public Struct littleEndian() {
            return new Struct(fields.stream().map(Field::littleEndian).toList(), bytes);
        }

        @Override
        public boolean needsConversion() {
            return fields.stream().anyMatch(field -> field.type().needsConversion());
        }
    }

    /**
     * One field of a {@link Struct}.
     *
     * @param name name of the field, unique in its structure, not empty
     * @param type type of one item of the field
     * @param shape extents of the field in one record, rank 0 for a single item
     * @param offset bytes from the start of the record
     */
    record Field(String name, NpyType type, Shape shape, int offset) {
        /** Returns the bytes that the field takes in one record. */
        public long bytes() {
            return Math.multiplyExact(shape.elementCount(), (long) type.bytes());
        }

        private String descr() {
            String dimensions = shape.rank() == 0 ? "" : ", " + shape;
            return "(" + PythonLiteral.quote(name) + ", " + type.descr() + dimensions + ")";
        }

        private Field littleEndian() {
            return new Field(name, type.littleEndian(), shape, offset);
        }
    }

    private static char mark(ByteOrder order, int unitBytes) {
        if (unitBytes == 1) {
            return '|';
        }
        return order == ByteOrder.BIG_ENDIAN ? '>' : '<';
    }
}
