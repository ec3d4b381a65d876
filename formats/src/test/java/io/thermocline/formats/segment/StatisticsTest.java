package io.thermocline.formats.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.encoding.Codec;
import io.thermocline.formats.segment.SampleColumns.Nulls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Zone maps against a count by hand. */
class StatisticsTest {
    @TempDir Path folder;

    private Arena arena = Arena.ofConfined();

    @BeforeEach
    void open() {
        arena = Arena.ofConfined();
    }

    @AfterEach
    void close() {
        arena.close();
    }

    /** The rows of one block that count, as a person would sort them. */
    private static List<Number> sorted(ColumnVector rows, int from, int to) {
        List<Number> values = new ArrayList<>();
        ColumnType type = rows.type();
        for (int row = from; row < to; row++) {
            if (rows.isNull(row)) {
                continue;
            }
            if (type.isBool()) {
                values.add(rows.getBool(row) ? 1L : 0L);
            } else if (type.isNumber() && type.element().isFloat()) {
                double value = rows.getDouble(row);
                if (!Double.isNaN(value)) {
                    values.add(value);
                }
            } else {
                values.add(type.isNumber() ? rows.getLong(row) : 0L);
            }
        }
        values.sort((a, b) ->
                a instanceof Double
                        ? Double.compare(a.doubleValue(), b.doubleValue())
                        : Long.compare(a.longValue(), b.longValue()));
        return values;
    }

    private static void assertTrueOf(ColumnVector rows, BlockStatistics found, String message) {
        ColumnType type = rows.type();
        boolean isFloating = type.isNumber() && type.element().isFloat();
        assertEquals(isFloating, found.isFloating(), message);
        assertEquals((rows.rowCount() + 4095) / 4096, found.blockCount(), message);
        for (int block = 0; block < found.blockCount(); block++) {
            int from = block * StoredColumns.BLOCK_ROWS;
            int to = Math.min(rows.rowCount(), from + StoredColumns.BLOCK_ROWS);
            String where = message + ", " + type.text() + ", block " + block;
            int nulls = 0;
            for (int row = from; row < to; row++) {
                nulls += rows.isNull(row) ? 1 : 0;
            }
            List<Number> values = sorted(rows, from, to);
            assertEquals(nulls, found.nullCount(block), where);
            assertEquals(values.size(), found.valueCount(block), where);
            if (!values.isEmpty() && (type.isNumber() || type.isBool())) {
                assertEquals(bits(values.getFirst()), found.minBits(block), where);
                assertEquals(bits(values.getLast()), found.maxBits(block), where);
            } else {
                assertEquals(0, found.minBits(block), where);
                assertEquals(0, found.maxBits(block), where);
            }
        }
    }

    private static long bits(Number value) {
        return value instanceof Double
                ? Double.doubleToRawLongBits(value.doubleValue())
                : value.longValue();
    }

    @ParameterizedTest
    @EnumSource(Nulls.class)
    void everyTypeHasTheStatisticsThatACountByHandGives(Nulls nulls) throws IOException {
        Schema schema = SampleColumns.schema(SampleColumns.ALL_TYPES, true);
        for (int rows : new int[] {0, 1, 4095, 4096, 4097, 13_000}) {
            SampleRun run = new SampleColumns(rows, arena).run(schema, 0, rows, 16_384, nulls);
            for (Codec codec : Codec.values()) {
                Path file = folder.resolve("statistics." + codec);
                SegmentFiles.write(file, codec, List.of(run));
                try (SegmentReader reader = SegmentFiles.open(file)) {
                    for (int c = 0; c < schema.size(); c++) {
                        assertTrueOf(run.columns().get(c), reader.statistics(c), "seed " + rows);
                    }
                }
            }
        }
    }

