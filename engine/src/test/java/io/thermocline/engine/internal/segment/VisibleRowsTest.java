package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

final class VisibleRowsTest {
    private static final LocalStorage DISK = LocalStorage.INSTANCE;

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("visible");
    }

    @Test
    void countsOfASectionAppearTogetherWithItsPosition() {
        try (VisibleRows rows = VisibleRows.create(DISK, file, 6);
                VisibleRows other = VisibleRows.openReadOnly(DISK, file)) {
            assertEquals(-1, other.sequence());
            assertArrayEquals(new long[3], other.snapshot(3));
            rows.begin();
            rows.set(0, 10);
            rows.set(2, 7);
            assertEquals(10, other.rows(0));
            assertArrayEquals(new long[3], other.snapshot(3));
            rows.set(0, 12);
            rows.end(41, 99);
            assertArrayEquals(new long[] {12, 0, 7}, other.snapshot(3));
            assertArrayEquals(new long[] {12}, other.snapshot(1));
            VisibleRows.Snapshot snapshot = other.read(2);
            assertEquals(41, snapshot.sequence());
            assertEquals(99, snapshot.timestampNanos());
            assertEquals(6, other.epoch());
        }
    }

    @Test
    void aWriterThatDiedInASectionHoldsNobodyUpAndLeavesTheSectionBefore() {
        try (VisibleRows dead = VisibleRows.create(DISK, file, 1)) {
            dead.begin();
            dead.set(0, 5);
            dead.set(65_535, 6);
            dead.end(0, 0);
            dead.begin();
            dead.set(0, 50);
            dead.set(1, 60);
            dead.set(0, 51);
        }
        try (VisibleRows found = VisibleRows.openReadOnly(DISK, file)) {
            long[] rows = found.snapshot(VisibleRows.TABLES_MAX);
            assertEquals(5, rows[0]);
            assertEquals(0, rows[1]);
            assertEquals(6, rows[65_535]);
        }
    }

    @Test
    void aSectionOfMoreChangesThanTheLogHoldsCanStillBeRead() {
        try (VisibleRows rows = VisibleRows.create(DISK, file, 1)) {
            rows.begin();
            for (int table = 0; table < 20_000; table++) {
                rows.set(table, table + 1);
                if (table % 1000 == 0) {
                    assertEquals(20_000, rows.snapshot(20_000).length);
                }
            }
            rows.end(3, 4);
            long[] found = rows.snapshot(20_000);
            for (int table = 0; table < 20_000; table++) {
                assertEquals(table + 1, found[table]);
            }
        }
    }

    @Test
    void aNewFileSupersedesTheOneBefore() {
        try (VisibleRows first = VisibleRows.create(DISK, file, 1);
                VisibleRows reader = VisibleRows.openReadOnly(DISK, file)) {
            assertFalse(reader.superseded());
            try (VisibleRows second = VisibleRows.create(DISK, file, 2);
                    VisibleRows again = VisibleRows.openReadOnly(DISK, file)) {
                assertTrue(reader.superseded());
                assertTrue(first.superseded());
                assertEquals(2, again.epoch());
                assertFalse(again.superseded());
                second.supersede();
                assertTrue(again.superseded());
            }
        }
    }

    @Test
    void supersedingAFileThatIsNotThereDoesNothing() {
        VisibleRows.supersede(DISK, file);
        assertFalse(Files.exists(file));
    }

    @Test
    void creatingLeavesNoOtherFileBehind() throws IOException {
        VisibleRows.create(DISK, file, 1).close();
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void damageNewerVersionsAndMissingFilesAreToldApart() throws IOException {
        assertThrows(UncheckedIOException.class, () -> VisibleRows.openReadOnly(DISK, file));
        VisibleRows.create(DISK, file, 1).close();
        byte[] sound = Files.readAllBytes(file);
        for (int at = 0; at < VisibleRowsLayout.IDENTITY_BYTES; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x20;
            Files.write(file, damaged);
            boolean isVersion = at >= 8 && at < 12;
            FormatException refused =
                    assertThrows(
                            FormatException.class,
                            () -> VisibleRows.openReadOnly(DISK, file),
                            "byte " + at);
            assertEquals(isVersion, refused instanceof UnsupportedFormatException, "byte " + at);
        }
        Files.write(file, Arrays.copyOf(sound, 5000));
        assertThrows(CorruptFileException.class, () -> VisibleRows.openReadOnly(DISK, file));
    }

    @Test
    void snapshotsBesideTheWriterAreWholeSections() throws Exception {
        for (int tables : new int[] {2, 64, 5000}) {
            long seed = System.nanoTime();
            AtomicBoolean done = new AtomicBoolean();
            try (VisibleRows rows = VisibleRows.create(DISK, file, 1);
                    VisibleRows mapped = VisibleRows.openReadOnly(DISK, file);
                    ExecutorService readers = Executors.newFixedThreadPool(2)) {
                List<Future<Long>> results = new ArrayList<>();
                try {
                    results.add(readers.submit(() -> check(rows, tables, done)));
                    results.add(readers.submit(() -> check(mapped, tables, done)));
                    write(rows, tables, new Random(seed));
                } finally {
                    done.set(true);
                }
                for (Future<Long> result : results) {
                    assertTrue(result.get() > 0, "seed " + seed);
                }
            }
        }
    }

    /** Each section adds ten rows to the tables taken together, in several changes. */
    private static void write(VisibleRows rows, int tables, Random random) {
        long[] counts = new long[tables];
        long end = System.nanoTime() + 300_000_000L;
        for (long sequence = 0; System.nanoTime() < end; sequence++) {
            rows.begin();
            int left = 10;
            while (left > 0) {
                int added = 1 + random.nextInt(left);
                int table = random.nextInt(tables);
                counts[table] += added;
                rows.set(table, counts[table]);
                left -= added;
            }
            rows.end(sequence, 2 * sequence);
        }
    }

    private static long check(VisibleRows rows, int tables, AtomicBoolean done) {
        long snapshots = 0;
        long before = -1;
        while (!done.get()) {
            VisibleRows.Snapshot snapshot = rows.read(tables);
            long sum = Arrays.stream(snapshot.rows()).sum();
            assertEquals(10 * (snapshot.sequence() + 1), sum);
            assertTrue(snapshot.sequence() >= before);
            if (snapshot.sequence() >= 0) {
                assertEquals(2 * snapshot.sequence(), snapshot.timestampNanos());
            }
            before = snapshot.sequence();
            snapshots++;
        }
        return snapshots;
    }
}
