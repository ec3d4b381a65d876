package io.thermocline.formats.npy;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.Shape;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * What a {@code .npy} file says about its array.
 *
 * <pre>
 *   0          6       7       8            10 or 12          64 * n
 *   +----------+-------+-------+------------+----------------+------
 *   | 93 NUMPY | major | minor | u16 or u32 | Python literal | data
 *   +----------+-------+-------+------------+----------------+------
 * </pre>
 *
 * The length is a u16 in version 1.0 and a u32 in versions 2.0 and 3.0; the literal is Latin-1 in
 * versions 1.0 and 2.0 and UTF-8 in 3.0, padded with blanks and ended by a line feed. The lowest
 * version that can hold the literal is written.
 *
 * @param type type of one item as stored
 * @param fortranOrder whether the first index runs fastest in the file
 * @param shape extents of the array
 */
public record NpyHeader(NpyType type, boolean fortranOrder, Shape shape) {
    /** Written data start on a multiple of this, a cache line, so that they can be mapped. */
    public static final int ALIGNMENT = 64;

    /** Magic, version and the longer of the two length fields. */
    static final int PREFIX_BYTES = 12;

    /** Longest literal read: a structure of some 20,000 fields. NumPy itself stops at 10,000. */
    static final int MAX_LITERAL_BYTES = 1 << 20;

    /**
     * Most items accepted where an item has no bytes: the file's size does not bound their number,
     * so that a few bytes could demand any amount of work.
     */
    static final long MAX_EMPTY_ITEMS = 1 << 20;

    /** Room that NumPy leaves for an extent to be patched in place; the largest long takes 19. */
    private static final int EXTENT_DIGITS = 21;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAJOR_OFFSET = MAGIC.length;
    private static final int MINOR_OFFSET = MAJOR_OFFSET + 1;
    private static final int LENGTH_OFFSET = MINOR_OFFSET + 1;
    private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

    /** Checks that the array, and one row of it, have less than 2^63 bytes. */
    public NpyHeader {
        if (type.bytes() == 0 && shape.elementCount() > MAX_EMPTY_ITEMS) {
            throw new IllegalArgumentException(
                    "shape: expected at most "
                            + MAX_EMPTY_ITEMS
                            + " items of 0 bytes, found "
                            + shape);
        }
        Math.multiplyExact(shape.elementCount(), (long) type.bytes());
        // Without rows, the size of a row may still overflow; NumPy refuses such shapes too.
        Math.multiplyExact(rowItems(shape), (long) type.bytes());
    }

    /** Returns the size of the array in bytes. */
    public long dataBytes() {
        return shape.elementCount() * type.bytes();
    }

    /** Returns the extent of the first dimension, or 1 for a single item. */
    public long rowCount() {
        return shape.rank() == 0 ? 1 : shape.dimension(0);
    }

    /** Returns the number of items in one row: the product of all extents but the first. */
    public long rowItems() {
        return rowItems(shape);
    }

    private static long rowItems(Shape shape) {
        long items = 1;
        for (int axis = 1; axis < shape.rank(); axis++) {
            items = Math.multiplyExact(items, shape.dimension(axis));
        }
        return items;
    }

    /** Returns the size of one row in bytes, possibly 0. */
    public long rowBytes() {
        return rowItems() * type.bytes();
    }

    /** Returns whether the stored items lie in row-major order. */
    public boolean isRowMajor() {
        if (!fortranOrder || shape.elementCount() == 0) {
            return true;
        }
        return Arrays.stream(shape.dimensions()).filter(extent -> extent > 1).count() <= 1;
    }

    /**
     * Returns the bytes that precede the data: a multiple of {@link #ALIGNMENT}.
     *
     * <p>The length depends on the rank, the type and all extents but the slowest, so that this one
     * can be patched when the number of rows becomes known. NumPy writes the same bytes.
     */
    public byte[] encode() {
        int slowest = fortranOrder ? shape.rank() - 1 : 0;
        int room =
                shape.rank() == 0
                        ? 0
                        : EXTENT_DIGITS - Long.toString(shape.dimension(slowest)).length();
        String literal =
                "{'descr': "
                        + type.descr()
                        + ", 'fortran_order': "
                        + (fortranOrder ? "True" : "False")
                        + ", 'shape': "
                        + shape
                        + ", }"
                        + " ".repeat(room);
        Charset latin1 = StandardCharsets.ISO_8859_1;
        boolean isLatin = latin1.newEncoder().canEncode(literal);
        byte[] text = literal.getBytes(isLatin ? latin1 : StandardCharsets.UTF_8);
        int shortTotal = aligned(LENGTH_OFFSET + Short.BYTES + text.length + 1);
        boolean isShort = isLatin && shortTotal - LENGTH_OFFSET - Short.BYTES <= 0xffff;
        int total = isShort ? shortTotal : aligned(PREFIX_BYTES + text.length + 1);
        int textOffset = LENGTH_OFFSET + (isShort ? Short.BYTES : Integer.BYTES);
        if (text.length >= MAX_LITERAL_BYTES - ALIGNMENT) {
            throw new IllegalArgumentException(
                    "npy header: expected less than 1 MiB, found " + text.length + " bytes");
        }
        byte[] header = new byte[total];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[MAJOR_OFFSET] = (byte) (isShort ? 1 : isLatin ? 2 : 3);
        header[MINOR_OFFSET] = 0;
        int length = total - textOffset;
        for (int i = LENGTH_OFFSET; i < textOffset; i++) {
            header[i] = (byte) (length >>> (Byte.SIZE * (i - LENGTH_OFFSET)));
        }
        System.arraycopy(text, 0, header, textOffset, text.length);
        header[total - 1] = '\n';
        return header;
    }