    @Test
    void piecesThatSplitBlocksAddUp() throws IOException {
        Schema schema = SampleColumns.schema(SampleColumns.ALL_TYPES, true);
        Random random = new Random(17);
        SampleRun run = new SampleColumns(17, arena).run(schema, 0, 20_000, 32_768, Nulls.SOME);
        List<SampleRun> cut = new ArrayList<>();
        for (int from = 0; from < 20_000; ) {
            int count = Math.min(20_000 - from, random.nextInt(6000));
            cut.add(run.slice(from, count, 8192));
            from += count;
        }
        Path file = folder.resolve("pieces.segz");
        SegmentFiles.write(file, Codec.DEFLATE, cut);
        try (SegmentReader reader = SegmentFiles.open(file)) {
            for (int c = 0; c < schema.size(); c++) {
                assertTrueOf(run.columns().get(c), reader.statistics(c), "seed 17");
            }
        }
    }

    private static BlockStatistics statistics(ColumnVector rows) {
        try (Arena scratch = Arena.ofConfined()) {
            StatisticsBuilder builder =
                    new StatisticsBuilder(rows.type(), rows.rowCount(), scratch);
            builder.add(rows);
            ChunkEntry nowhere = new ChunkEntry(Codec.RAW, 0, 0, 0, 0, new BufferBytes(0, 0, 0, 0));
            return new StatisticsReader(Path.of("x"), nowhere, "x", builder.isFloating())
                    .read(builder.entries(), rows.rowCount());
        }
    }

    private ColumnVector doubles(double... values) {
        MemorySegment memory = arena.allocate(values.length * 8L, 64);
        for (int i = 0; i < values.length; i++) {
            memory.set(ColumnVector.DOUBLE, i * 8L, values[i]);
        }
        return ColumnVector.fixed(ColumnType.parse("f64"), values.length, null, memory);
    }

    @Test
    void minusZeroIsBelowZero() {
        BlockStatistics both = statistics(doubles(0.0, -0.0));
        assertEquals(Double.doubleToRawLongBits(-0.0), both.minBits(0));
        assertEquals(0, both.maxBits(0));
        BlockStatistics minus = statistics(doubles(-0.0));
        assertEquals(Double.doubleToRawLongBits(-0.0), minus.maxBits(0));
    }

    @Test
    void nanOfEitherSignIsLeftOut() {
        double minusNan = Double.longBitsToDouble(0xFFF0_0000_0000_0001L);
        for (double nan : new double[] {Double.NaN, minusNan}) {
            BlockStatistics some = statistics(doubles(nan, 3, nan, -2, nan));
            assertEquals(2, some.valueCount(0));
            assertEquals(0, some.nullCount(0));
            assertEquals(-2, some.minDouble(0));
            assertEquals(3, some.maxDouble(0));
            BlockStatistics none = statistics(doubles(nan));
            assertEquals(0, none.valueCount(0));
            assertFalse(Double.isNaN(none.minDouble(0)));
        }
    }

    @Test
    void infinitiesAreValues() {
        BlockStatistics found =
                statistics(doubles(Double.NEGATIVE_INFINITY, 1, Double.POSITIVE_INFINITY));
        assertEquals(3, found.valueCount(0));
        assertEquals(Double.NEGATIVE_INFINITY, found.minDouble(0));
        assertEquals(Double.POSITIVE_INFINITY, found.maxDouble(0));
    }

    @Test
    void bitsAreCountedAndSetAnywhere() {
        Random random = new Random(23);
        for (int round = 0; round < 2000; round++) {
            MemorySegment bits = arena.allocate(64);
            for (int i = 0; i < 64; i++) {
                bits.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
            }
            int from = random.nextInt(300);
            int count = random.nextInt(200);
            int expected = 0;
            for (int i = 0; i < count; i++) {
                expected += ColumnVector.bit(bits, from + i) ? 1 : 0;
            }
            assertEquals(expected, Bits.count(bits, from, count), "round " + round);
            MemorySegment set = arena.allocate(64).copyFrom(bits);
            Bits.set(set, from, count);
            assertEquals(count, Bits.count(set, from, count), "round " + round);
            for (int i = 0; i < 512; i++) {
                boolean isKept = i < from || i >= (from + count + 7) / 8 * 8;
                if (isKept) {
                    assertEquals(
                            ColumnVector.bit(bits, i), ColumnVector.bit(set, i), "round " + round);
                }
            }
        }
    }
}
