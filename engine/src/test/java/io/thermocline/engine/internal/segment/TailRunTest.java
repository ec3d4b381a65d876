package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.segment.SegmentReader;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

final class TailRunTest {
    private static final int ROWS = 5000;

    @TempDir Path directory;

    private final Arena arena = Arena.ofShared();
    private final AtomicInteger asked = new AtomicInteger();
    private TailPool pool;
    private OpenSegments segments;
    private SampleRows sample;
    private TailExtent extent;

    @BeforeEach
    void fillAnExtent() {
        pool = TailPool.create(LocalStorage.INSTANCE, directory, 1, 64L << 20);
        segments = new OpenSegments(TailRunTest::open);
        Schema schema = SampleRows.everyType(true);
        sample = SampleRows.random(schema, ROWS, new Random(17), arena);
        extent = Objects.requireNonNull(pool.allocate(9));
        extent.begin(1, schema, 5, 300, TextModes.initial(schema));
        assertEquals(ROWS, sample.bodies().append(extent, 0, ROWS));
    }

    static SegmentReader open(Tier tier, Path file) {
        try {
            return new SegmentReader(file, FileChannel.open(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        segments.close();
        pool.close();
        arena.close();
    }

    /** Seals the extent's rows and lets other rows have its memory. */
    private RowRun sealAndReuse() {
        Path file = directory.resolve("5.seg");
        new Sealer(LocalStorage.INSTANCE).seal(extent.view(), ROWS, file);
        pool.release(extent);
        Schema other = TailExtentTest.narrow();
        extent.begin(2, other, 6, 0, TextModes.initial(other));
        SampleRows rows = SampleRows.random(other, 20_000, new Random(1), arena);
        assertEquals(20_000, rows.bodies().append(extent, 0, 20_000));
        return segments.run(Tier.HOT, file, 300, ROWS, sample.schema());
    }

    private RowRun sealed(RowRun run) {
        asked.incrementAndGet();
        return run;
    }

    @Test
    void aRunGoesOnInTheSealedFileWhenItsExtentIsReused() {
        RowRun[] moved = new RowRun[1];
        RowRun run = extent.run(ROWS, () -> sealed(Objects.requireNonNull(moved[0])));
        assertEquals(Tier.HOT, run.tier());
        assertEquals(300, run.baseRow());
        assertEquals(ROWS, run.rowCount());
        assertNull(run.statistics(0));
        assertNull(run.mask());
        try (BlockReader reader = run.open();
                BlockReader second = run.open()) {
            ColumnVector kept = reader.read(0, 0, 4096);
            sample.assertHolds(0, 0, kept, "before");
            sample.assertHolds(11, 0, second.read(11, 0, 64), "before");
            moved[0] = sealAndReuse();
            // What was read stays; what is read now comes from the file.
            sample.assertHolds(0, 0, kept, "kept");
            for (int c = 1; c < sample.schema().size(); c++) {
                sample.assertHolds(c, 4096, reader.read(c, 4096, ROWS - 4096), "after");
                sample.assertHolds(c, 64, second.read(c, 64, 640), "after");
            }
        }
        sample.assertHolds(run, "whole");
        assertEquals(1, asked.get());
        assertNotNull(run.statistics(0));
    }

    @Test
    void aPrefixOfTheExtentIsAPrefixOfTheFile() {
        RowRun[] moved = new RowRun[1];
        RowRun run = extent.run(777, () -> sealed(Objects.requireNonNull(moved[0])));
        moved[0] = sealAndReuse();
        sample.assertHolds(run, "prefix");
        // Statistics of the file tell of rows that the run has not got.
        assertNull(run.statistics(0));
        try (BlockReader reader = run.open()) {
            assertThrows(IndexOutOfBoundsException.class, () -> reader.read(0, 640, 200));
        }
    }

    @Test
    void aRunOutlivesThePool() {
        RowRun[] moved = new RowRun[1];
        RowRun run = extent.run(ROWS, () -> sealed(Objects.requireNonNull(moved[0])));
        try (BlockReader reader = run.open()) {
            sample.assertHolds(3, 0, reader.read(3, 0, 100), "open");
            moved[0] = sealAndReuse();
            pool.close();
            sample.assertHolds(3, 64, reader.read(3, 64, 100), "closed");
        }
        sample.assertHolds(run, "closed");
    }

    @Test
    void aSealedRunThatIsNotTheSameRowsIsRefused() {
        RowRun run =
                extent.run(
                        ROWS, () -> segments.run(Tier.HOT, directory, 301, ROWS, sample.schema()));
        RowRun shorter =
                extent.run(
                        ROWS,
                        () -> segments.run(Tier.HOT, directory, 300, ROWS - 1, sample.schema()));
        pool.release(extent);
        try (BlockReader reader = run.open();
                BlockReader second = shorter.open()) {
            assertThrows(IllegalStateException.class, () -> reader.read(0, 0, 1));
            assertThrows(IllegalStateException.class, () -> second.read(0, 0, 1));
        }
    }

    @Test
    void aRunWithoutRowsReadsNothing() {
        RowRun run =
                extent.run(
                        0,
                        () -> {
                            throw new AssertionError();
                        });
        try (BlockReader reader = run.open()) {
            assertEquals(0, run.rowCount());
            assertThrows(IndexOutOfBoundsException.class, () -> reader.read(0, 0, 1));
        }
        assertThrows(
                IllegalArgumentException.class, () -> extent.run(-1, () -> sealed(run)).open());
    }

    @Test
    void damagedEndsOfALiveExtentAreReportedWithTheirPlace() {
        Schema schema = sample.schema();
        int column = schema.indexOf("plain");
        TailExtentView view = extent.view();
        ExtentLayout layout = Objects.requireNonNull(view.layout());
        extent.slab()
                .extent(extent.slab().extentCount() - 1)
                .set(ColumnVector.INT, layout.offsetsAt(column) + 400L, -7);
        RowRun run =
                extent.run(ROWS, () -> sealed(segments.run(Tier.HOT, directory, 0, 0, schema)));
        try (BlockReader reader = run.open()) {
            CorruptFileException corrupt =
                    assertThrows(CorruptFileException.class, () -> reader.read(column, 0, 4096));
            assertTrue(corrupt.toString().contains("'plain'"), corrupt.toString());
            assertTrue(corrupt.toString().contains(".slab"), corrupt.toString());
        }
        assertThrows(CorruptFileException.class, () -> view.stored(ROWS).read(column, 0, arena));
        assertFalse(asked.get() > 0);
    }
}
