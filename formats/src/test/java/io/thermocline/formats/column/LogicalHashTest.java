package io.thermocline.formats.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

class LogicalHashTest {
    private final Arena arena = Arena.ofAuto();

    /** Vectors as one run; chunk c holds rows [c * chunkRows, …). */
    private record Run(Schema schema, long baseRow, int chunkRows, List<ColumnVector> columns)
            implements StoredColumns {
        @Override
        public int rowCount() {
            return columns.getFirst().rowCount();
        }

        @Override
        public ColumnVector read(int column, int chunk, SegmentAllocator scratch) {
            int from = chunk * chunkRows;
            int count = Math.min(chunkRows, rowCount() - from);
            return columns.get(column).slice(from, count);
        }

        @Override
        public @Nullable BlockStatistics statistics(int column) {
            return null;
        }

        @Override
        public long fileBytes() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private static Schema schema(String... types) {
        List<Column> columns = new ArrayList<>();
        for (String type : types) {
            int id = columns.size() + 1;
            columns.add(Column.of(id, "c" + id, ColumnType.parse(type), true));
        }
        return new Schema(1, columns, null);
    }

    private static String sha256(Schema schema, String... hex) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(schema.toJson().getBytes(StandardCharsets.UTF_8));
            for (String part : hex) {
                digest.update(HexFormat.of().parseHex(part.replace(" ", "")));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theBytesHashedAreThoseOfTheSpecification() {
        Schema schema =
                schema("bool", "i16", "f32[2]", "string", "list<i8>", "list<string>", "binary");
        BatchBuilder batch = new BatchBuilder(schema, 10, arena);
        batch.column(0).appendBool(true);
        batch.column(1).appendLong(-2);
        batch.column(2).addDouble(1);
        batch.column(2).addDouble(-0.0);
        batch.column(2).endRow();
        batch.column(3).appendText("ü");
        batch.column(4).addLong(5);
        batch.column(4).addLong(-1);
        batch.column(4).endRow();
        for (String text : List.of("a", "")) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            batch.column(5).addText(utf8, 0, utf8.length);
        }
        batch.column(5).endRow();
        batch.column(6).appendBytes(new byte[] {0, 7}, 0, 2);
        batch.finishRow();
        for (int column = 0; column < schema.size(); column++) {
            batch.column(column).appendNull();
        }
        batch.finishRow();
        String expected =
                sha256(
                        schema,
                        "02 01 00",
                        "02 feff 0000",
                        "02 0000803f 00000080 00000000 00000000",
                        "02 02000000 c3bc 00000000",
                        "02 02000000 05ff 00000000",
                        "02 02000000 01000000 61 00000000 00000000",
                        "02 02000000 0007 00000000");
        assertEquals(
                expected, LogicalHash.hexOf(List.of(new Run(schema, 0, 4096, batch.vectors()))));
    }

    @Test
    void chunksRunsAndDictionariesLeaveTheHashAsItIs() {
        Schema schema = schema("string", "i64");
        int rows = 9001;
        BatchBuilder batch = new BatchBuilder(schema, rows, arena);
        MemorySegment codes = arena.allocate(rows * 4L, 8);
        MemorySegment validity = arena.allocate(rows / 8 + 1, 8);
        for (int row = 0; row < rows; row++) {
            if (row % 3 == 0) {
                batch.column(0).appendNull();
            } else {
                batch.column(0).appendText(row % 3 == 1 ? "one" : "");
                codes.set(ColumnVector.INT, row * 4L, row % 3 - 1);
                int bits = validity.get(ValueLayout.JAVA_BYTE, row / 8) | 1 << row % 8;
                validity.set(ValueLayout.JAVA_BYTE, row / 8, (byte) bits);
            }
            batch.column(1).appendLong(row);
            batch.finishRow();
        }
        List<ColumnVector> plain = batch.vectors();
        String whole = LogicalHash.hexOf(List.of(new Run(schema, 0, 16384, plain)));
        assertEquals(whole, LogicalHash.hexOf(List.of(new Run(schema, 0, 4096, plain))));
        assertEquals(
                whole,
                LogicalHash.hexOf(
                        List.of(slice(schema, plain, 0, 5), slice(schema, plain, 5, rows - 5))));
        MemorySegment offsets = arena.allocate(12, 4);
        offsets.set(ColumnVector.INT, 4, 3);
        offsets.set(ColumnVector.INT, 8, 3);
        MemorySegment heap = arena.allocateFrom("one");
        Dictionary dictionary = new Dictionary(2, offsets, heap);
        ColumnVector coded =
                ColumnVector.coded(ColumnType.STRING, rows, validity, codes, dictionary);
        List<ColumnVector> other = List.of(coded, plain.get(1));
        assertEquals(whole, LogicalHash.hexOf(List.of(new Run(schema, 0, 8192, other))));
    }

    private static Run slice(Schema schema, List<ColumnVector> vectors, int from, int count) {
        List<ColumnVector> sliced = vectors.stream().map(v -> v.slice(from, count)).toList();
        return new Run(schema, from, 16384, sliced);
    }

    @Test
    void aNullAndAZeroDifferAndSoDoSplitsOfTexts() {
        Schema schema = schema("string");
        assertNotEquals(hash(schema, "", null), hash(schema, null, ""));
        assertNotEquals(hash(schema, "ab", "c"), hash(schema, "a", "bc"));
        assertNotEquals(hash(schema, "a"), hash(schema("json"), "a"));
    }

    private String hash(Schema schema, @Nullable String... texts) {
        BatchBuilder batch = new BatchBuilder(schema, 10, arena);
        for (String text : texts) {
            if (text == null) {
                batch.column(0).appendNull();
            } else {
                batch.column(0).appendText(text);
            }
            batch.finishRow();
        }
        return LogicalHash.hexOf(List.of(new Run(schema, 0, 4096, batch.vectors())));
    }

    @Test
    void valuesOfManyBuffersAreHashedWhole() throws NoSuchAlgorithmException {
        Schema schema = schema("binary");
        byte[] large = new byte[300_000];
        new java.util.Random(8).nextBytes(large);
        BatchBuilder batch = new BatchBuilder(schema, 10, arena);
        batch.column(0).appendBytes(large, 0, large.length);
        batch.finishRow();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(schema.toJson().getBytes(StandardCharsets.UTF_8));
        expected.writeBytes(HexFormat.of().parseHex("00e0930400"));
        expected.writeBytes(large);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(expected.toByteArray());
        assertEquals(
                HexFormat.of().formatHex(digest),
                LogicalHash.hexOf(List.of(new Run(schema, 0, 4096, batch.vectors()))));
    }

    @Test
    void runsOfDifferentSchemasAreRefused() {
        Run one =
                new Run(schema("i8"), 0, 4096, new BatchBuilder(schema("i8"), 1, arena).vectors());
        Run two =
                new Run(
                        schema("i16"),
                        0,
                        4096,
                        new BatchBuilder(schema("i16"), 1, arena).vectors());
        assertThrows(IllegalArgumentException.class, () -> LogicalHash.of(List.of(one, two)));
        assertThrows(IllegalArgumentException.class, () -> LogicalHash.of(List.of()));
    }
}
