package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.RowLayout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random rows of a schema: as vectors, as row-wise bodies, and as what a reader must find. */
final class SampleRows {
    private static final double[] ODD_DOUBLES = {
        0.0,
        -0.0,
        Double.NaN,
        Double.longBitsToDouble(0x7FF8_DEAD_BEEF_0001L),
        Double.POSITIVE_INFINITY,
        Double.MIN_VALUE
    };

    private final Schema schema;
    private final List<ColumnVector> vectors;
    private final Arena arena;

    private SampleRows(Schema schema, List<ColumnVector> vectors, Arena arena) {
        this.schema = schema;
        this.vectors = vectors;
        this.arena = arena;
    }

    /** One column of every type, each nullable or not. */
    static Schema everyType(boolean nullable) {
        List<ColumnType> types = new ArrayList<>();
        for (ElementType element : ElementType.values()) {
            if (!element.isUnsigned()) {
                types.add(ColumnType.scalar(element));
            }
        }
        types.add(ColumnType.TIMESTAMP);
        types.add(ColumnType.STRING);
        types.add(ColumnType.JSON);
        types.add(ColumnType.BINARY);
        types.add(ColumnType.STRING_LIST);
        types.add(ColumnType.vector(ElementType.FLOAT32, 5));
        types.add(ColumnType.vector(ElementType.INT8, 3));
        types.add(ColumnType.vector(ElementType.COMPLEX128, 2));
        types.add(ColumnType.list(ElementType.FLOAT64));
        types.add(ColumnType.list(ElementType.INT8));
        types.add(ColumnType.list(ElementType.COMPLEX128));
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add(Column.of(i + 1, "c" + i, types.get(i), nullable));
        }
        columns.add(
                new Column(
                        100,
                        "plain",
                        ColumnType.STRING,
                        nullable,
                        Column.Encoding.PLAIN,
                        "",
                        "",
                        java.util.Map.of()));
        return new Schema(3, columns, null);
    }

    /** More than 64 columns, nullable ones among others. */
    static Schema wide(Random random) {
        List<Column> columns = new ArrayList<>();
        List<Column> all = everyType(true).columns();
        for (int i = 0; i < 70 + random.nextInt(70); i++) {
            ColumnType type = all.get(random.nextInt(all.size())).type();
            columns.add(Column.of(i + 1, "w" + i, type, random.nextBoolean()));
        }
        return new Schema(1, columns, null);
    }

    static SampleRows random(Schema schema, int rows, Random random, Arena arena) {
        List<ColumnVector> vectors = new ArrayList<>();
        for (Column column : schema.columns()) {
            ColumnBuilder builder = new ColumnBuilder(column, Math.max(1, rows), arena);
            double nulls = random.nextInt(4) == 0 ? 1 : random.nextDouble() * 0.5;
            for (int row = 0; row < rows; row++) {
                if (column.nullable() && random.nextDouble() < nulls) {
                    builder.appendNull();
                } else {
                    append(builder, random);
                }
            }
            vectors.add(builder.vector());
        }
        return new SampleRows(schema, vectors, arena);
    }

    static SampleRows of(Schema schema, List<ColumnVector> vectors, Arena arena) {
        return new SampleRows(schema, vectors, arena);
    }

    private static void append(ColumnBuilder builder, Random random) {
        ColumnType type = builder.column().type();
        switch (type.kind()) {
            case SCALAR, TIMESTAMP -> {
                if (type.isBool()) {
                    builder.appendBool(random.nextBoolean());
                } else if (type.element().isComplex()) {
                    builder.appendComplex(number(random), number(random));
                } else if (type.element().isInteger()) {
                    builder.appendLong(integer(type, random));
                } else {
                    builder.appendDouble(number(random));
                }
            }
            case STRING, JSON, BINARY -> builder.appendText(text(random));
            case STRING_LIST -> {
                for (int i = random.nextInt(4); i > 0; i--) {
                    byte[] utf8 = text(random).getBytes(StandardCharsets.UTF_8);
                    builder.addText(utf8, 0, utf8.length);
                }
                builder.endRow();
            }
            case VECTOR, LIST -> {
                int length = type.kind() == ColumnType.Kind.VECTOR ? type.length() : -1;
                for (int i = length < 0 ? random.nextInt(5) : length; i > 0; i--) {
                    if (type.element().isComplex()) {
                        builder.addComplex(number(random), number(random));
                    } else if (type.element().isInteger()) {
                        builder.addLong(integer(type, random));
                    } else {
                        builder.addDouble(number(random));
                    }
                }
                builder.endRow();
            }
        }
    }

    private static long integer(ColumnType type, Random random) {
        int unused = Long.SIZE - Byte.SIZE * type.element().bytes();
        return random.nextLong() >> unused;
    }

    private static double number(Random random) {
        return random.nextInt(8) == 0
                ? ODD_DOUBLES[random.nextInt(ODD_DOUBLES.length)]
                : random.nextGaussian();
    }

    private static String text(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "näme-" + random.nextInt(20);
            case 2 -> "x".repeat(random.nextInt(40));
            default -> "value " + random.nextInt(1000) + " of many";
        };
    }

    Schema schema() {
        return schema;
    }

    List<ColumnVector> vectors() {
        return vectors;
    }

    int rowCount() {
        return vectors.getFirst().rowCount();
    }

    /** Row-wise bodies somewhere in one memory. */
    static final class Bodies {
        final RowLayout layout;
        final MemorySegment memory;
        final long[] offsets;

        private Bodies(RowLayout layout, MemorySegment memory, long[] offsets) {
            this.layout = layout;
            this.memory = memory;
            this.offsets = offsets;
        }

        int append(TailExtent extent, int from, int count) {
            return extent.appendRows(layout, memory, offsets, from, count);
        }
    }

    /** Writes every row as a body, at odd offsets as a ring may have them. */
    Bodies bodies() {
        RowLayout layout = new RowLayout(schema);
        long bytes = 1;
        for (int row = 0; row < rowCount(); row++) {
            bytes += bodyBytes(layout, row) + 3;
        }
        MemorySegment memory = arena.allocate(bytes);
        long[] offsets = new long[rowCount()];
        long next = 1;
        for (int row = 0; row < rowCount(); row++) {
            offsets[row] = next;
            writeBody(layout, row, memory.asSlice(next));
            next += bodyBytes(layout, row) + 3;
        }
        return new Bodies(layout, memory, offsets);
    }

    private long bodyBytes(RowLayout layout, int row) {
        long bytes = layout.fixedBytes();
        for (ColumnVector vector : vectors) {
            if (vector.type().kind() == ColumnType.Kind.STRING_LIST && !vector.isNull(row)) {
                bytes += 4 + 4L * (vector.end(row) - vector.start(row));
                for (int i = vector.start(row); i < vector.end(row); i++) {
                    bytes += vector.childBytes(i).byteSize();
                }
            } else if (vector.type().isVariable() && !vector.isNull(row)) {
                bytes += vector.bytes(row).byteSize();
            }
        }
        return bytes;
    }

    private void writeBody(RowLayout layout, int row, MemorySegment body) {
        int end = layout.fixedBytes();
        for (int c = 0; c < vectors.size(); c++) {
            ColumnVector vector = vectors.get(c);
            if (vector.isNull(row)) {
                continue;
            }
            if (layout.presenceBytes() > 0) {
                long word = c / 64 * 8L;
                long bits = body.get(ColumnVector.LONG, word) | 1L << c % 64;
                body.set(ColumnVector.LONG, word, bits);
            }
            int field = layout.offset(c);
            if (vector.type().isBool()) {
                body.set(ValueLayout.JAVA_BYTE, field, (byte) (vector.getBool(row) ? 1 : 0));
            } else if (!vector.type().isVariable()) {
                MemorySegment bytes = vector.bytes(row);
                MemorySegment.copy(bytes, 0, body, field, bytes.byteSize());
            } else {
                int start = end;
                end =
                        vector.type().kind() == ColumnType.Kind.STRING_LIST
                                ? writeTexts(vector, row, body, end)
                                : writeBytes(vector.bytes(row), body, end);
                body.set(ColumnVector.INT, field, start);
                body.set(ColumnVector.INT, field + 4L, end - start);
            }
        }
    }

    private static int writeBytes(MemorySegment bytes, MemorySegment body, int at) {
        MemorySegment.copy(bytes, 0, body, at, bytes.byteSize());
        return at + (int) bytes.byteSize();
    }

    private static int writeTexts(ColumnVector vector, int row, MemorySegment body, int at) {
        int count = vector.end(row) - vector.start(row);
        body.set(ColumnVector.INT, at, count);
        int heap = at + 4 + 4 * count;
        int end = heap;
        for (int i = 0; i < count; i++) {
            end = writeBytes(vector.childBytes(vector.start(row) + i), body, end);
            body.set(ColumnVector.INT, at + 4L + 4L * i, end - heap);
        }
        return end;
    }

    /** Checks that a vector holds rows [from, from + its row count) of a column. */
    void assertHolds(int column, int from, ColumnVector found, String where) {
        for (int row = 0; row < found.rowCount(); row++) {
            assertSame(vectors.get(column), from + row, found, row, where + " column " + column);
        }
    }

    /** Checks all columns of the first rows of a run, block by block. */
    void assertHolds(RowRun run, String where) {
        try (BlockReader reader = run.open()) {
            for (int from = 0; from < run.rowCount(); from += BlockReader.MAX_ROWS) {
                int count = Math.min(BlockReader.MAX_ROWS, run.rowCount() - from);
                for (int c = 0; c < schema.size(); c++) {
                    ColumnVector block = reader.read(c, from, count);
                    assertEquals(0, block.firstRow() % 64, where);
                    assertHolds(c, from, block, where);
                }
            }
        }
    }

    private static void assertSame(
            ColumnVector expected, int expectedRow, ColumnVector found, int row, String where) {
        String at = where + " " + expected.type() + " row " + expectedRow;
        assertEquals(expected.isNull(expectedRow), found.isNull(row), at);
        if (expected.isNull(expectedRow)) {
            return;
        }
        if (expected.type().isBool()) {
            assertEquals(expected.getBool(expectedRow), found.getBool(row), at);
        } else if (expected.type().kind() == ColumnType.Kind.STRING_LIST) {
            int count = expected.end(expectedRow) - expected.start(expectedRow);
            assertEquals(count, found.end(row) - found.start(row), at);
            for (int i = 0; i < count; i++) {
                MemorySegment text = expected.childBytes(expected.start(expectedRow) + i);
                assertEquals(-1, text.mismatch(found.childBytes(found.start(row) + i)), at);
            }
        } else {
            assertEquals(-1, expected.bytes(expectedRow).mismatch(found.bytes(row)), at);
        }
    }
}
