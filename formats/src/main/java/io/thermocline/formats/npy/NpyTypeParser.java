package io.thermocline.formats.npy;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.npy.NpyType.Field;
import io.thermocline.formats.npy.NpyType.Numeric;
import io.thermocline.formats.npy.NpyType.Struct;
import io.thermocline.formats.npy.NpyType.Text;
import io.thermocline.formats.npy.NpyType.TextKind;
import io.thermocline.formats.npy.NpyType.Time;

import org.jspecify.annotations.Nullable;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the {@code descr} of a file header into a type, or says by name why not. */
final class NpyTypeParser {
    private static final Pattern SIMPLE =
            Pattern.compile(
                    "(?<order>[<>|=]?)(?<kind>[A-Za-z?])(?<size>[0-9]{0,10})(?<unit>\\[.*])?");

    private static final Pattern UNIT =
            Pattern.compile("\\[(?<step>[0-9]{0,9})(?<unit>Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)]");

    private final Path file;
    private final long offset;

    /**
     * Creates a parser for one header.
     *
     * @param file file that holds the header, for messages
     * @param offset where the header text starts in bytes, for messages
     */
    NpyTypeParser(Path file, long offset) {
        this.file = file;
        this.offset = offset;
    }

    /** Returns the type that a parsed Python literal describes. */
    NpyType type(@Nullable Object descr) {
        return switch (descr) {
            case String text -> simple(text);
            case List<?> fields -> struct(fields);
            case null, default ->
                    throw corrupt(
                            "descr", "a type text or a list of fields", String.valueOf(descr));
        };
    }

    /** Returns the shape of a parsed tuple of integers. */
    Shape shape(@Nullable Object value, String field) {
        if (!(value instanceof PythonLiteral.Tuple tuple)) {
            throw corrupt(field, "a tuple of integers", String.valueOf(value));
        }
        List<Object> items = tuple.items();
        if (items.size() > Shape.MAX_RANK) {
            throw new UnsupportedFormatException(
                    "%s: %s: arrays of up to %d dimensions are supported, found %d"
                            .formatted(file, field, Shape.MAX_RANK, items.size()));
        }
        long[] dimensions = new long[items.size()];
        for (int i = 0; i < dimensions.length; i++) {
            if (!(items.get(i) instanceof Long dimension)) {
                throw corrupt(field, "a tuple of integers", items.toString());
            }
            dimensions[i] = dimension;
        }
        try {
            return Shape.of(dimensions);
        } catch (ArithmeticException e) {
            throw corrupt(field, "fewer than 2^63 elements", items.toString());
        }
    }

    private NpyType simple(String text) {
        Matcher matcher = SIMPLE.matcher(text);
        if (!matcher.matches()) {
            throw corrupt("descr", "a type such as <f8", PythonLiteral.quote(text));
        }
        String kind = matcher.group("kind");
        String size = matcher.group("size");
        String unit = matcher.group("unit");
        if (kind.equals("O")) {
            throw new UnsupportedFormatException(
                    file
                            + ": dtype object ('"
                            + text
                            + "'): the array holds pickled Python objects, which are never"
                            + " executed here; save it with a numeric or fixed-length string"
                            + " dtype");
        }
        if (kind.equals("M") || kind.equals("m")) {
            return time(text, kind.equals("m"), size, unit, order(matcher, text, Long.BYTES));
        }
        if (unit != null || size.isEmpty()) {
            throw unsupported(text);
        }
        return switch (kind) {
            case "S", "a" -> text(TextKind.BYTES, size, ByteOrder.LITTLE_ENDIAN);
            case "V" -> text(TextKind.OPAQUE, size, ByteOrder.LITTLE_ENDIAN);
            case "U" -> text(TextKind.CODE_POINTS, size, order(matcher, text, Integer.BYTES));
            default -> {
                ElementType element = element(kind + size);
                if (element == null) {
                    throw unsupported(text);
                }
                yield new Numeric(element, order(matcher, text, element.bytes()));
            }
        };
    }

    private static @Nullable ElementType element(String kindAndSize) {
        return switch (kindAndSize) {
            case "b1" -> ElementType.BOOL;
            case "i1" -> ElementType.INT8;
            case "i2" -> ElementType.INT16;
            case "i4" -> ElementType.INT32;
            case "i8" -> ElementType.INT64;
            case "u1" -> ElementType.UINT8;
            case "u2" -> ElementType.UINT16;
            case "u4" -> ElementType.UINT32;
            case "u8" -> ElementType.UINT64;
            case "f2" -> ElementType.FLOAT16;
            case "f4" -> ElementType.FLOAT32;
            case "f8" -> ElementType.FLOAT64;
            case "c8" -> ElementType.COMPLEX64;
            case "c16" -> ElementType.COMPLEX128;
            default -> null;
        };
    }

