package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

final class TailExtentTest {
    @TempDir Path directory;

    private TailPool pool;
    private final Arena arena = Arena.ofShared();

    @BeforeEach
    void createPool() {
        pool = TailPool.create(LocalStorage.INSTANCE, directory, 1, 256L << 20);
    }

    @AfterEach
    void closePool() {
        pool.close();
        arena.close();
    }

    private TailExtent extent(int sizeClass) {
        TailExtent extent = pool.poll(sizeClass);
        return extent != null ? extent : Objects.requireNonNull(pool.allocate(sizeClass));
    }

    private TailExtent begun(int sizeClass, Schema schema) {
        TailExtent extent = extent(sizeClass);
        extent.begin(7, schema, 11, 1000, TextModes.initial(schema));
        return extent;
    }

    private static RowRun unsealed() {
        throw new AssertionError("nothing was sealed");
    }

    private static void assertHolds(SampleRows sample, TailExtent extent, String where) {
        int rows = extent.rowCount();
        sample.assertHolds(extent.run(rows, TailExtentTest::unsealed), where + " run");
        StoredColumns stored = extent.sealedView(rows);
        assertEquals(rows == 0 ? 0 : 1, stored.chunkCount());
        for (int c = 0; c < sample.schema().size() && rows > 0; c++) {
            ColumnVector column = stored.read(c, 0, arena());
            assertEquals(rows, column.rowCount());
            sample.assertHolds(c, 0, column, where + " stored");
            assertNullSlotsAreZero(column);
        }
    }

    private static Arena arena() {
        return Arena.ofAuto();
    }

    private static void assertNullSlotsAreZero(ColumnVector column) {
        for (int row = 0; row < column.rowCount(); row++) {
            if (!column.isNull(row)) {
                continue;
            }
            if (column.dictionary() != null) {
                assertEquals(0, column.getCode(row));
            } else if (column.type().isVariable()) {
                assertEquals(column.start(row), column.end(row));
            } else if (column.type().isBool()) {
                assertFalse(column.getBool(row));
            } else {
                for (byte b : column.bytes(row).toArray(ValueLayout.JAVA_BYTE)) {
                    assertEquals(0, b);
                }
            }
        }
    }

