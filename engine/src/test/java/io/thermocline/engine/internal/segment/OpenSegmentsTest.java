package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

final class OpenSegmentsTest {
    private static final Schema NUMBERS =
            new Schema(
                    1,
                    List.of(Column.of(1, "n", ColumnType.scalar(ElementType.INT64), false)),
                    null);

    private final Arena arena = Arena.ofShared();
    private final Map<Path, MemoryColumns> files = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();

    @AfterEach
    void close() {
        arena.close();
    }

    private MemoryColumns open(Tier tier, Path file) {
        opened.incrementAndGet();
        MemoryColumns columns = new MemoryColumns(NUMBERS, 0, numbers(0, 100), 4096, false);
        files.put(file, columns);
        return columns;
    }

    private List<ColumnVector> numbers(long from, int count) {
        ColumnBuilder builder = new ColumnBuilder(NUMBERS.column(0), count, arena);
        for (int i = 0; i < count; i++) {
            builder.appendLong(from + i);
        }
        return List.of(builder.vector());
    }

    private static Path file(int number) {
        return Path.of(number + ".seg");
    }

    private int closes(int number) {
        return java.util.Objects.requireNonNull(files.get(file(number))).closes.get();
    }

    private static RowRun run(OpenSegments segments, int number) {
        return segments.run(Tier.HOT, file(number), 0, 100, NUMBERS);
    }

    @Test
    void aFileIsOpenedByItsFirstReaderAndKeptForTheNext() {
        OpenSegments segments = new OpenSegments(this::open);
        RowRun run = run(segments, 1);
        assertEquals(0, opened.get());
        for (int i = 0; i < 3; i++) {
            try (BlockReader reader = run.open()) {
                assertEquals(7, reader.read(0, 0, 64).getLong(7));
            }
        }
        assertEquals(1, opened.get());
        assertEquals(1, segments.idleCount());
        segments.close();
        assertEquals(1, closes(1));
        assertThrows(IllegalStateException.class, run::open);
    }

    @Test
    void theLongestIdleFilesAreClosedAndThoseInUseAreNot() {
        OpenSegments segments = new OpenSegments(this::open, 100, 2);
        BlockReader used = run(segments, 0).open();
        for (int i = 1; i <= 4; i++) {
            run(segments, i).open().close();
        }
        assertEquals(3, segments.openCount());
        assertEquals(2, segments.idleCount());
        assertEquals(
                List.of(0, 1, 1, 0, 0),
                List.of(closes(0), closes(1), closes(2), closes(3), closes(4)));
        run(segments, 3).open().close();
        run(segments, 5).open().close();
        assertEquals(1, closes(4));
        assertEquals(0, closes(3));
        assertEquals(99, used.read(0, 64, 36).getLong(35));
        used.close();
        segments.close();
    }

    @Test
    void tooManyFilesInUseAreRefusedAndIdleOnesMakeRoom() {
        OpenSegments segments = new OpenSegments(this::open, 2, 2);
        run(segments, 1).open().close();
        BlockReader second = run(segments, 2).open();
        BlockReader third = run(segments, 3).open();
        assertEquals(1, closes(1));
        assertThrows(IllegalStateException.class, () -> run(segments, 4).open());
        second.close();
        run(segments, 4).open().close();
        third.close();
        segments.close();
        assertEquals(0, segments.openCount());
    }

    @Test
    void anEvictedFileIsClosedWhenItsLastReaderIs() {
        OpenSegments segments = new OpenSegments(this::open);
        BlockReader reader = run(segments, 1).open();
        segments.evict(file(1));
        segments.evict(file(77));
        assertEquals(42, reader.read(0, 0, 64).getLong(42));
        assertEquals(0, closes(1));
        reader.close();
        reader.close();
        assertEquals(1, closes(1));
        assertEquals(0, segments.openCount());
        run(segments, 2).open().close();
        segments.evict(file(2));
        assertEquals(1, closes(2));
        assertEquals(0, segments.openCount());
        segments.close();
    }

