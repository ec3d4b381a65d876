package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows of every type with values that any bits may form: NaN payloads, −0.0, odd texts. */
final class RandomColumns {
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
                    "f32[3]",
                    "f16[1]",
                    "complex128[2]",
                    "i64[40]",
                    "list<i8>",
                    "list<f64>",
                    "list<complex64>",
                    "list<string>");

    private static final List<String> WORDS =
            List.of(
                    "",
                    "a",
                    "ü",
                    "日本",
                    "zwölf",
                    "𝔘𝔫𝔦",
                    "a/b%",
                    " ",
                    "\"quoted\"",
                    "x".repeat(70));

    private final Random random;
    private final Arena arena;

    RandomColumns(long seed, Arena arena) {
        this.random = new Random(seed);
        this.arena = arena;
    }

    /** Returns a table of these types, columns named after them. */
    static Schema schema(List<String> types, boolean isNullable) {
        List<Column> columns = new ArrayList<>();
        for (String type : types) {
            int id = columns.size() + 1;
            columns.add(Column.of(id, id + " " + type, ColumnType.parse(type), isNullable));
        }
        return new Schema(1, columns, null);
    }

    /** Returns rows of a table, cut into chunks. */
    MemoryRun run(Schema schema, long baseRow, int rows, int chunkRows) {
        List<ColumnVector> vectors = new ArrayList<>();
        for (Column column : schema.columns()) {
            double nullShare = column.nullable() ? random.nextInt(4) * 0.33 : 0;
            vectors.add(vector(column.type(), rows, nullShare));
        }
        return new MemoryRun(schema, baseRow, rows, chunkRows, vectors);
    }

    ColumnVector vector(ColumnType type, int rows, double nullShare) {
        boolean[] nulls = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            nulls[row] = random.nextDouble() < nullShare;
        }
        MemorySegment validity = nullShare > 0 ? validity(nulls) : null;
        return switch (type.kind()) {
            case SCALAR, TIMESTAMP, VECTOR ->
                    ColumnVector.fixed(
                            type, rows, validity, type.isBool() ? bits(nulls) : raw(type, nulls));
            case STRING, JSON ->
                    random.nextBoolean()
                            ? coded(type, nulls, validity)
                            : texts(type, nulls, validity);
            case BINARY -> binaries(nulls, validity);
            case LIST -> lists(type, nulls, validity);
            case STRING_LIST -> textLists(nulls, validity);
        };
    }

    private MemorySegment memory(long bytes) {
        return arena.allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
    }

    private MemorySegment validity(boolean[] nulls) {
        MemorySegment bits = memory(nulls.length / 8 + 1);
        for (int row = 0; row < nulls.length; row++) {
            setBit(bits, row, !nulls[row]);
        }
        return bits;
    }

    private MemorySegment bits(boolean[] nulls) {
        MemorySegment bits = memory(nulls.length / 8 + 1);
        for (int row = 0; row < nulls.length; row++) {
            setBit(bits, row, !nulls[row] && random.nextBoolean());
        }
        return bits;
    }

    private static void setBit(MemorySegment bits, int index, boolean value) {
        int old = bits.get(ValueLayout.JAVA_BYTE, index / 8);
        int bit = 1 << index % 8;
        bits.set(ValueLayout.JAVA_BYTE, index / 8, (byte) (value ? old | bit : old & ~bit));
    }

    /** Any bits, in half of all columns few different ones. */
    private MemorySegment raw(ColumnType type, boolean[] nulls) {
        int width = type.fixedBytes();
        MemorySegment values = memory((long) nulls.length * width);
        boolean isPlain = random.nextBoolean();
        byte[] row = new byte[width];
        for (int i = 0; i < nulls.length; i++) {
            if (nulls[i]) {
                continue;
            }
            if (isPlain && random.nextInt(4) > 0) {
                row[random.nextInt(width)] = (byte) random.nextInt(4);
            } else {
                random.nextBytes(row);
            }
            MemorySegment.copy(row, 0, values, ValueLayout.JAVA_BYTE, (long) i * width, width);
        }
        return values;
    }

    private byte[] text(boolean isWide) {
        if (!isWide) {
            return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
        }
        String word = WORDS.get(random.nextInt(WORDS.size()));
        return (word + random.nextInt() + word.repeat(random.nextInt(40)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private ColumnVector texts(ColumnType type, boolean[] nulls, @Nullable MemorySegment validity) {
        int taste = random.nextInt(4);
        List<byte[]> rows = new ArrayList<>();
        for (boolean isNull : nulls) {
            byte[] text = isNull ? new byte[0] : text(taste > 0);
            if (taste == 2 && !isNull && random.nextInt(5) == 0) {
                text = new byte[] {'a', 0, 'b', 0};
            }
            rows.add(taste == 3 && !isNull ? shortText() : text);
        }
        return ColumnVector.variable(type, nulls.length, validity, offsets(rows, 1), heap(rows));
    }

    private byte[] shortText() {
        return Integer.toHexString(random.nextInt()).getBytes(StandardCharsets.UTF_8);
    }

    private ColumnVector coded(ColumnType type, boolean[] nulls, @Nullable MemorySegment validity) {
        List<byte[]> words = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextBoolean() ? 5 : 300);
        for (int i = 0; i < count; i++) {
            words.add(
                    (i + new String(text(false), StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8));
        }
        MemorySegment codes = memory(nulls.length * 4L);
        for (int row = 0; row < nulls.length; row++) {
            codes.set(ColumnVector.INT, row * 4L, nulls[row] ? 0 : random.nextInt(count));
        }
        Dictionary dictionary = new Dictionary(count, offsets(words, 1), heap(words));
        return ColumnVector.coded(type, nulls.length, validity, codes, dictionary);
    }

    private ColumnVector binaries(boolean[] nulls, @Nullable MemorySegment validity) {
        List<byte[]> rows = new ArrayList<>();
        for (boolean isNull : nulls) {
            byte[] bytes = new byte[isNull ? 0 : random.nextInt(30)];
            random.nextBytes(bytes);
            if (!isNull && random.nextInt(3000) == 0) {
                bytes = new byte[random.nextInt(200_000)];
            }
            rows.add(bytes);
        }
        return ColumnVector.variable(
                ColumnType.BINARY, nulls.length, validity, offsets(rows, 1), heap(rows));
    }

    private ColumnVector lists(ColumnType type, boolean[] nulls, @Nullable MemorySegment validity) {
        int width = type.element().bytes();
        List<byte[]> rows = new ArrayList<>();
        for (boolean isNull : nulls) {
            byte[] bytes = new byte[isNull ? 0 : random.nextInt(6) * width];
            random.nextBytes(bytes);
            rows.add(bytes);
        }
        return ColumnVector.variable(
                type, nulls.length, validity, offsets(rows, width), heap(rows));
    }

    private ColumnVector textLists(boolean[] nulls, @Nullable MemorySegment validity) {
        boolean hasZeros = random.nextBoolean();
        List<byte[]> texts = new ArrayList<>();
        MemorySegment offsets = memory((nulls.length + 1) * 4L);
        for (int row = 0; row < nulls.length; row++) {
            int count = nulls[row] ? 0 : random.nextInt(4);
            for (int i = 0; i < count; i++) {
                texts.add(hasZeros && i == 1 ? new byte[] {0, 'z', 0} : text(row % 2 == 0));
            }
            offsets.set(ColumnVector.INT, (row + 1) * 4L, texts.size());
        }
        return ColumnVector.stringList(
                nulls.length, validity, offsets, offsets(texts, 1), heap(texts));
    }

    private MemorySegment offsets(List<byte[]> rows, int elementBytes) {
        MemorySegment offsets = memory((rows.size() + 1) * 4L);
        int end = 0;
        for (int row = 0; row < rows.size(); row++) {
            end += rows.get(row).length / elementBytes;
            offsets.set(ColumnVector.INT, (row + 1) * 4L, end);
        }
        return offsets;
    }

    private MemorySegment heap(List<byte[]> rows) {
        MemorySegment heap = memory(rows.stream().mapToLong(row -> row.length).sum());
        long at = 0;
        for (byte[] row : rows) {
            MemorySegment.copy(row, 0, heap, ValueLayout.JAVA_BYTE, at, row.length);
            at += row.length;
        }
        return heap;
    }
}
