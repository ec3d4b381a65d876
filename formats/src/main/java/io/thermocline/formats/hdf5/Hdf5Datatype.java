package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * Type of the elements of a dataset or attribute that we write, as h5py understands it.
 *
 * <p>Numbers are little-endian; complex numbers are compounds {@code {r, i}}, which h5py reads as
 * complex; bool is h5py's enum {@code FALSE, TRUE} of int8; text is UTF-8, of fixed length (padded
 * with zeros) or of variable length (in the global heap). Immutable.
 */
public final class Hdf5Datatype {
    /** Bytes of a reference into the global heap: length u32, collection u64, index u32. */
    static final int REFERENCE_BYTES = 16;

    /** Text of any length, in the global heap. */
    public static final Hdf5Datatype TEXT =
            new Hdf5Datatype(
                    "text",
                    REFERENCE_BYTES,
                    variable(1, 1, integer(1, false)),
                    new Hdf5Datatype("u8", 1, integer(1, false), null));

    /** Lists of texts of any length, in the global heap. */
    public static final Hdf5Datatype TEXT_LIST = variable(TEXT);

    private static final int CLASS_INTEGER = 0x10;
    private static final int CLASS_FLOAT = 0x11;
    private static final int CLASS_TEXT = 0x13;
    private static final int CLASS_COMPOUND = 0x16;
    private static final int CLASS_ENUM = 0x18;
    private static final int CLASS_VARIABLE = 0x19;

    private final String text;
    private final int size;
    private final byte[] encoded;

    /** What the heap objects consist of; null for types without heap. */
    private final @Nullable Hdf5Datatype base;

    private Hdf5Datatype(String text, int size, byte[] encoded, @Nullable Hdf5Datatype base) {
        this.text = text;
        this.size = size;
        this.encoded = encoded;
        this.base = base;
    }

    /** One named part of a compound. */
    public record Member(String name, Hdf5Datatype type) {}

    /** Returns the type of numbers, complex numbers or truth values (one byte each). */
    public static Hdf5Datatype of(ElementType element) {
        byte[] encoded =
                switch (element) {
                    case BOOL -> bool();
                    case INT8, INT16, INT32, INT64 -> integer(element.bytes(), true);
                    case UINT8, UINT16, UINT32, UINT64 -> integer(element.bytes(), false);
                    case FLOAT16, FLOAT32, FLOAT64 -> floating(element.bytes());
                    case COMPLEX64, COMPLEX128 -> complex(element);
                };
        return new Hdf5Datatype(element.text(), element.bytes(), encoded, null);
    }

    /**
     * Returns UTF-8 text padded with zeros to a fixed length, which cannot tell trailing zero
     * characters from padding.
     *
     * @param bytes bytes of every text, at least 1
     */
    public static Hdf5Datatype fixedText(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    "HDF5 text: expected a length of at least 1 byte, found " + bytes);
        }
        byte[] encoded =
                new LittleEndianBytes().u8(CLASS_TEXT).u8(0x11).u16(0).u32(bytes).toArray();
        return new Hdf5Datatype("text[" + bytes + "]", bytes, encoded, null);
    }

    /** Returns ASCII text ended by a zero, as HDF5's own conventions ask for in attributes. */
    static Hdf5Datatype terminatedAscii(int bytes) {
        byte[] encoded = new LittleEndianBytes().u8(CLASS_TEXT).u8(0).u16(0).u32(bytes).toArray();
        return new Hdf5Datatype("ascii[" + bytes + "]", bytes, encoded, null);
    }

    /** Returns lists of any length of {@code element}, in the global heap. */
    public static Hdf5Datatype variable(Hdf5Datatype element) {
        return new Hdf5Datatype(
                "list<" + element.text + ">",
                REFERENCE_BYTES,
                variable(0, 0, element.encoded),
                element);
    }

    /** Returns a packed compound: members follow each other without gaps. */
    public static Hdf5Datatype compound(List<Member> members) {
        int size = members.stream().mapToInt(member -> member.type().size).sum();
        LittleEndianBytes bytes =
                new LittleEndianBytes().u8(CLASS_COMPOUND).u16(members.size()).u8(0).u32(size);
        int offset = 0;
        StringBuilder text = new StringBuilder();
        for (Member member : members) {
            // Version 1 carries an array shape per member: rank 0, 3 + 8 reserved, 4 extents.
            bytes.paddedName(member.name()).u32(offset).zeros(1 + 3 + 8 + 16);
            bytes.bytes(member.type().encoded);
            offset += member.type().size;
            text.append(text.isEmpty() ? "{" : ", ").append(member.name());
        }
        return new Hdf5Datatype(text + "}", size, bytes.toArray(), null);
    }

    /** Returns the bytes of one element in a dataset. */
    public int size() {
        return size;
    }

    /** Returns whether elements are references into the global heap. */
    public boolean isVariable() {
        return base != null;
    }

    /** Returns what the heap objects of a variable type consist of. */
    Hdf5Datatype base() {
        Hdf5Datatype element = base;
        if (element == null) {
            throw new IllegalStateException("HDF5 type " + text + ": expected a variable type");
        }
        return element;
    }

    /** Returns the body of the datatype message. */
    byte[] encoded() {
        return encoded.clone();
    }

    private static byte[] integer(int bytes, boolean signed) {
        return new LittleEndianBytes()
                .u8(CLASS_INTEGER)
                .u8(signed ? 8 : 0)
                .u16(0)
                .u32(bytes)
                .u16(0)
                .u16(bytes * Byte.SIZE)
                .toArray();
    }

    private static byte[] floating(int bytes) {
        int precision = bytes * Byte.SIZE;
        int exponent =
                switch (bytes) {
                    case Short.BYTES -> 5;
                    case Float.BYTES -> 8;
                    default -> 11;
                };
        int mantissa = precision - 1 - exponent;
        return new LittleEndianBytes()
                .u8(CLASS_FLOAT)
                .u8(0x20) // implied leading one
                .u8(precision - 1) // sign bit
                .u8(0)
                .u32(bytes)
                .u16(0)
                .u16(precision)
                .u8(mantissa)
                .u8(exponent)
                .u8(0)
                .u8(mantissa)
                .u32((1 << (exponent - 1)) - 1)
                .toArray();
    }

    private static byte[] complex(ElementType element) {
        Hdf5Datatype part =
                of(element == ElementType.COMPLEX64 ? ElementType.FLOAT32 : ElementType.FLOAT64);
        return compound(List.of(new Member("r", part), new Member("i", part))).encoded;
    }

    private static byte[] bool() {
        return new LittleEndianBytes()
                .u8(CLASS_ENUM)
                .u16(2)
                .u8(0)
                .u32(1)
                .bytes(integer(1, true))
                .paddedName("FALSE")
                .paddedName("TRUE")
                .u8(0)
                .u8(1)
                .toArray();
    }

    private static byte[] variable(int kind, int charset, byte[] base) {
        return new LittleEndianBytes()
                .u8(CLASS_VARIABLE)
                .u8(kind)
                .u8(charset)
                .u8(0)
                .u32(REFERENCE_BYTES)
                .bytes(base)
                .toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hdf5Datatype type && Arrays.equals(encoded, type.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return text;
    }
}