    @Test
    void aFileThatCannotBeOpenedIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        OpenSegments segments =
                new OpenSegments((tier, file) -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new CorruptFileException(file, 0, "magic", 1, 2);
                    }
                    return open(tier, file);
                });
        assertThrows(CorruptFileException.class, () -> run(segments, 1).open());
        assertEquals(0, segments.openCount());
        run(segments, 1).open().close();
        assertEquals(1, segments.openCount());
        segments.close();
    }

    @Test
    void closingWaitsForNobodyAndClosesWhatIsInUseLater() {
        OpenSegments segments = new OpenSegments(this::open);
        BlockReader reader = run(segments, 1).open();
        segments.close();
        assertEquals(5, reader.read(0, 0, 64).getLong(5));
        reader.close();
        assertEquals(1, closes(1));
    }

    @Test
    void rowsThatTheFileHasNotGotAreRefused() {
        OpenSegments segments = new OpenSegments(this::open);
        for (RowRun run :
                List.of(
                        segments.run(Tier.HOT, file(1), 0, 101, NUMBERS),
                        segments.run(Tier.HOT, file(1), -1, 10, NUMBERS),
                        segments.run(Tier.HOT, file(1), 100, 1, NUMBERS))) {
            assertThrows(CorruptFileException.class, run::open);
        }
        assertEquals(segments.openCount(), segments.idleCount());
        segments.close();
    }

    @Test
    void statisticsAreGivenForWholeFilesOnly() {
        OpenSegments segments = new OpenSegments(this::open);
        assertNotNull(run(segments, 1).statistics(0));
        assertNull(segments.run(Tier.HOT, file(1), 0, 99, NUMBERS).statistics(0));
        assertNull(segments.run(Tier.HOT, file(1), 1, 99, NUMBERS).statistics(0));
        assertEquals(0, segments.openCount() - segments.idleCount());
        segments.close();
    }

    @Test
    void anyPartOfAFileReadsLikeTheWhole() {
        Random random = new Random(8);
        Schema schema = SampleRows.everyType(true);
        SampleRows sample = SampleRows.random(schema, 10_000, random, arena);
        for (boolean decodes : new boolean[] {false, true}) {
            MemoryColumns stored = new MemoryColumns(schema, 500, sample.vectors(), 4096, decodes);
            OpenSegments segments = new OpenSegments((tier, file) -> stored);
            sample.assertHolds(segments.run(Tier.WARM, file(1), 500, 10_000, schema), "whole");
            for (int shift : new int[] {0, 1, 63, 64, 100, 4095, 4096, 9999}) {
                int rows = 1 + random.nextInt(10_000 - shift);
                List<ColumnVector> part = new ArrayList<>();
                for (ColumnVector vector : sample.vectors()) {
                    part.add(vector.slice(shift, rows));
                }
                SampleRows.of(schema, part, arena)
                        .assertHolds(
                                segments.run(Tier.COLD, file(1), 500 + shift, rows, schema),
                                "shift " + shift + " rows " + rows);
            }
            segments.close();
        }
    }

    @Test
    void aChunkIsDecodedOnce() {
        Schema schema = SampleRows.everyType(false);
        SampleRows sample = SampleRows.random(schema, 8192, new Random(4), arena);
        MemoryColumns stored = new MemoryColumns(schema, 0, sample.vectors(), 8192, true);
        OpenSegments segments = new OpenSegments((tier, file) -> stored);
        sample.assertHolds(segments.run(Tier.WARM, file(1), 0, 8192, schema), "two blocks");
        assertEquals(schema.size(), stored.reads.get());
        segments.close();
    }

    @Test
    void readersAndEvictionsBesideEachOtherNeverReadAClosedFile() throws Exception {
        OpenSegments segments = new OpenSegments(this::open, 1000, 1);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> results = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                int seed = t;
                results.add(
                        threads.submit(() -> {
                            Random random = new Random(seed);
                            for (int i = 0; i < 5000; i++) {
                                int number = random.nextInt(4);
                                if (random.nextInt(5) == 0) {
                                    segments.evict(file(number));
                                }
                                try (BlockReader reader = run(segments, number).open()) {
                                    assertEquals(9, reader.read(0, 0, 64).getLong(9));
                                }
                            }
                        }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
        assertTrue(segments.idleCount() <= 1);
        segments.close();
        assertEquals(0, segments.openCount());
    }
}
