package io.thermocline.formats.segment;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows of every type: any bits, payloads of NaN, both zeros, empty texts, texts with zeros. */
final class SampleColumns {
    /** Every type; {@code coded} is a text column that comes with a dictionary. */
    static final List<String> ALL_TYPES =
            List.of(
                    "bool",
                    "i8",
                    "i16",
                    "i32",
                    "i64",
                    "f16",
                    "f32",
                    "f64",
                    "complex64",
                    "complex128",
                    "timestamp",
                    "string",
                    "json",
                    "binary",
                    "i8[3]",
                    "f16[1]",
                    "f32[4]",
                    "complex128[2]",
                    "list<i8>",
                    "list<f64>",
                    "list<complex64>",
                    "list<string>",
                    "coded");

    private static final List<String> WORDS =
            List.of("", "a", "ü", "日本", "zwölf", "\"quoted\"", "a\0b\0", " ", "x".repeat(70));

    private static final double[] ODD_DOUBLES = {
        Double.NaN,
        Double.longBitsToDouble(0x7FF0_0000_0000_0001L), // a signalling NaN
        Double.longBitsToDouble(0xFFF8_0000_DEAD_BEEFL), // a negative NaN with a payload
        -0.0,
        0.0,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
    };

    /** Which rows lack a value. */
    enum Nulls {
        NONE,
        SOME,
        ALL
    }

    private final Random random;
    private final Arena arena;

    SampleColumns(long seed, Arena arena) {
        this.random = new Random(seed);
        this.arena = arena;
    }

    /** Returns a table of these types, its columns named after them. */
    static Schema schema(List<String> types, boolean isNullable) {
        List<Column> columns = new ArrayList<>();
        for (String type : types) {
            int id = columns.size() + 1;
            ColumnType parsed = type.equals("coded") ? ColumnType.STRING : ColumnType.parse(type);
            columns.add(Column.of(id, id + " " + type, parsed, isNullable));
        }
        return new Schema(1, columns, null);
    }

    /** Returns rows of a table made by {@link #schema}, cut into chunks. */
    SampleRun run(Schema schema, long baseRow, int rows, int chunkRows, Nulls nulls) {
        List<ColumnVector> vectors = new ArrayList<>();
        for (Column column : schema.columns()) {
            boolean isCoded = column.name().endsWith(" coded");
            vectors.add(
                    isCoded
                            ? coded(dictionary(1 + random.nextInt(300)), nulls(rows, nulls))
                            : vector(column.type(), nulls(rows, nulls)));
        }
        return new SampleRun(schema, baseRow, rows, chunkRows, vectors);
    }

