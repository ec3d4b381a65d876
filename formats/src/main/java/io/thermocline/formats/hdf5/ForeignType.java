package io.thermocline.formats.hdf5;

import io.jhdf.object.datatype.BitField;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the elements of a foreign dataset are to us.
 *
 * @param kind how to read them
 * @param text name for people
 * @param element type of the numbers read, or null for texts and what is not read
 * @param storedBytes bytes of one number or text in the file
 * @param isBigEndian whether parts are to be turned round
 * @param secondPart offset of the imaginary part within the element; the real one lies at {@code
 *     firstPart}
 * @param firstPart offset of the number, or of the real part
 * @param inner further axes of array types, none for others
 * @param padding how fixed texts are padded
 */
record ForeignType(
        Kind kind,
        String text,
        @Nullable ElementType element,
        int storedBytes,
        boolean isBigEndian,
        int firstPart,
        int secondPart,
        Shape inner,
        StringData.@Nullable PaddingType padding) {

    /** How elements are read. */
    enum Kind {
        /** Numbers, complex numbers and truth values. */
        NUMBER,
        /** Texts of fixed length. */
        TEXT,
        /** Texts in the global heap. */
        VARIABLE_TEXT,
        /** Not at all; the name says what they are. */
        UNREADABLE
    }

    /** Names under which programs store real and imaginary part. */
    private static final List<String> COMPLEX_NAMES =
            List.of("r,i", "re,im", "real,imag", "real,imaginary");

    private static final int CLASS_TIME = 2;
    private static final int CLASS_OPAQUE = 5;
    private static final int CLASS_REFERENCE = 7;
    private static final int CLASS_ARRAY = 10;

    /**
     * Returns what the type in a datatype message is to us; never fails for a type that is merely
     * not read. jhdf parses it, but for those that it stumbles over.
     */
    static ForeignType of(ByteBuffer message) {
        int size = message.getInt(4);
        int typeClass = message.get(0) & 0x0f;
        return switch (typeClass) {
            case CLASS_TIME, CLASS_OPAQUE, CLASS_REFERENCE -> unreadable(name(typeClass), size);
            case CLASS_ARRAY -> array(message, size);
            default -> of(DataType.readDataType(message));
        };
    }

    private static String name(int typeClass) {
        return switch (typeClass) {
            case CLASS_TIME -> "time";
            case CLASS_OPAQUE -> "opaque";
            case CLASS_REFERENCE -> "reference";
            case CLASS_ARRAY -> "array";
            default -> "datatype class " + typeClass;
        };
    }

    private static ForeignType of(DataType type) {
        return switch (type) {
            case FixedPoint number -> integer(number);
            case FloatingPoint number -> floating(number);
            case BitField bits -> bits(bits);
            case EnumDataType names -> enumeration(names);
            case CompoundDataType compound -> compound(compound);
            case StringData texts -> text(texts);
            case VariableLength variable -> variable(variable);
            default -> unreadable(name(type.getDataClass()), type);
        };
    }

    /** Returns what the type of an attribute is to us, which jhdf has parsed already. */
    static ForeignType ofAttribute(DataType type) {
        return of(type);
    }

    private static ForeignType unreadable(String text, DataType type) {
        return unreadable(text, type.getSize());
    }

    private static ForeignType unreadable(String text, int storedBytes) {
        return new ForeignType(
                Kind.UNREADABLE, text, null, storedBytes, false, 0, 0, Shape.of(), null);
    }

    private static ForeignType number(ElementType element, DataType type, ByteOrder order) {
        return new ForeignType(
                Kind.NUMBER,
                element.text(),
                element,
                type.getSize(),
                order == ByteOrder.BIG_ENDIAN,
                0,
                0,
                Shape.of(),
                null);
    }

    private static ForeignType integer(FixedPoint type) {
        int bits = type.getSize() * Byte.SIZE;
        if (type.getBitOffset() != 0 || type.getBitPrecision() != bits) {
            return unreadable("integer of %d bits".formatted(type.getBitPrecision()), type);
        }
        ElementType element =
                switch (type.getSize()) {
                    case 1 -> type.isSigned() ? ElementType.INT8 : ElementType.UINT8;
                    case 2 -> type.isSigned() ? ElementType.INT16 : ElementType.UINT16;
                    case 4 -> type.isSigned() ? ElementType.INT32 : ElementType.UINT32;
                    case 8 -> type.isSigned() ? ElementType.INT64 : ElementType.UINT64;
                    default -> null;
                };
        return element == null
                ? unreadable("integer of %d bits".formatted(bits), type)
                : number(element, type, type.getByteOrder());
    }

    private static ForeignType floating(FloatingPoint type) {
        ElementType element =
                switch (type.getSize()) {
                    case 2 -> ElementType.FLOAT16;
                    case 4 -> ElementType.FLOAT32;
                    case 8 -> ElementType.FLOAT64;
                    default -> null;
                };
        if (element == null || !isIeee(type)) {
            return unreadable("floating-point number not of IEEE 754", type);
        }
        return number(element, type, type.getByteOrder());
    }

    private static boolean isIeee(FloatingPoint type) {
        int bits = type.getSize() * Byte.SIZE;
        int exponent = bits == 16 ? 5 : bits == 32 ? 8 : 11;
        int mantissa = bits - 1 - exponent;
        return type.getBitOffset() == 0
                && type.getBitPrecision() == bits
                && type.getSignLocation() == bits - 1
                && type.getExponentLocation() == mantissa
                && type.getExponentSize() == exponent
                && type.getMantissaLocation() == 0
                && type.getMantissaSize() == mantissa
                && type.getMantissaNormalization() == 2
                && type.getExponentBias() == (1 << (exponent - 1)) - 1;
    }

    private static ForeignType bits(BitField type) {
        ElementType element =
                switch (type.getSize()) {
                    case 1 -> ElementType.UINT8;
                    case 2 -> ElementType.UINT16;
                    case 4 -> ElementType.UINT32;
                    case 8 -> ElementType.UINT64;
                    default -> null;
                };
        return element == null
                ? unreadable("bit field", type)
                : number(element, type, type.getByteOrder());
    }

    private static ForeignType enumeration(EnumDataType type) {
        if (!(type.getBaseType() instanceof FixedPoint base)) {
            return unreadable("enumeration", type);
        }
        boolean isBool =
                base.getSize() == 1 && type.getEnumMapping().equals(Map.of(0, "FALSE", 1, "TRUE"));
        return isBool ? number(ElementType.BOOL, type, base.getByteOrder()) : integer(base);
    }

    private static ForeignType compound(CompoundDataType type) {
        List<CompoundDataType.CompoundDataMember> members = type.getMembers();
        String names =
                members.stream()
                        .map(CompoundDataType.CompoundDataMember::getName)
                        .collect(Collectors.joining(","));
        if (COMPLEX_NAMES.contains(names.toLowerCase(Locale.ROOT))) {
            ForeignType real = of(members.get(0).getDataType());
            ForeignType imaginary = of(members.get(1).getDataType());
            boolean isPair =
                    real.equals(imaginary)
                            && (real.element == ElementType.FLOAT32
                                    || real.element == ElementType.FLOAT64);
            if (isPair) {
                return new ForeignType(
                        Kind.NUMBER,
                        real.element == ElementType.FLOAT32 ? "complex64" : "complex128",
                        real.element == ElementType.FLOAT32
                                ? ElementType.COMPLEX64
                                : ElementType.COMPLEX128,
                        type.getSize(),
                        real.isBigEndian,
                        members.get(0).getOffset(),
                        members.get(1).getOffset(),
                        Shape.of(),
                        null);
            }
        }
        return unreadable("compound {" + names + "}", type);
    }

    private static ForeignType text(StringData type) {
        return new ForeignType(
                Kind.TEXT,
                "text[" + type.getSize() + "]",
                null,
                type.getSize(),
                false,
                0,
                0,
                Shape.of(),
                type.getPaddingType());
    }

    private static ForeignType variable(VariableLength type) {
        if (!type.isVariableLengthString()) {
            return unreadable("list<" + of(type.getParent()).text + ">", type);
        }
        return new ForeignType(
                Kind.VARIABLE_TEXT, "text", null, type.getSize(), false, 0, 0, Shape.of(), null);
    }

    /** Reads an array type: extents, before version 3 followed by a permutation nobody uses. */
    private static ForeignType array(ByteBuffer message, int size) {
        int version = message.get(0) >>> 4 & 0x0f;
        message.position(8);
        long[] inner = new long[Byte.toUnsignedInt(message.get())];
        if (version < 3) {
            message.position(message.position() + 3);
        }
        for (int axis = 0; axis < inner.length; axis++) {
            inner[axis] = Integer.toUnsignedLong(message.getInt());
        }
        if (version < 3) {
            message.position(message.position() + inner.length * Integer.BYTES);
        }
        ForeignType base = of(message.slice().order(ByteOrder.LITTLE_ENDIAN));
        Shape extents = Shape.of(inner);
        String text = "array of " + base.text;
        boolean isWhole = extents.elementCount() * base.storedBytes == size && size > 0;
        if (base.kind != Kind.NUMBER || base.inner.rank() > 0 || !isWhole) {
            return unreadable(text, size);
        }
        return new ForeignType(
                Kind.NUMBER,
                text,
                base.element,
                base.storedBytes,
                base.isBigEndian,
                base.firstPart,
                base.secondPart,
                extents,
                null);
    }

    /** Returns the bytes of one element of the dataset: of all numbers of an array type. */
    long elementBytes() {
        return storedBytes * inner.elementCount();
    }

    /** Returns whether stored numbers are what callers get, byte for byte. */
    boolean isPlain() {
        ElementType type = element;
        return type != null
                && !isBigEndian
                && type.bytes() == storedBytes
                && (!type.isComplex() || (firstPart == 0 && secondPart == storedBytes / 2));
    }
}
