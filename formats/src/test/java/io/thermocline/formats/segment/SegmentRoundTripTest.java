package io.thermocline.formats.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.LogicalHash;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;
import io.thermocline.formats.segment.SampleColumns.Nulls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class SegmentRoundTripTest {
    @TempDir Path folder;

    /** Fails unless a reader holds the rows of a run, and says so in every way. */
    private static void assertHolds(SampleRun run, SegmentReader reader, String message) {
        assertEquals(run.schema(), reader.schema(), message);
        assertEquals(run.rowCount(), reader.rowCount(), message);
        assertEquals(run.baseRow(), reader.baseRow(), message);
        assertEquals(
                (run.rowCount() + (long) reader.chunkRows() - 1) / reader.chunkRows(),
                reader.chunkCount(),
                message);
        reader.verify(bytes -> {});
        for (int column = 0; column < run.schema().size(); column++) {
            for (int chunk = 0; chunk < reader.chunkCount(); chunk++) {
                try (Arena scratch = Arena.ofConfined()) {
                    ColumnVector found = reader.read(column, chunk, scratch);
                    run.assertHolds(column, chunk * reader.chunkRows(), found, message);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 70_000})
    void everyTypeComesBackBitForBitFromEveryCodec(int rows) throws IOException {
        for (Nulls nulls : Nulls.values()) {
            long seed = 31L * rows + nulls.name().length();
            try (Arena arena = Arena.ofConfined()) {
                Schema schema = SampleColumns.schema(SampleColumns.ALL_TYPES, nulls != Nulls.NONE);
                SampleRun run =
                        new SampleColumns(seed, arena).run(schema, 40, rows, 131_072, nulls);
                for (Codec codec : Codec.values()) {
                    String message = codec + ", nulls " + nulls + ", seed " + seed;
                    Path file = folder.resolve(codec + ".seg");
                    SegmentSummary written = SegmentFiles.write(file, codec, List.of(run));
                    assertEquals(Files.size(file), written.fileBytes(), message);
                    try (SegmentReader reader = SegmentFiles.open(file)) {
                        assertHolds(run, reader, message);
                        assertEquals(new SegmentInfo(7, 3, 40, rows, 11, 12), reader.info());
                        assertEquals(written.fileBytes(), reader.fileBytes());
                        for (int c = 0; c < schema.size(); c++) {
                            assertEquals(written.columns().get(c), reader.describe(c));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void runsCutAnywhereAreMergedToTheSameRows(Codec codec) throws IOException {
        long seed = 99;
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(SampleColumns.ALL_TYPES, true);
            SampleRun run =
                    new SampleColumns(seed, arena).run(schema, 0, 70_000, 131_072, Nulls.SOME);
            List<SampleRun> cut = new ArrayList<>();
            int from = 0;
            for (int rows : new int[] {1, 0, 7, 4096, 13, 4083, 30_000, 31_800}) {
                cut.add(run.slice(from, rows, rows % 2 == 0 ? 4096 : 65_536));
                from += rows;
            }
            assertEquals(70_000, from);
            Path file = folder.resolve("merged.segz");
            SegmentFiles.write(file, codec, cut);
            try (SegmentReader reader = SegmentFiles.open(file)) {
                assertHolds(run, reader, codec + ", seed " + seed);
                assertEquals(LogicalHash.hexOf(List.of(run)), LogicalHash.hexOf(List.of(reader)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aSliceOfRowsIsWrittenAsTheRowsThatItShows(Codec codec) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(SampleColumns.ALL_TYPES, true);
            SampleRun whole = new SampleColumns(3, arena).run(schema, 0, 5000, 8192, Nulls.SOME);
            for (int from : new int[] {0, 1, 8, 4999}) {
                SampleRun slice = whole.slice(from, 5000 - from, 8192);
                Path file = folder.resolve("slice.seg");
                SegmentFiles.write(file, codec, List.of(slice));
                try (SegmentReader reader = SegmentFiles.open(file)) {
                    assertHolds(slice, reader, codec + " from " + from);
                }
            }
        }
    }

    @Test
    void whatWasMergedCanBeMergedAgain() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(SampleColumns.ALL_TYPES, true);
            SampleRun whole = new SampleColumns(4, arena).run(schema, 0, 9000, 16_384, Nulls.SOME);
            List<StoredColumns> parts = new ArrayList<>();
            for (Codec codec : Codec.values()) {
                Path file = folder.resolve("part-" + codec);
                int from = codec.id() * 3000;
                SegmentFiles.write(file, codec, List.of(whole.slice(from, 3000, 4096)));
                parts.add(SegmentFiles.open(file));
            }
            Path file = folder.resolve("whole.segz");
            SegmentFiles.write(file, Codec.ZSTD, parts);
            parts.forEach(StoredColumns::close);
            try (SegmentReader reader = SegmentFiles.open(file)) {
                assertHolds(whole, reader, "merged twice");
            }
        }
    }

    // Dictionaries ----------------------------------------------------------------------------

    private static Schema texts(Column.Encoding encoding) {
        Column text = new Column(1, "text", ColumnType.STRING, false, encoding, "", "", Map.of());
        return new Schema(1, List.of(text), null);
    }

    private static SampleRun run(Schema schema, ColumnVector vector) {
        return new SampleRun(schema, 0, vector.rowCount(), 65_536, List.of(vector));
    }

    private static List<String> strings(StoredColumns columns, boolean isCoded) {
        List<String> strings = new ArrayList<>();
        for (int chunk = 0; chunk < columns.chunkCount(); chunk++) {
            try (Arena scratch = Arena.ofConfined()) {
                ColumnVector vector = columns.read(0, chunk, scratch);
                assertEquals(isCoded, vector.dictionary() != null);
                for (int row = 0; row < vector.rowCount(); row++) {
                    strings.add(vector.getString(row));
                }
            }
        }
        return strings;
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void dictionariesThatDifferBecomeOne(Codec codec) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SampleColumns sample = new SampleColumns(1, arena);
            Schema schema = texts(Column.Encoding.AUTO);
            List<SampleRun> runs =
                    List.of(
                            run(schema, sample.coded(List.of("b", "a", "", "b"))),
                            run(schema, sample.coded(List.of("c", "a"))),
                            run(schema, sample.coded(List.of("", "c", "d"))));
            Path file = folder.resolve("texts.segz");
            SegmentFiles.write(file, codec, runs);
            try (SegmentReader reader = SegmentFiles.open(file)) {
                reader.verify(bytes -> {});
                assertEquals(
                        List.of("b", "a", "", "b", "c", "a", "", "c", "d"), strings(reader, true));
                Dictionary union = reader.read(0, 0, arena).dictionary();
                assertNotNull(union);
                assertEquals(5, union.size());
                assertEquals(
                        List.of("b", "a", "", "c", "d"),
                        IntStream.range(0, 5).mapToObj(union::text).toList());
                assertTrue(reader.describe(0).storage().startsWith("dictionary, "));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void oneRunOfPlainTextMakesAllOfThemPlain(Codec codec) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SampleColumns sample = new SampleColumns(1, arena);
            Schema schema = texts(Column.Encoding.AUTO);
            Path file = folder.resolve("texts.segz");
            ColumnVector coded = sample.coded(List.of("b", "a", "", "b"));
            ColumnVector plain = sample.plain(List.of("x", "", "a"));
            for (boolean isPlainFirst : new boolean[] {false, true}) {
                SampleRun first = run(schema, isPlainFirst ? plain : coded);
                SampleRun last = run(schema, isPlainFirst ? coded : plain);
                SegmentFiles.write(file, codec, List.of(first, last, first));
                List<String> expected = new ArrayList<>(strings(first, !isPlainFirst));
                expected.addAll(strings(last, isPlainFirst));
                expected.addAll(strings(first, !isPlainFirst));
                try (SegmentReader reader = SegmentFiles.open(file)) {
                    reader.verify(bytes -> {});
                    assertEquals(expected, strings(reader, false));
                }
            }
        }
    }

    @Test
    void aColumnPinnedToPlainLosesItsDictionaryInAMerge() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SampleColumns sample = new SampleColumns(1, arena);
            SampleRun run = run(texts(Column.Encoding.PLAIN), sample.coded(List.of("b", "a", "b")));
            Path file = folder.resolve("texts.segz");
            SegmentFiles.write(file, Codec.DEFLATE, List.of(run, run));
            try (SegmentReader reader = SegmentFiles.open(file)) {
                assertEquals(List.of("b", "a", "b", "b", "a", "b"), strings(reader, false));
            }
        }
    }

    @Test
    void moreThan65536DistinctTextsArePlain() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SampleColumns sample = new SampleColumns(8, arena);
            Schema schema = texts(Column.Encoding.AUTO);
            Path file = folder.resolve("texts.segz");
            for (int more : new int[] {0, 1}) {
                // Two full halves that share no text but the empty one, which both have.
                SampleRun low = run(schema, numbered(sample, 0, 32_768));
                SampleRun high = run(schema, numbered(sample, 32_768, 65_536 + more));
                SegmentFiles.write(file, Codec.ZSTD, List.of(low, high, low));
                List<String> expected = new ArrayList<>(strings(low, true));
                expected.addAll(strings(high, true));
                expected.addAll(strings(low, true));
                try (SegmentReader reader = SegmentFiles.open(file)) {
                    reader.verify(bytes -> {});
                    assertEquals(expected, strings(reader, more == 0));
                }
            }
        }
    }

    /** Returns one row of each number as text, coded. */
    private static ColumnVector numbered(SampleColumns sample, int from, int to) {
        List<byte[]> texts =
                IntStream.range(from, to)
                        .mapToObj(i -> Integer.toString(i))
                        .map(text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toList();
        return sample.codedInOrder(sample.dictionary(texts));
    }

    @Test
    void aColumnOfNullsNeedsNoTextsInItsDictionary() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SampleColumns sample = new SampleColumns(1, arena);
            Schema schema = SampleColumns.schema(List.of("coded"), true);
            ColumnVector nulls = sample.codedNulls(5000);
            SampleRun run = new SampleRun(schema, 0, 5000, 8192, List.of(nulls));
            Path file = folder.resolve("nulls.seg");
            for (List<SampleRun> runs : List.of(List.of(run), List.of(run, run))) {
                for (Codec codec : Codec.values()) {
                    SegmentFiles.write(file, codec, runs);
                    try (SegmentReader reader = SegmentFiles.open(file)) {
                        reader.verify(bytes -> {});
                        assertEquals(5000 * runs.size(), reader.rowCount());
                        assertTrue(reader.read(0, 0, arena).isNull(4999));
                    }
                }
            }
        }
    }

    // Refusals --------------------------------------------------------------------------------

    @Test
    void runsThatDoNotAddUpAndFilesThatAreNotNewAreRefused() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SampleColumns sample = new SampleColumns(1, arena);
            SampleRun ints =
                    sample.run(SampleColumns.schema(List.of("i32"), false), 0, 10, 64, Nulls.NONE);
            SampleRun longs =
                    sample.run(SampleColumns.schema(List.of("i64"), false), 0, 10, 64, Nulls.NONE);
            Path file = folder.resolve("refused.seg");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> SegmentFiles.write(file, Codec.RAW, List.of(ints, longs)));
            Files.deleteIfExists(file);
            try (FileChannel channel =
                            FileChannel.open(
                                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    ChunkCodec codec = new ChunkCodec(Codec.RAW, 0)) {
                for (int rows : new int[] {9, 11, -1}) {
                    SegmentInfo info = new SegmentInfo(1, 1, 0, rows, 1, 1);
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> SegmentWriter.write(channel, info, List.of(ints), codec));
                }
                SegmentInfo none = new SegmentInfo(1, 1, 0, 0, 1, 1);
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SegmentWriter.write(channel, none, List.of(), codec));
                SegmentInfo info = new SegmentInfo(1, 1, 0, 10, 1, 1);
                SegmentWriter.write(channel, info, List.of(ints), codec);
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SegmentWriter.write(channel, info, List.of(ints), codec),
                        "not a new file");
            }
            try (SegmentReader reader = SegmentFiles.open(file)) {
                assertHolds(ints, reader, "the refusals left no trace");
                assertNull(reader.read(0, 0, arena).validity());
            }
        }
    }

    @Test
    void chunksStayNearFourMebibytes() {
        assertEquals(65_536, chunkRows("f64", "bool", "i8"));
        assertEquals(65_536, chunkRows("f32[16]"));
        assertEquals(32_768, chunkRows("f32[17]"));
        assertEquals(4096, chunkRows("f32[512]"));
        assertEquals(4096, chunkRows("complex128[4096]"));
    }

    private static int chunkRows(String... types) {
        return ChunkSize.choose(SampleColumns.schema(List.of(types), false), List.of());
    }

    @Test
    void chunksOfLongTextsHaveFewerRows() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SampleColumns sample = new SampleColumns(1, arena);
            Schema schema = texts(Column.Encoding.AUTO);
            List<String> texts =
                    IntStream.range(0, 9000).mapToObj(i -> (i % 7 + "-").repeat(250)).toList();
            SampleRun plain = run(schema, sample.plain(texts));
            SampleRun coded = run(schema, sample.coded(texts));
            assertEquals(8192, ChunkSize.choose(schema, List.of(plain)));
            assertEquals(8192, ChunkSize.choose(schema, List.of(plain, coded)));
            assertEquals(65_536, ChunkSize.choose(schema, List.of(coded)));
            Path file = folder.resolve("long.segz");
            SegmentFiles.write(file, Codec.DEFLATE, List.of(plain));
            try (SegmentReader reader = SegmentFiles.open(file)) {
                assertEquals(2, reader.chunkCount());
                assertHolds(plain, reader, "long texts");
            }
        }
    }

    @Test
    void oneChunkHoldsAllRowsOfASeal() {
        assertEquals(4096, ChunkSize.whole(0));
        assertEquals(4096, ChunkSize.whole(1));
        assertEquals(4096, ChunkSize.whole(4096));
        assertEquals(8192, ChunkSize.whole(4097));
        assertEquals(1 << 22, ChunkSize.whole(1 << 22));
        assertEquals(1 << 22, ChunkSize.whole((1 << 21) + 1));
    }
}
