package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Random;

final class TailDirectoryTest {
    private static final Schema SCHEMA = SampleRows.everyType(true);

    @TempDir Path directory;

    private final Arena arena = Arena.ofShared();
    private TailPool pool;

    @BeforeEach
    void createPool() {
        pool = TailPool.create(LocalStorage.INSTANCE, directory, 4, 64L << 20);
    }

    @AfterEach
    void close() {
        pool.close();
        arena.close();
    }

    private TailExtent begun(int sizeClass, int table, long baseRow) {
        TailExtent extent = Objects.requireNonNull(pool.allocate(sizeClass));
        extent.begin(table, SCHEMA, 100 + baseRow, baseRow, TextModes.initial(SCHEMA));
        return extent;
    }

    private SampleRows fill(TailExtent extent, int rows, long seed) {
        SampleRows sample = SampleRows.random(SCHEMA, rows, new Random(seed), arena);
        assertEquals(rows, sample.bodies().append(extent, 0, rows));
        return sample;
    }

    private static RowRun unsealed() {
        throw new AssertionError("nothing was sealed");
    }

    private static List<TailExtentView> extents(TailDirectory tail, int table) {
        return tail.extents(table, version -> version == 3 ? SCHEMA : null);
    }

    @Test
    void anotherMappingSeesTheSameRows() {
        TailExtent second = begun(9, 5, 700);
        SampleRows later = fill(second, 1000, 2);
        TailExtent first = begun(8, 5, 0);
        SampleRows earlier = fill(first, 700, 1);
        fill(begun(8, 6, 0), 10, 3);
        first.noteAppend(77);
        try (TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory)) {
            List<TailExtentView> views = extents(tail, 5);
            assertEquals(2, views.size());
            assertEquals(0, views.get(0).baseRow());
            assertEquals(700, views.get(1).baseRow());
            assertEquals(800, views.get(1).segmentId());
            assertEquals(77, views.get(0).lastAppendNanos());
            earlier.assertHolds(views.get(0).run(700, TailDirectoryTest::unsealed), "first");
            later.assertHolds(views.get(1).run(1000, TailDirectoryTest::unsealed), "second");
            assertEquals(3, tail.extents((table, version) -> SCHEMA).size());
            assertEquals(0, extents(tail, 7).size());
        }
    }

    @Test
    void rowsAppendedAfterOpeningAreSeenThroughTheSameView() {
        TailExtent extent = begun(9, 5, 0);
        try (TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory)) {
            TailExtentView view = extents(tail, 5).getFirst();
            // The layout is only settled by the first rows.
            SampleRows sample = fill(extent, 1500, 9);
            sample.assertHolds(view.run(1500, TailDirectoryTest::unsealed), "appended");
        }
    }

    @Test
    void newSlabsAreFoundAndGivenBackOnesForgotten() {
        try (TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory)) {
            assertEquals(0, extents(tail, 5).size());
            TailExtent extent = begun(8, 5, 0);
            assertTrue(tail.refresh());
            assertFalse(tail.refresh());
            TailExtentView view = extents(tail, 5).getFirst();
            assertTrue(view.isCurrent());
            pool.release(extent);
            assertFalse(view.isCurrent());
            assertEquals(0, extents(tail, 5).size());
            TailPool.deleteSlabs(LocalStorage.INSTANCE, directory);
            assertTrue(tail.refresh());
        }
    }

    @Test
    void aForeignRunFollowsItsRowsToTheSealedFile() {
        TailExtent extent = begun(8, 5, 0);
        SampleRows sample = fill(extent, 600, 4);
        MemoryColumns copy = MemoryColumns.copyOf(extent.sealedView(600), arena);
        try (TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory);
                OpenSegments segments = new OpenSegments((tier, file) -> copy)) {
            RowRun sealed = segments.run(Tier.HOT, directory, 0, 600, SCHEMA);
            RowRun run = extents(tail, 5).getFirst().run(600, () -> sealed);
            RowRun unread = extents(tail, 5).getFirst().run(600, () -> sealed);
            try (BlockReader reader = run.open()) {
                sample.assertHolds(2, 0, reader.read(2, 0, 600), "tail");
                pool.release(extent);
                sample.assertHolds(3, 0, reader.read(3, 0, 600), "sealed");
            }
            sample.assertHolds(unread, "never read before");
        }
    }

    @Test
    void theTailOfADeadProcessIsRecoveredAndSealed() throws IOException {
        TailExtent extent = begun(9, 5, 40);
        SampleRows sample = fill(extent, 900, 6);
        extent.noteAppend(1);
        Path file = directory.resolve("sealed.seg");
        // The pool is not closed: as after a kill, only the files are left.
        try (TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory)) {
            TailExtentView view = extents(tail, 5).getFirst();
            Sealer.SealedFile sealed = new Sealer(LocalStorage.INSTANCE).seal(view, 650, file);
            assertEquals(Files.size(file), sealed.bytes());
            assertEquals(40, sealed.info().baseRow());
        }
        try (OpenSegments segments = new OpenSegments(TailRunTest::open)) {
            sample.assertHolds(segments.run(Tier.HOT, file, 40, 650, SCHEMA), "recovered");
        }
    }

    @Test
    void whatIsNoSlabIsRefusedAndASlabInTheMakingSkipped() throws IOException {
        Files.write(directory.resolve("a.slab"), new byte[100_000]);
        Files.write(directory.resolve("b.slab"), new byte[3]);
        Files.write(directory.resolve("c.txt"), new byte[3]);
        try (TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory)) {
            assertEquals(0, extents(tail, 5).size());
        }
        Files.writeString(directory.resolve("d.slab"), "hello, I am not a slab".repeat(9));
        assertThrows(
                CorruptFileException.class,
                () -> TailDirectory.open(LocalStorage.INSTANCE, directory));
    }

    @Test
    void anyDamageOfHeaderOrDirectoryIsAnExceptionOrChangesNothing() throws IOException {
        TailExtent extent = begun(6, 5, 0);
        SampleRows sample = fill(extent, 40, 12);
        Path file = extent.slab().file();
        int directoryBytes = ExtentLayout.directoryBytes(SCHEMA.size());
        byte[] sound = Files.readAllBytes(file);
        int damaged = 0;
        for (int at = 0; at < SlabLayout.HEADER_BYTES + directoryBytes; at++) {
            boolean isHeader = at < SlabLayout.IDENTITY_BYTES;
            if (!isHeader && at < SlabLayout.HEADER_BYTES + 8) {
                continue;
            }
            write(file, at, (byte) (sound[at] ^ 0x41));
            try (TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory)) {
                for (TailExtentView view : extents(tail, 5)) {
                    sample.assertHolds(view.run(40, TailDirectoryTest::unsealed), "at " + at);
                }
            } catch (FormatException e) {
                damaged++;
            }
            write(file, at, sound[at]);
        }
        assertEquals(SlabLayout.IDENTITY_BYTES + directoryBytes - 8, damaged);
    }

    private static void write(Path file, int at, byte value) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {value}), at);
        }
    }

    @Test
    void garbageInTheColumnsNeverEscapesTheExtent() throws IOException {
        TailExtent extent = begun(6, 5, 0);
        fill(extent, 500, 13);
        Path file = extent.slab().file();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int from = (int) SlabLayout.HEADER_BYTES + ExtentLayout.directoryBytes(SCHEMA.size());
        for (int round = 0; round < 50; round++) {
            byte[] noise = new byte[1 << random.nextInt(18)];
            random.nextBytes(noise);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(
                        ByteBuffer.wrap(noise),
                        from + random.nextInt((1 << 20) - from - noise.length));
            }
            try (TailDirectory tail = TailDirectory.open(LocalStorage.INSTANCE, directory)) {
                TailExtentView view = extents(tail, 5).getFirst();
                RowRun run = view.run(500, TailDirectoryTest::unsealed);
                StoredColumns stored = view.stored(500);
                for (int c = 0; c < SCHEMA.size(); c++) {
                    readAll(run, stored, c);
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
    }

    /** Touches every value; damage may show as an exception that says so. */
    private void readAll(RowRun run, StoredColumns stored, int column) {
        try (BlockReader reader = run.open()) {
            touch(reader.read(column, 0, 500));
        } catch (CorruptFileException e) {
            assertTrue(e.toString().contains("column"), e.toString());
        }
        try {
            touch(stored.read(column, 0, arena));
        } catch (CorruptFileException e) {
            assertTrue(e.toString().contains("column"), e.toString());
        }
    }

    private static void touch(ColumnVector vector) {
        for (int row = 0; row < vector.rowCount(); row++) {
            if (vector.isNull(row)) {
                continue;
            }
            switch (vector.type().kind()) {
                case STRING_LIST -> {
                    for (int i = vector.start(row); i < vector.end(row); i++) {
                        assertTrue(vector.childBytes(i).byteSize() >= 0);
                    }
                }
                default -> {
                    if (!vector.type().isBool()) {
                        assertTrue(vector.bytes(row).byteSize() >= 0);
                    }
                }
            }
        }
    }

    @Test
    void aNewerVersionAndATruncatedSlabAreToldApart() throws IOException {
        Path file = begun(6, 5, 0).slab().file();
        write(file, (int) SlabLayout.VERSION_OFFSET, (byte) 2);
        assertThrows(
                UnsupportedFormatException.class,
                () -> TailDirectory.open(LocalStorage.INSTANCE, directory));
        write(file, (int) SlabLayout.VERSION_OFFSET, (byte) 1);
        Path copy = directory.resolve("zz.slab");
        Files.write(copy, java.util.Arrays.copyOf(Files.readAllBytes(file), 9000));
        CorruptFileException corrupt =
                assertThrows(
                        CorruptFileException.class,
                        () -> TailDirectory.open(LocalStorage.INSTANCE, directory));
        assertTrue(corrupt.toString().contains("length"), corrupt.toString());
    }
}
