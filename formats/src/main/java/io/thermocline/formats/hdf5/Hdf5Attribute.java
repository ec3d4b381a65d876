package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;

import java.util.ArrayList;
import java.util.List;

/**
 * A named value on a group or dataset that we write.
 *
 * <p>Texts are of variable length, which h5py gives back as {@code str}. A value takes less than
 * {@link #MAX_BYTES}; longer ones belong into a dataset. Immutable.
 */
public final class Hdf5Attribute {
    /** Most bytes of a value: libhdf5 and jhdf keep attributes in 64 KiB messages. */
    public static final int MAX_BYTES = 60_000;

    private final String name;
    private final Hdf5Datatype type;

    /** Number of values, or −1 for a scalar. */
    private final int count;

    /** The value's bytes; empty for texts. */
    private final byte[] data;

    private final List<byte[]> texts;

    private Hdf5Attribute(
            String name, Hdf5Datatype type, int count, byte[] data, List<byte[]> texts) {
        this.name = name;
        this.type = type;
        this.count = count;
        this.data = data;
        this.texts = texts;
        if (name.isBlank()) {
            throw new IllegalArgumentException("HDF5 attribute: expected a name, found a blank");
        }
        StrictText.encode("HDF5 attribute name", name);
        long bytes = data.length;
        for (byte[] text : texts) {
            bytes += text.length + Hdf5Datatype.REFERENCE_BYTES;
        }
        if (bytes >= MAX_BYTES) {
            throw new IllegalArgumentException(
                    "HDF5 attribute '%s': expected less than %d bytes, found %d (use a dataset)"
                            .formatted(name, MAX_BYTES, bytes));
        }
    }

    /** Returns a text attribute. */
    public static Hdf5Attribute text(String name, String value) {
        return texts(name, -1, List.of(value));
    }

    /** Returns a one-dimensional attribute of texts. */
    public static Hdf5Attribute texts(String name, List<String> values) {
        return texts(name, values.size(), values);
    }

    private static Hdf5Attribute texts(String name, int count, List<String> values) {
        List<byte[]> utf8 = new ArrayList<>();
        for (String value : values) {
            utf8.add(StrictText.encode("HDF5 attribute '" + name + "'", value));
        }
        return new Hdf5Attribute(name, Hdf5Datatype.TEXT, count, new byte[0], utf8);
    }

    /** Returns an ASCII text inside the object header, as the dimension-scale convention wants. */
    static Hdf5Attribute ascii(String name, String value) {
        byte[] data = new LittleEndianBytes().ascii(value).u8(0).toArray();
        return new Hdf5Attribute(
                name, Hdf5Datatype.terminatedAscii(data.length), -1, data, List.of());
    }

    /** Returns a signed 64-bit integer attribute. */
    public static Hdf5Attribute of(String name, long value) {
        return numbers(name, ElementType.INT64, -1, new LittleEndianBytes().u64(value));
    }

    /** Returns a 64-bit floating-point attribute. */
    public static Hdf5Attribute of(String name, double value) {
        return numbers(
                name,
                ElementType.FLOAT64,
                -1,
                new LittleEndianBytes().u64(Double.doubleToRawLongBits(value)));
    }

    /** Returns a truth value attribute, as h5py writes one. */
    public static Hdf5Attribute of(String name, boolean value) {
        return numbers(name, ElementType.BOOL, -1, new LittleEndianBytes().u8(value ? 1 : 0));
    }

    /** Returns a one-dimensional attribute of signed 64-bit integers. */
    public static Hdf5Attribute of(String name, long[] values) {
        LittleEndianBytes bytes = new LittleEndianBytes();
        for (long value : values) {
            bytes.u64(value);
        }
        return numbers(name, ElementType.INT64, values.length, bytes);
    }

    /** Returns a one-dimensional attribute of 64-bit floating-point numbers. */
    public static Hdf5Attribute of(String name, double[] values) {
        LittleEndianBytes bytes = new LittleEndianBytes();
        for (double value : values) {
            bytes.u64(Double.doubleToRawLongBits(value));
        }
        return numbers(name, ElementType.FLOAT64, values.length, bytes);
    }

    private static Hdf5Attribute numbers(
            String name, ElementType type, int count, LittleEndianBytes bytes) {
        return new Hdf5Attribute(name, Hdf5Datatype.of(type), count, bytes.toArray(), List.of());
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the type of the value or values. */
    public Hdf5Datatype type() {
        return type;
    }

    /** Returns the extents: none for a scalar. */
    long[] dimensions() {
        return count < 0 ? new long[0] : new long[] {count};
    }

    /**
     * Returns the value's bytes in the header; for texts as many zeros as their references take.
     */
    byte[] data() {
        return texts.isEmpty()
                ? data.clone()
                : new byte[texts.size() * Hdf5Datatype.REFERENCE_BYTES];
    }

    /** Returns the UTF-8 of the texts that belong into the heap. */
    List<byte[]> texts() {
        return texts;
    }

    @Override
    public String toString() {
        return name + ": " + type;
    }
}