    private Time time(
            String text, boolean span, String size, @Nullable String unit, ByteOrder order) {
        if (!size.equals("8")) {
            throw unsupported(text);
        }
        if (unit == null) {
            return new Time(span, 1, "", order);
        }
        Matcher matcher = UNIT.matcher(unit);
        if (!matcher.matches()) {
            throw unsupported(text);
        }
        String step = matcher.group("step");
        int count = step.isEmpty() ? 1 : Integer.parseInt(step);
        if (count == 0) {
            throw corrupt("descr", "at least 1 unit a step", PythonLiteral.quote(text));
        }
        return new Time(span, count, matcher.group("unit"), order);
    }

    private Text text(TextKind kind, String size, ByteOrder order) {
        long length = Long.parseLong(size);
        if (length > Integer.MAX_VALUE / kind.unitBytes()) {
            throw corrupt("descr", "items of less than 2 GiB", length + " units");
        }
        return new Text(kind, (int) length, order);
    }

    /** A file that leaves the order to the reading machine cannot be read reliably. */
    private ByteOrder order(Matcher matcher, String text, int unitBytes) {
        return switch (matcher.group("order")) {
            case "<" -> ByteOrder.LITTLE_ENDIAN;
            case ">" -> ByteOrder.BIG_ENDIAN;
            default -> {
                if (unitBytes > 1) {
                    throw corrupt("descr", "a byte order '<' or '>'", PythonLiteral.quote(text));
                }
                yield ByteOrder.LITTLE_ENDIAN;
            }
        };
    }

    private Struct struct(List<?> descr) {
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long end = 0;
        for (Object item : descr) {
            if (!(item instanceof PythonLiteral.Tuple tuple)
                    || tuple.items().size() < 2
                    || tuple.items().size() > 3) {
                throw corrupt("descr", "fields (name, type) or (name, type, shape)", item);
            }
            Field field = field(tuple.items(), (int) end);
            if (field != null) {
                if (!names.add(field.name())) {
                    throw corrupt("descr", "every field name once", "'" + field.name() + "' twice");
                }
                fields.add(field);
                end += bytes(field);
            } else {
                end += type(tuple.items().get(1)).bytes();
            }
            if (end > Integer.MAX_VALUE) {
                throw corrupt("descr", "items of less than 2 GiB", end + " bytes");
            }
        }
        return new Struct(fields, (int) end);
    }

    /** Returns the field, or null where the entry is padding: opaque bytes without a name. */
    private @Nullable Field field(List<Object> entry, int fieldOffset) {
        NpyType type = type(entry.get(1));
        Shape shape = Shape.of();
        if (entry.size() == 3) {
            Object extents = entry.get(2);
            shape =
                    extents instanceof Long extent
                            ? Shape.of(extent)
                            : shape(extents, "field shape");
        }
        if (type.bytes() == 0 && shape.elementCount() > 1) {
            throw corrupt("field shape", "one item of 0 bytes", shape);
        }
        String name = name(entry.getFirst());
        if (!name.isEmpty()) {
            return new Field(name, type, shape, fieldOffset);
        }
        boolean opaque = type instanceof Text text && text.kind() == TextKind.OPAQUE;
        if (!opaque || shape.rank() > 0) {
            throw corrupt("descr", "a field name", "a nameless field that is not padding");
        }
        return null;
    }

    /** A name may come with a title, as (title, name); the title is not kept. */
    private String name(Object value) {
        Object name =
                value instanceof PythonLiteral.Tuple tuple && tuple.items().size() == 2
                        ? tuple.items().get(1)
                        : value;
        if (name instanceof String text) {
            return text;
        }
        throw corrupt("descr", "a field name", String.valueOf(value));
    }

    private long bytes(Field field) {
        try {
            long bytes = field.bytes();
            if (bytes <= Integer.MAX_VALUE) {
                return bytes;
            }
        } catch (ArithmeticException e) {
            // falls through to the refusal below
        }
        throw corrupt("descr", "items of less than 2 GiB", "field '" + field.name() + "'");
    }

    private UnsupportedFormatException unsupported(String descr) {
        return new UnsupportedFormatException(
                "%s: dtype '%s' is not supported; supported are bool, i1-i8, u1-u8, f2-f8, c8, c16,"
                                .formatted(file, descr)
                        + " M8, m8, S, U, V and structures of these");
    }

    private CorruptFileException corrupt(String field, String expected, Object found) {
        return new CorruptFileException(file, offset, field, expected, found);
    }
}
