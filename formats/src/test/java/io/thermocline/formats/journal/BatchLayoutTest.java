package io.thermocline.formats.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class BatchLayoutTest {
    private static final List<String> TYPES =
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
                    "f32[5]",
                    "complex128[2]",
                    "list<f64>",
                    "list<i8>",
                    "list<string>");

    private static Schema schema() {
        List<Column> columns = new ArrayList<>();
        for (String type : TYPES) {
            int id = columns.size() + 1;
            columns.add(Column.of(id, "c" + id, ColumnType.parse(type), id % 3 != 0));
        }
        return new Schema(1, columns, null);
    }

    @Test
    void anySliceOfAnyBatchComesBackAsItWas() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        Schema schema = schema();
        try (Arena arena = Arena.ofConfined()) {
            BatchBuilder builder = new BatchBuilder(schema, 400, arena);
            fill(builder, 400, random);
            List<ColumnVector> columns = builder.vectors();
            for (int trial = 0; trial < 60; trial++) {
                int from = random.nextInt(400);
                int count = random.nextInt(400 - from + 1);
                String where = "seed " + seed + ", rows " + from + " + " + count;
                long bytes = BatchLayout.bytes(columns, from, count);
                MemorySegment body = arena.allocate(bytes, 64);
                assertEquals(bytes, BatchLayout.write(body, columns, from, count), where);
                List<ColumnVector> read = BatchLayout.read(body, schema);
                for (int c = 0; c < schema.size(); c++) {
                    assertSame(
                            columns.get(c).slice(from, count),
                            read.get(c),
                            where + ", " + TYPES.get(c));
                }
            }
        }
    }

    private static void fill(BatchBuilder builder, int rows, Random random) {
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < builder.schema().size(); c++) {
                ColumnBuilder column = builder.column(c);
                if (column.column().nullable() && random.nextInt(4) == 0) {
                    column.appendNull();
                } else {
                    append(column, random);
                }
            }
            builder.finishRow();
        }
    }

    private static void append(ColumnBuilder column, Random random) {
        ColumnType type = column.column().type();
        switch (type.kind()) {
            case SCALAR, TIMESTAMP, VECTOR -> {
                if (type.isBool()) {
                    column.appendBool(random.nextBoolean());
                } else {
                    MemorySegment value = MemorySegment.ofArray(bytes(random, type.fixedBytes()));
                    column.append(ColumnVector.fixed(type, 1, null, value), 0);
                }
            }
            case STRING, JSON ->
                    column.appendText("é".repeat(random.nextInt(4)) + random.nextInt(50));
            case BINARY ->
                    column.appendBytes(MemorySegment.ofArray(bytes(random, random.nextInt(9))));
            case LIST -> {
                int count = random.nextInt(5);
                MemorySegment values =
                        MemorySegment.ofArray(bytes(random, type.element().bytes() * count));
                MemorySegment offsets = MemorySegment.ofArray(new int[] {0, count});
                column.append(ColumnVector.variable(type, 1, null, offsets, values), 0);
            }
            case STRING_LIST -> {
                for (int i = random.nextInt(4); i > 0; i--) {
                    byte[] text = ("t" + random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
                    column.addText(text, 0, text.length);
                }
                column.endRow();
            }
        }
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void assertSame(ColumnVector expected, ColumnVector found, String where) {
        assertEquals(expected.rowCount(), found.rowCount(), where);
        for (int row = 0; row < expected.rowCount(); row++) {
            assertEquals(expected.isNull(row), found.isNull(row), where + ", row " + row);
            if (expected.type().isBool()) {
                assertEquals(expected.getBool(row), found.getBool(row), where + ", row " + row);
            } else if (expected.type().kind() == ColumnType.Kind.STRING_LIST) {
                assertEquals(texts(expected, row), texts(found, row), where + ", row " + row);
            } else {
                assertEquals(
                        -1, expected.bytes(row).mismatch(found.bytes(row)), where + ", row " + row);
            }
        }
    }

    private static List<String> texts(ColumnVector column, int row) {
        List<String> texts = new ArrayList<>();
        for (int i = column.start(row); i < column.end(row); i++) {
            texts.add(ColumnVector.text(column.childBytes(i)));
        }
        return texts;
    }

    @Test
    void dictionaryCodedTextIsResolved() {
        MemorySegment codes = MemorySegment.ofArray(new int[] {1, 0, 1});
        Dictionary dictionary =
                new Dictionary(
                        2,
                        MemorySegment.ofArray(new int[] {0, 3, 3}),
                        MemorySegment.ofArray("abc".getBytes(StandardCharsets.UTF_8)));
        List<ColumnVector> columns =
                List.of(ColumnVector.coded(ColumnType.STRING, 3, null, codes, dictionary));
        Schema schema = new Schema(1, List.of(Column.of(1, "s", ColumnType.STRING, false)), null);
        MemorySegment body =
                MemorySegment.ofArray(new byte[(int) BatchLayout.bytes(columns, 0, 3)]);
        BatchLayout.write(body, columns, 0, 3);
        ColumnVector read = BatchLayout.read(body, schema).getFirst();
        assertEquals(
                List.of("", "abc", ""),
                List.of(read.getString(0), read.getString(1), read.getString(2)));
    }

    @Test
    void aBodyOfAnotherSchemaIsRefused() {
        List<ColumnVector> columns =
                List.of(
                        ColumnVector.fixed(
                                ColumnType.parse("i64"),
                                1,
                                null,
                                MemorySegment.ofArray(new long[1])));
        MemorySegment body =
                MemorySegment.ofArray(new byte[(int) BatchLayout.bytes(columns, 0, 1)]);
        BatchLayout.write(body, columns, 0, 1);
        assertThrows(FormatException.class, () -> BatchLayout.read(body, schema()));
        assertEquals(1, BatchLayout.rowCount(body, 0));
        assertEquals(0, body.get(ValueLayout.JAVA_BYTE, 64));
    }
}
