package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a cold segment tells about itself, and how it chooses to store columns. */
class ColdSegmentFactsTest {
    private static final Instant CREATED = Instant.parse("2026-02-03T04:05:06Z");
    private static final ColdSegmentFacts FACTS = ColdSegmentFacts.of("t", 3, CREATED);

    @TempDir Path folder;
    private final Arena arena = Arena.ofAuto();

    private Path write(MemoryRun run, ColdSegmentFacts facts) {
        Path file = folder.resolve(System.identityHashCode(run) + ".h5");
        ColdSegmentWriter.write(file, List.of(run), facts, null);
        try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
            reader.verify();
        }
        return file;
    }

    private static MemoryRun run(BatchBuilder batch) {
        return new MemoryRun(batch.schema(), 0, batch.rowCount(), 1 << 20, batch.vectors());
    }

    @Test
    void attributesSayWhatAPersonWantsToKnow() {
        Column value =
                new Column(
                        7,
                        "a/b",
                        ColumnType.scalar(ElementType.FLOAT64),
                        true,
                        Column.Encoding.AUTO,
                        "m s-1",
                        "wind\0speed",
                        Map.of("sensor", "x1"));
        Schema schema =
                new Schema(
                        4,
                        List.of(Column.of(1, "time", ColumnType.TIMESTAMP, false), value),
                        "time");
        BatchBuilder batch = new BatchBuilder(schema, 2, arena);
        batch.column(0).appendLong(1_500_000_000_000_000_001L);
        batch.column(1).appendNull();
        batch.finishRow();
        batch.column(0).appendLong(-1);
        batch.column(1).appendDouble(2.5);
        batch.finishRow();
        Map<String, String> more = Map.of("origin", "a test");
        Path file = write(run(batch), new ColdSegmentFacts("t", 9, CREATED, 4, more));
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            Map<String, Object> root = attributes(datasets, "/");
            assertEquals("a test", root.get("origin"));
            assertEquals("2026-02-03T04:05:06Z", root.get("created"));
            assertEquals(9L, root.get("segment_id"));
            assertEquals(-1L, root.get("time_min_ns"));
            assertEquals("1969-12-31T23:59:59.999999999Z", root.get("time_coverage_start"));
            assertEquals("2017-07-14T02:40:00.000000001Z", root.get("time_coverage_end"));
            Map<String, Object> column = attributes(datasets, "/columns/a%2Fb");
            assertEquals("a/b", column.get("id"));
            assertEquals("m s-1", column.get("units"));
            assertEquals("wind\u2400speed", column.get("description"));
            assertEquals("{\"sensor\":\"x1\"}", column.get("metadata"));
            assertEquals("/nulls/a%2Fb", column.get("null_mask"));
            assertEquals("f64", column.get("type"));
            Map<String, Object> time = attributes(datasets, "/columns/time");
            assertEquals("nanoseconds since 1970-01-01T00:00:00Z", time.get("units"));
            assertEquals("DIMENSION_SCALE", time.get("CLASS"));
            assertEquals("time", attributes(datasets, "/columns").get("axes"));
            assertEquals("a%2Fb", attributes(datasets, "/columns").get("signal"));
            assertNull(datasets.find("/nulls/time"));
        }
    }

    private static Map<String, Object> attributes(Hdf5Datasets datasets, String path) {
        return Objects.requireNonNull(datasets.find(path), path).attributes();
    }

    private String layoutOf(Column.Encoding encoding, List<String> texts) {
        Column column = new Column(1, "s", ColumnType.STRING, false, encoding, "", "", Map.of());
        Schema schema = new Schema(1, List.of(column), null);
        BatchBuilder batch = new BatchBuilder(schema, texts.size(), arena);
        for (String text : texts) {
            batch.column(0).appendText(text);
            batch.finishRow();
        }
        Path file = write(run(batch), FACTS);
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            return Objects.requireNonNull(datasets.find("/columns/s")).type();
        }
    }

    @Test
    void textsAreStoredAsTheirLengthsAndRepeatsSuggest() {
        List<String> repeated = new ArrayList<>();
        List<String> distinct = new ArrayList<>();
        List<String> uneven = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            repeated.add("city " + i % 1000);
            distinct.add("id " + i);
            uneven.add("x".repeat(i % 1000 == 0 ? 900 : 1 + i % 3) + i);
        }
        assertEquals("i32", layoutOf(Column.Encoding.AUTO, repeated));
        assertEquals("text[8]", layoutOf(Column.Encoding.PLAIN, repeated));
        assertEquals("text[7]", layoutOf(Column.Encoding.AUTO, distinct));
        assertEquals("i32", layoutOf(Column.Encoding.DICTIONARY, distinct));
        assertEquals("text", layoutOf(Column.Encoding.AUTO, uneven));
        assertEquals("list<u8>", layoutOf(Column.Encoding.AUTO, List.of("a\0", "b", "c")));
        assertEquals("text", layoutOf(Column.Encoding.AUTO, List.of("x".repeat(1025), "y")));
    }

    @Test
    void moreTextsThanCodesAreStoredPlain() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            many.add("t" + i);
        }
        assertEquals("text[6]", layoutOf(Column.Encoding.DICTIONARY, many));
    }

    @Test
    void aLongSchemaIsADataset() {
        List<Column> columns = new ArrayList<>();
        for (int id = 1; id <= 400; id++) {
            String name = "column " + id + " " + "ü".repeat(100);
            columns.add(Column.of(id, name, ColumnType.scalar(ElementType.INT8), false));
        }
        Schema schema = new Schema(1, columns, null);
        BatchBuilder batch = new BatchBuilder(schema, 1, arena);
        for (int i = 0; i < columns.size(); i++) {
            batch.column(i).appendLong(i % 100);
        }
        batch.finishRow();
        Path file = write(run(batch), FACTS);
        try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
            assertEquals(schema, reader.schema());
        }
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            assertEquals(schema.toJson(), datasets.readTexts("/schema", 0, 1).getFirst());
        }
    }

    @Test
    void wideAndLongRowsAreReadFewerAtATime() {
        Schema wide = RandomColumns.schema(List.of("f64[1024]", "i8", "f64[200000]"), true);
        MemoryRun vectors = new RandomColumns(1, arena).run(wide, 0, 20, 4096);
        Path file = write(vectors, FACTS);
        try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
            assertEquals(4096, reader.chunkRows());
            ColdSegmentTest.assertSameRows(vectors, reader, "vectors");
        }
        Schema texts = RandomColumns.schema(List.of("binary"), false);
        BatchBuilder batch = new BatchBuilder(texts, 8200, arena);
        byte[] bytes = new byte[9000];
        for (int row = 0; row < 8200; row++) {
            bytes[row % bytes.length] = (byte) row;
            batch.column(0).appendBytes(bytes, 0, bytes.length);
            batch.finishRow();
        }
        try (ColdSegmentReader reader = ColdSegmentReader.open(write(run(batch), FACTS))) {
            assertEquals(4096, reader.chunkRows());
            try (Arena scratch = Arena.ofConfined()) {
                ColumnVector last = reader.read(0, 2, scratch);
                assertEquals(8, last.rowCount());
                assertEquals(9000, last.bytes(7).byteSize());
            }
        }
    }

    @Test
    void runsMustFollowEachOtherAndShareASchema() {
        Schema schema = RandomColumns.schema(List.of("i32"), false);
        MemoryRun whole = new RandomColumns(1, arena).run(schema, 10, 100, 4096);
        MemoryRun first = whole.slice(0, 40, 4096);
        MemoryRun gap = whole.slice(41, 59, 4096);
        Path file = folder.resolve("never.h5");
        assertThrows(
                IllegalArgumentException.class,
                () -> ColdSegmentWriter.write(file, List.of(first, gap), FACTS, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> ColdSegmentWriter.write(file, List.of(), FACTS, null));
        Schema other = RandomColumns.schema(List.of("i64"), false);
        MemoryRun changed = new RandomColumns(1, arena).run(other, 50, 1, 4096);
        assertThrows(
                IllegalArgumentException.class,
                () -> ColdSegmentWriter.write(file, List.of(first, changed), FACTS, null));
        ColdSegmentFacts clash = new ColdSegmentFacts("t", 1, CREATED, 1, Map.of("schema", "mine"));
        assertThrows(
                IllegalArgumentException.class,
                () -> ColdSegmentWriter.write(file, List.of(first), clash, null));
        assertFalse(Files.exists(file));
    }

    @Test
    void otherHdf5FilesAreNoColdSegments() {
        Path ours = folder.resolve("ours.h5");
        new Hdf5Writer().writeTo(ours, null);
        UnsupportedFormatException e =
                assertThrows(UnsupportedFormatException.class, () -> ColdSegmentReader.open(ours));
        assertTrue(String.valueOf(e.getMessage()).contains("cold segment"));
        Path newer = folder.resolve("newer.h5");
        Hdf5Writer writer = new Hdf5Writer();
        writer.root()
                .attribute(Hdf5Attribute.text(ColdLayout.FORMAT, ColdLayout.FORMAT_NAME))
                .attribute(Hdf5Attribute.of(ColdLayout.FORMAT_VERSION, 2));
        writer.writeTo(newer, null);
        UnsupportedFormatException tooNew =
                assertThrows(UnsupportedFormatException.class, () -> ColdSegmentReader.open(newer));
        assertTrue(String.valueOf(tooNew.getMessage()).contains("upgrade"));
    }

    @Test
    void statisticsCoverNumbersAndTruthValuesOnly() {
        Schema schema = RandomColumns.schema(List.of("bool", "f32", "string", "i8[2]"), true);
        MemoryRun run = new RandomColumns(2, arena).run(schema, 0, 5000, 8192);
        try (ColdSegmentReader reader = ColdSegmentReader.open(write(run, FACTS))) {
            assertEquals(2, Objects.requireNonNull(reader.statistics(0)).blockCount());
            assertNotNull(reader.statistics(1));
            assertNull(reader.statistics(2));
            assertNull(reader.statistics(3));
        }
    }
}