    boolean[] nulls(int rows, Nulls nulls) {
        boolean[] flags = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            flags[row] = nulls == Nulls.ALL || (nulls == Nulls.SOME && random.nextInt(3) == 0);
        }
        return flags;
    }

    ColumnVector vector(ColumnType type, boolean[] nulls) {
        return switch (type.kind()) {
            case SCALAR, TIMESTAMP, VECTOR ->
                    ColumnVector.fixed(
                            type,
                            nulls.length,
                            validity(nulls),
                            type.isBool() ? bits(nulls, true) : numbers(type, nulls));
            case STRING, JSON, BINARY, LIST -> variable(type, nulls);
            case STRING_LIST -> textLists(nulls);
        };
    }

    /** Returns {@code size} distinct texts, the first of them empty. */
    Dictionary dictionary(int size) {
        List<byte[]> texts = new ArrayList<>();
        texts.add(new byte[0]);
        while (texts.size() < size) {
            texts.add(utf8(texts.size() + word()));
        }
        return dictionary(texts);
    }

    Dictionary dictionary(List<byte[]> texts) {
        return new Dictionary(texts.size(), ends(texts, 1), memory(joined(texts)));
    }

    ColumnVector coded(Dictionary dictionary, boolean[] nulls) {
        ByteBuffer codes = buffer(nulls.length * Integer.BYTES);
        for (boolean isNull : nulls) {
            codes.putInt(isNull ? 0 : random.nextInt(dictionary.size()));
        }
        return ColumnVector.coded(
                ColumnType.STRING, nulls.length, validity(nulls), memory(codes), dictionary);
    }

    /** Returns one row for each text of a dictionary. */
    ColumnVector codedInOrder(Dictionary dictionary) {
        ByteBuffer codes = buffer(dictionary.size() * Integer.BYTES);
        for (int code = 0; code < dictionary.size(); code++) {
            codes.putInt(code);
        }
        return ColumnVector.coded(
                ColumnType.STRING, dictionary.size(), null, memory(codes), dictionary);
    }

    /** Returns a coded column of nulls whose dictionary is empty. */
    ColumnVector codedNulls(int rows) {
        return ColumnVector.coded(
                ColumnType.STRING,
                rows,
                validity(nulls(rows, Nulls.ALL)),
                memory(buffer(rows * Integer.BYTES)),
                dictionary(List.of()));
    }

    /** Returns texts as a plain column. */
    ColumnVector plain(List<String> texts) {
        List<byte[]> rows = texts.stream().map(SampleColumns::utf8).toList();
        return ColumnVector.variable(
                ColumnType.STRING, rows.size(), null, ends(rows, 1), memory(joined(rows)));
    }

    /** Returns texts as a coded column whose dictionary has them in order of appearance. */
    ColumnVector coded(List<String> texts) {
        List<String> distinct = texts.stream().distinct().toList();
        ByteBuffer codes = buffer(texts.size() * Integer.BYTES);
        texts.forEach(text -> codes.putInt(distinct.indexOf(text)));
        return ColumnVector.coded(
                ColumnType.STRING,
                texts.size(),
                null,
                memory(codes),
                dictionary(distinct.stream().map(SampleColumns::utf8).toList()));
    }

    private ColumnVector variable(ColumnType type, boolean[] nulls) {
        int width = type.kind() == ColumnType.Kind.LIST ? type.element().bytes() : 1;
        List<byte[]> rows = new ArrayList<>();
        for (boolean isNull : nulls) {
            byte[] bytes = type.isText() ? utf8(word()) : new byte[random.nextInt(5) * width];
            if (!type.isText()) {
                random.nextBytes(bytes);
            }
            rows.add(isNull ? new byte[0] : bytes);
        }
        return ColumnVector.variable(
                type, nulls.length, validity(nulls), ends(rows, width), memory(joined(rows)));
    }

    private ColumnVector textLists(boolean[] nulls) {
        List<byte[]> texts = new ArrayList<>();
        ByteBuffer ends = buffer((nulls.length + 1) * Integer.BYTES).putInt(0);
        for (boolean isNull : nulls) {
            for (int i = isNull ? 0 : random.nextInt(4); i > 0; i--) {
                texts.add(utf8(word()));
            }
            ends.putInt(texts.size());
        }
        return ColumnVector.stringList(
                nulls.length, validity(nulls), memory(ends), ends(texts, 1), memory(joined(texts)));
    }

    /** Any bits; doubles and longs are often small or odd, so that blocks differ. */
    private MemorySegment numbers(ColumnType type, boolean[] nulls) {
        int width = type.fixedBytes();
        ByteBuffer values = buffer(nulls.length * width);
        byte[] any = new byte[width];
        for (boolean isNull : nulls) {
            random.nextBytes(any);
            int at = values.position();
            values.put(any);
            switch (random.nextInt(4)) {
                case 0 -> odd(type, values, at);
                case 1 -> values.put(at, new byte[width - 1]);
                default -> {} // as it is
            }
            if (isNull) {
                values.put(at, new byte[width]);
            }
        }
        return memory(values);
    }

    private void odd(ColumnType type, ByteBuffer values, int at) {
        double value = ODD_DOUBLES[random.nextInt(ODD_DOUBLES.length)];
        switch (type.element()) {
            case FLOAT64, COMPLEX128 -> values.putDouble(at, value);
            case FLOAT32, COMPLEX64 -> values.putFloat(at, (float) value);
            case FLOAT16 -> values.putShort(at, Float.floatToFloat16((float) value));
            case INT64 -> values.putLong(at, random.nextBoolean() ? Long.MIN_VALUE : -1);
            default -> {} // as it is
        }
    }

    private @Nullable MemorySegment validity(boolean[] nulls) {
        for (boolean isNull : nulls) {
            if (isNull) {
                return bits(nulls, false);
            }
        }
        return null;
    }

    /** Returns a bit per row that is not null: 1, or any. Bits behind the last row are any. */
    private MemorySegment bits(boolean[] nulls, boolean any) {
        byte[] bits = new byte[nulls.length / 8 + 1];
        random.nextBytes(bits);
        for (int row = 0; row < nulls.length; row++) {
            int bit = 1 << row % 8;
            if (nulls[row]) {
                bits[row / 8] &= (byte) ~bit;
            } else if (!any) {
                bits[row / 8] |= (byte) bit;
            }
        }
        return memory(ByteBuffer.wrap(bits));
    }

    private String word() {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        return random.nextBoolean() ? word : word + random.nextInt(1 << 20);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer joined(List<byte[]> rows) {
        ByteBuffer joined = buffer(rows.stream().mapToInt(row -> row.length).sum());
        rows.forEach(joined::put);
        return joined;
    }

    private MemorySegment ends(List<byte[]> rows, int width) {
        ByteBuffer ends = buffer((rows.size() + 1) * Integer.BYTES).putInt(0);
        int end = 0;
        for (byte[] row : rows) {
            end += row.length / width;
            ends.putInt(end);
        }
        return memory(ends);
    }

    private MemorySegment memory(ByteBuffer whole) {
        MemorySegment source = MemorySegment.ofBuffer(whole.clear());
        MemorySegment memory = arena.allocate(Math.max(1, source.byteSize()), 64);
        return memory.asSlice(0, source.byteSize()).copyFrom(source);
    }
}