    @Test
    void rowsOfEveryTypeComeBackFromBodiesBatchesAndBothMixed() {
        for (int round = 0; round < 60; round++) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            Schema schema =
                    round % 3 == 2 ? SampleRows.wide(random) : SampleRows.everyType(round % 3 == 0);
            int rows = 1 + random.nextInt(round % 10 == 0 ? 5000 : 300);
            SampleRows sample = SampleRows.random(schema, rows, random, arena);
            SampleRows.Bodies bodies = sample.bodies();
            TailExtent extent = begun(8, schema);
            int done = 0;
            while (done < rows) {
                int count = 1 + random.nextInt(Math.min(rows - done, 1 + random.nextInt(1500)));
                int taken =
                        random.nextBoolean()
                                ? bodies.append(extent, done, count)
                                : extent.appendBatch(sample.vectors(), done, count);
                done += taken;
                if (taken < count) {
                    break;
                }
            }
            assertEquals(done, extent.rowCount());
            assertTrue(done > 0);
            assertHolds(sample, extent, "seed " + seed);
            pool.release(extent);
        }
    }

    @Test
    void batchesMayBeSlicesAndDictionaryCoded() {
        Random random = new Random(5);
        Schema schema = SampleRows.everyType(true);
        SampleRows sample = SampleRows.random(schema, 700, random, arena);
        TailExtent first = begun(8, schema);
        assertEquals(700, first.appendBatch(sample.vectors(), 0, 700));
        List<ColumnVector> coded = new ArrayList<>();
        for (int c = 0; c < schema.size(); c++) {
            coded.add(first.sealedView(700).read(c, 0, arena).slice(100, 600));
        }
        TailExtent second = begun(8, schema);
        assertEquals(13, second.appendBatch(coded, 0, 13));
        assertEquals(500, second.appendBatch(coded, 13, 500));
        List<ColumnVector> expected = new ArrayList<>();
        for (ColumnVector vector : sample.vectors()) {
            expected.add(vector.slice(100, 600));
        }
        assertHolds(SampleRows.of(schema, expected, arena), second, "coded slices");
    }

    @Test
    void nullSlotsOfABatchAreZeroedWhateverTheCallerLeftInThem() {
        Schema schema =
                new Schema(
                        1,
                        List.of(
                                Column.of(1, "a", ColumnType.scalar(ElementType.INT64), true),
                                Column.of(2, "b", ColumnType.scalar(ElementType.BOOL), true)),
                        null);
        MemorySegment ones = arena.allocate(800);
        ones.fill((byte) -1);
        MemorySegment nulls = arena.allocate(16);
        nulls.set(ColumnVector.LONG, 0, 0x5555_5555_5555_5555L);
        List<ColumnVector> batch =
                List.of(
                        ColumnVector.fixed(schema.column(0).type(), 100, nulls, ones),
                        ColumnVector.fixed(schema.column(1).type(), 100, nulls, ones));
        TailExtent extent = begun(0, schema);
        assertEquals(97, extent.appendBatch(batch, 3, 97));
        for (int c = 0; c < 2; c++) {
            ColumnVector stored = extent.sealedView(97).read(c, 0, arena);
            assertTrue(stored.isNull(0));
            assertFalse(stored.isNull(1));
            assertNullSlotsAreZero(stored);
        }
    }

    @Test
    void aFullExtentTakesAPrefixAndKeepsIt() {
        for (int sizeClass = 0; sizeClass < 5; sizeClass++) {
            for (boolean nullable : new boolean[] {false, true}) {
                long seed = System.nanoTime();
                Schema schema = SampleRows.everyType(nullable);
                SampleRows sample = SampleRows.random(schema, 6000, new Random(seed), arena);
                TailExtent extent = begun(sizeClass, schema);
                int taken = sample.bodies().append(extent, 0, 6000);
                assertTrue(taken > 0 && taken < 6000, "seed " + seed + " taken " + taken);
                assertEquals(taken, extent.rowCount());
                assertHolds(sample, extent, "seed " + seed);
            }
        }
    }

    @Test
    void aFixedWidthExtentIsFilledToTheLastRow() {
        Schema schema = narrow();
        TailExtent extent = begun(0, schema);
        SampleRows sample = SampleRows.random(schema, 400, new Random(1), arena);
        int capacity = extent.capacity();
        // 16 KiB, less the directory: 44 bytes a row and at most 63 lost to each column's rounding.
        assertTrue(capacity >= (16384 - 256 - 6 * 63) / 44, "capacity " + capacity);
        assertEquals(capacity, sample.bodies().append(extent, 0, 400));
        assertEquals(0, sample.bodies().append(extent, capacity, 1));
        assertHolds(sample, extent, "full");
    }

    static Schema narrow() {
        return new Schema(
                1,
                List.of(
                        Column.of(1, "ts", ColumnType.TIMESTAMP, false),
                        Column.of(2, "id", ColumnType.scalar(ElementType.INT64), false),
                        Column.of(3, "x", ColumnType.scalar(ElementType.FLOAT64), false),
                        Column.of(4, "y", ColumnType.scalar(ElementType.FLOAT64), false),
                        Column.of(5, "z", ColumnType.scalar(ElementType.FLOAT64), false),
                        Column.of(6, "n", ColumnType.scalar(ElementType.INT32), false)),
                "ts");
    }

    @Test
    void aRecycledExtentIsAllZero() {
        Schema schema = SampleRows.everyType(true);
        SampleRows sample = SampleRows.random(schema, 3000, new Random(3), arena);
        TailExtent extent = begun(3, schema);
        sample.bodies().append(extent, 0, 3000);
        assertFalse(isZero(extent.slab()));
        long before = extent.incarnation();
        assertEquals(0, before % 2);
        pool.release(extent);
        assertEquals(before + 1, extent.incarnation());
        assertTrue(isZero(extent.slab()));
    }

    private static boolean isZero(Slab slab) {
        MemorySegment extents = slab.memory().asSlice(SlabLayout.HEADER_BYTES);
        return extents.mismatch(arena().allocate(extents.byteSize())) == -1;
    }

    private static Schema texts(Column.Encoding encoding) {
        return new Schema(
                1,
                List.of(
                        new Column(1, "s", ColumnType.STRING, true, encoding, "", "", Map.of()),
                        Column.of(2, "n", ColumnType.scalar(ElementType.INT32), false)),
                null);
    }

    private SampleRows numbered(Schema schema, int rows, int distinct) {
        ColumnBuilder text = new ColumnBuilder(schema.column(0), rows, arena);
        ColumnBuilder number = new ColumnBuilder(schema.column(1), rows, arena);
        for (int row = 0; row < rows; row++) {
            text.appendText("text number " + row % distinct);
            number.appendLong(row);
        }
        return SampleRows.of(schema, List.of(text.vector(), number.vector()), arena);
    }

    @Test
    void aFullDictionaryMakesTheNextExtentPlain() {
        Schema schema = texts(Column.Encoding.DICTIONARY);
        SampleRows sample = numbered(schema, 70_000, 70_000);
        TailExtent extent = extent(10);
        TextModes modes = TextModes.initial(schema);
        assertTrue(modes.isDictionary(0));
        int done = 0;
        for (int i = 0; i < 20 && modes.isDictionary(0); i++) {
            extent.begin(7, schema, i, 0, modes);
            done = sample.bodies().append(extent, 0, 70_000);
            modes = extent.nextModes();
            assertHolds(sample, extent, "dictionary " + i);
            pool.release(extent);
        }
        assertEquals(65_536, done);
        assertFalse(modes.isDictionary(0));
        extent.begin(7, schema, 99, 0, modes);
        assertEquals(70_000, sample.bodies().append(extent, 0, 70_000));
        assertNull(extent.sealedView(70_000).read(0, 0, arena).dictionary());
        assertHolds(sample, extent, "plain");
    }

    @Test
    void aDictionaryThatSavesNothingIsDroppedAndTriedAgainLater() {
        Schema schema = texts(Column.Encoding.AUTO);
        SampleRows unique = numbered(schema, 500, 500);
        TextModes modes = TextModes.initial(schema);
        List<Boolean> coded = new ArrayList<>();
        TailExtent extent = extent(4);
        for (int i = 0; i < 9; i++) {
            coded.add(modes.isDictionary(0));
            extent.begin(7, schema, i, 0, modes);
            assertEquals(500, unique.bodies().append(extent, 0, 500));
            modes = extent.nextModes();
            pool.release(extent);
        }
        assertEquals(List.of(true, false, false, false, true, false, false, false, false), coded);
    }

    @Test
    void aDictionaryOfFewTextsStaysAndMakesExtentsHoldMoreRows() {
        Schema schema = texts(Column.Encoding.AUTO);
        SampleRows few = numbered(schema, 40_000, 50);
        TextModes modes = TextModes.initial(schema);
        TailExtent extent = extent(3);
        for (int i = 0; i < 4; i++) {
            extent.begin(7, schema, i, 0, modes);
            int taken = few.bodies().append(extent, 0, 40_000);
            // 8 bytes a row and a validity bit: 16,000 rows in 128 KiB.
            assertTrue(i == 0 || taken > 14_500, "extent " + i + " took " + taken);
            modes = extent.nextModes();
            assertTrue(modes.isDictionary(0));
            pool.release(extent);
        }
    }

    @Test
    void plainTextFillsExtentsOnceItsLengthIsKnown() {
        Schema schema = texts(Column.Encoding.PLAIN);
        SampleRows sample = numbered(schema, 20_000, 20_000);
        TextModes modes = TextModes.initial(schema);
        TailExtent extent = extent(4);
        for (int i = 0; i < 3; i++) {
            extent.begin(7, schema, i, 0, modes);
            int taken = sample.bodies().append(extent, 0, 20_000);
            // About 17 + 4 + 4 bytes a row: 10,400 rows in 256 KiB at best.
            assertTrue(taken > 9_000, "extent " + i + " took " + taken);
            modes = extent.nextModes();
            pool.release(extent);
        }
    }

    @Test
    void aValueFarLongerThanThoseBeforeFitsWhereverItComes() {
        Schema schema = texts(Column.Encoding.PLAIN);
        ColumnBuilder text = new ColumnBuilder(schema.column(0), 3, arena);
        ColumnBuilder number = new ColumnBuilder(schema.column(1), 3, arena);
        text.appendText("short");
        text.appendText("y".repeat(900_000));
        text.appendNull();
        number.appendLong(1);
        number.appendLong(2);
        number.appendLong(3);
        SampleRows sample = SampleRows.of(schema, List.of(text.vector(), number.vector()), arena);
        TailExtent small = begun(0, schema);
        assertEquals(1, sample.bodies().append(small, 0, 3));
        TextModes modes = small.nextModes();
        int sizeClass = TailExtent.sizeClassFor(schema, 900_100);
        assertEquals(6, sizeClass);
        TailExtent large = extent(sizeClass);
        large.begin(7, schema, 1, 1, modes);
        assertEquals(2, sample.bodies().append(large, 1, 2));
        assertEquals(900_000, large.sealedView(2).read(0, 0, arena).bytes(0).byteSize());
        // A huge value once does not take the rows from the short ones to come.
        TextModes after = large.nextModes();
        TailExtent next = extent(6);
        next.begin(7, schema, 2, 3, after);
        assertTrue(next.capacity() > 400, "capacity " + next.capacity());
    }

    @Test
    void anExtentTooSmallForItsFirstRowTakesNothing() {
        Schema schema = texts(Column.Encoding.PLAIN);
        ColumnBuilder text = new ColumnBuilder(schema.column(0), 1, arena);
        ColumnBuilder number = new ColumnBuilder(schema.column(1), 1, arena);
        text.appendText("z".repeat(20_000));
        number.appendLong(1);
        TailExtent extent = begun(0, schema);
        assertEquals(0, extent.appendBatch(List.of(text.vector(), number.vector()), 0, 1));
        assertEquals(0, extent.rowCount());
        pool.release(extent);
    }

    @Test
    void aRowWiderThanTheLargestExtentIsRefusedByName() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            columns.add(
                    Column.of(
                            i + 1,
                            "v" + i,
                            ColumnType.vector(ElementType.COMPLEX128, 1 << 20),
                            false));
        }
        Schema schema = new Schema(1, columns, null);
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class, () -> TailExtent.sizeClassFor(schema, 0));
        assertTrue(refused.toString().contains("67108864"), refused.toString());
        Schema single = new Schema(1, columns.subList(0, 1), null);
        assertEquals(11, TailExtent.sizeClassFor(single, TextModes.initial(single)));
        assertThrows(
                IllegalArgumentException.class,
                () -> extent(0).begin(1, single, 1, 0, TextModes.initial(single)));
    }

    @Test
    void theWidestSchemaFitsAndComesBack() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < Schema.MAX_COLUMNS; i++) {
            columns.add(
                    Column.of(
                            i + 1,
                            "c" + i,
                            i % 2 == 0 ? ColumnType.STRING : ColumnType.scalar(ElementType.INT8),
                            i % 3 == 0));
        }
        Schema schema = new Schema(1, columns, null);
        SampleRows sample = SampleRows.random(schema, 3, new Random(9), arena);
        TailExtent extent =
                begun(TailExtent.sizeClassFor(schema, TextModes.initial(schema)), schema);
        assertEquals(1, Math.min(1, sample.bodies().append(extent, 0, 3)));
        assertHolds(sample, extent, "wide");
    }

    @Test
    void appendTimesAreThoseOfTheFirstAndTheLastAppend() {
        TailExtent extent = begun(0, narrow());
        assertEquals(Long.MIN_VALUE, extent.view().firstAppendNanos());
        extent.noteAppend(0);
        extent.noteAppend(5);
        extent.noteAppend(9);
        assertEquals(0, extent.view().firstAppendNanos());
        assertEquals(9, extent.view().lastAppendNanos());
        assertEquals(1000, extent.baseRow());
        assertEquals(11, extent.segmentId());
        assertEquals(7, extent.view().tableOrdinal());
    }

    @Test
    void aViewTellsHowManyVisibleRowsItsExtentHas() {
        Schema schema = narrow();
        SampleRows sample = SampleRows.random(schema, 100, new Random(1), arena);
        TailExtent extent = begun(0, schema);
        TailExtentView view = extent.view();
        sample.bodies().append(extent, 0, 60);
        assertEquals(0, view.visibleRows(0));
        assertEquals(0, view.visibleRows(1000));
        assertEquals(25, view.visibleRows(1025));
        assertEquals(60, view.visibleRows(1060));
        assertTrue(extent.nextModes() != null);
        // Later rows of the table are in the next extent.
        assertEquals(60, view.visibleRows(5000));
        assertEquals(30, view.visibleRows(1030));
        pool.release(extent);
        assertEquals(-1, view.visibleRows(1030));
        extent.begin(7, schema, 12, 1060, TextModes.initial(schema));
        assertEquals(-1, view.visibleRows(1030));
        assertEquals(40, extent.view().visibleRows(1100));
        pool.close();
        assertEquals(-1, extent.view().visibleRows(1100));
        assertFalse(extent.view().isCurrent());
    }

    @Test
    void anExtentIsHalfFullWhenRowsOrAHeapAre() {
        Schema schema = texts(Column.Encoding.PLAIN);
        SampleRows sample = numbered(schema, 1000, 1000);
        TailExtent byRows = begun(0, schema);
        int taken = 0;
        while (!byRows.isHalfFull()) {
            taken += sample.bodies().append(byRows, taken, 1);
        }
        assertTrue(taken > 100 && taken < byRows.capacity(), "taken " + taken);
        ColumnBuilder text = new ColumnBuilder(schema.column(0), 2, arena);
        ColumnBuilder number = new ColumnBuilder(schema.column(1), 2, arena);
        for (int i = 0; i < 2; i++) {
            text.appendText("x".repeat(4500));
            number.appendLong(1);
        }
        TailExtent byBytes = begun(0, schema);
        List<ColumnVector> batch = List.of(text.vector(), number.vector());
        assertEquals(1, byBytes.appendBatch(batch, 0, 1));
        boolean before = byBytes.isHalfFull();
        assertEquals(1, byBytes.appendBatch(batch, 1, 1));
        assertTrue(!before && byBytes.isHalfFull());
    }
}