    /** Rounds up to the next boundary; from a boundary, as NumPy does, to the one after it. */
    private static int aligned(int bytes) {
        return (bytes / ALIGNMENT + 1) * ALIGNMENT;
    }

    /** A header together with the place where the data start in their source, in bytes. */
    record Located(NpyHeader header, long dataOffset) {}

    /** Reads the header at the start of a source and checks that the source holds the data. */
    static Located read(ByteSource source) throws IOException {
        Path file = source.file();
        byte[] prefix = new byte[(int) Math.min(PREFIX_BYTES, source.byteSize())];
        source.read(0, MemorySegment.ofArray(prefix));
        int textOffset = textOffset(prefix, file);
        int major = prefix[MAJOR_OFFSET];
        long length = 0;
        for (int i = textOffset - 1; i >= LENGTH_OFFSET; i--) {
            length = (length << Byte.SIZE) | (prefix[i] & 0xff);
        }
        long available = source.byteSize() - textOffset;
        if (length > Math.min(available, MAX_LITERAL_BYTES)) {
            throw new CorruptFileException(
                    file,
                    LENGTH_OFFSET,
                    "header length",
                    "at most " + Math.min(available, MAX_LITERAL_BYTES),
                    length);
        }
        byte[] text = new byte[(int) length];
        int known = Math.min(prefix.length - textOffset, text.length);
        System.arraycopy(prefix, textOffset, text, 0, known);
        MemorySegment rest = MemorySegment.ofArray(text);
        source.read(textOffset + (long) known, rest.asSlice(known));
        Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        NpyHeader header = parse(new String(text, charset), file, textOffset);
        long dataOffset = textOffset + length;
        if (header.dataBytes() > source.byteSize() - dataOffset) {
            throw new CorruptFileException(
                    file,
                    dataOffset,
                    "data",
                    header.dataBytes() + " bytes for shape " + header.shape,
                    source.byteSize() - dataOffset,
                    "the file was cut or its shape is damaged");
        }
        return new Located(header, dataOffset);
    }

    /** Checks magic and version and returns where the literal starts. */
    private static int textOffset(byte[] prefix, Path file) {
        int same = Arrays.mismatch(prefix, MAGIC);
        if (same >= 0 && same < MAGIC.length) {
            throw new CorruptFileException(
                    file, same, "magic", "0x93 NUMPY", "another kind of file");
        }
        int major = prefix.length > MINOR_OFFSET ? prefix[MAJOR_OFFSET] & 0xff : 0;
        int textOffset = LENGTH_OFFSET + (major == 1 ? Short.BYTES : Integer.BYTES);
        if (prefix.length < textOffset) {
            throw new CorruptFileException(
                    file, prefix.length, "header", textOffset + " bytes", "the end of the file");
        }
        if (major < 1 || major > 3 || prefix[MINOR_OFFSET] != 0) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: npy version: expected 1.0, 2.0 or 3.0, found %d.%d"
                            .formatted(file, MAJOR_OFFSET, major, prefix[MINOR_OFFSET] & 0xff));
        }
        return textOffset;
    }

    /**
     * Reads the Python literal of a header.
     *
     * @param literal text after the length field
     * @param file file it comes from, for messages
     * @param offset where the literal starts in the file in bytes, for messages
     * @throws io.thermocline.formats.FormatException if it is not a header or describes a type that
     *     is not supported
     */
    static NpyHeader parse(String literal, Path file, long offset) {
        Object value = PythonLiteral.parse(literal, file, offset);
        if (!(value instanceof Map<?, ?> map) || !map.keySet().equals(KEYS)) {
            throw new CorruptFileException(
                    file, offset, "header", "exactly the keys descr, fortran_order, shape", value);
        }
        NpyTypeParser parser = new NpyTypeParser(file, offset);
        NpyType type = parser.type(map.get("descr"));
        Shape shape = parser.shape(map.get("shape"), "shape");
        if (!(map.get("fortran_order") instanceof Boolean fortranOrder)) {
            throw new CorruptFileException(
                    file, offset, "fortran_order", "True or False", map.get("fortran_order") + "");
        }
        try {
            return new NpyHeader(type, fortranOrder, shape);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new CorruptFileException(
                    file,
                    offset,
                    "shape",
                    "an array of less than 2^63 bytes",
                    shape + " of " + type.bytes() + " bytes each");
        }
    }
}
