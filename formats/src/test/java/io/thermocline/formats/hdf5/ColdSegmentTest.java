package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.LogicalHash;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class ColdSegmentTest {
    private static final ColdSegmentFacts FACTS =
            ColdSegmentFacts.of("tëst", 17, Instant.parse("2026-02-03T04:05:06Z"));

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4095, 4096, 4097, 9000})
    void everyTypeComesBackBitForBit(int rows) {
        for (boolean isNullable : new boolean[] {false, true}) {
            long seed = rows * 31L + (isNullable ? 1 : 0);
            try (Arena arena = Arena.ofConfined()) {
                Schema schema = RandomColumns.schema(RandomColumns.ALL_TYPES, isNullable);
                MemoryRun run = new RandomColumns(seed, arena).run(schema, 5, rows, 16384);
                Path file = folder.resolve(rows + "-" + isNullable + ".h5");
                ColdSegmentWriter.Written written =
                        ColdSegmentWriter.write(file, List.of(run), FACTS, null);
                assertEquals(LogicalHash.hexOf(List.of(run)), written.contentSha256());
                try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                    reader.verify();
                    assertSameRows(run, reader, "seed " + seed);
                    assertEquals("tëst", reader.facts().table());
                    assertEquals(5, reader.baseRow());
                }
            }
        }
        assertH5pySees();
    }

    private void assertH5pySees() {
        List<Path> files = new ArrayList<>();
        try (var list = Files.list(folder)) {
            list.sorted().forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String line : Oracles.h5py("cold_content.py", files.toArray())) {
            String[] computedAndClaimed = line.split(" ", 2);
            assertEquals(computedAndClaimed[1], computedAndClaimed[0]);
        }
    }

    @Test
    void theSameRowsGiveTheSameBytesHoweverTheyAreCutAndCompressed() throws Exception {
        try (Arena arena = Arena.ofShared();
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<String> types =
                    List.of(
                            "bool",
                            "f16",
                            "complex128",
                            "string",
                            "binary",
                            "f32[3]",
                            "list<string>");
            Schema schema = RandomColumns.schema(types, true);
            MemoryRun whole = new RandomColumns(42, arena).run(schema, 0, 70_000, 131_072);
            List<MemoryRun> cut =
                    List.of(
                            whole.slice(0, 4097, 4096),
                            whole.slice(4097, 0, 4096),
                            whole.slice(4097, 60_000, 8192),
                            whole.slice(64_097, 5903, 8192));
            Path one = folder.resolve("one.h5");
            Path two = folder.resolve("two.h5");
            ColdSegmentWriter.write(one, List.of(whole), FACTS, null);
            ColdSegmentWriter.write(two, cut, FACTS, threads);
            assertEquals(-1, Files.mismatch(one, two));
            try (ColdSegmentReader reader = ColdSegmentReader.open(two)) {
                reader.verify();
                assertSameRows(whole, reader, "seed 42");
            }
        }
    }

    @Test
    void manyThreadsReadAtOnce() throws Exception {
        try (Arena arena = Arena.ofShared();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Schema schema = RandomColumns.schema(RandomColumns.ALL_TYPES, true);
            MemoryRun rows = new RandomColumns(11, arena).run(schema, 0, 6000, 8192);
            Path file = folder.resolve("shared.h5");
            ColdSegmentWriter.write(file, List.of(rows), FACTS, null);
            try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                List<Future<?>> readers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    readers.add(threads.submit(() -> assertSameRows(rows, reader, "seed 11")));
                }
                for (Future<?> done : readers) {
                    done.get();
                }
            }
        }
    }

    @Test
    void theToolsOfHdf5ReadAndRewriteASegmentThatWeThenRefuse() {
        Path file = folder.resolve("original.h5");
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = RandomColumns.schema(RandomColumns.ALL_TYPES, true);
            MemoryRun rows = new RandomColumns(12, arena).run(schema, 0, 300, 4096);
            ColdSegmentWriter.write(file, List.of(rows), FACTS, null);
        }
        assertTrue(Oracles.tool("h5dump", file).contains("content_sha256"));
        Path repacked = folder.resolve("repacked.h5");
        Oracles.tool("h5repack", file, repacked);
        assertH5pySees();
        UnsupportedFormatException e =
                assertThrows(
                        UnsupportedFormatException.class, () -> ColdSegmentReader.open(repacked));
        assertTrue(String.valueOf(e.getMessage()).contains("import it"));
    }

    @Test
    void aSegmentOfFormatVersion1StaysReadable() throws IOException {
        Path file = folder.resolve("cold-v1.h5");
        try (InputStream in = ColdSegmentTest.class.getResourceAsStream("/hdf5/cold-v1.h5")) {
            Files.copy(Objects.requireNonNull(in), file);
        }
        try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
            assertEquals(
                    "cd0e36bc26a48d177bfd09499922c508a7e48aab2f819a7c82472b307ec944b6",
                    reader.contentSha256());
            assertEquals(120, reader.rowCount());
            assertEquals(1000, reader.baseRow());
            assertEquals("golden", reader.facts().table());
            reader.verify();
        }
    }

    static void assertSameRows(StoredColumns expected, StoredColumns found, String seed) {
        assertEquals(expected.schema(), found.schema());
        assertEquals(expected.rowCount(), found.rowCount());
        for (int column = 0; column < expected.schema().size(); column++) {
            String what = seed + ", column " + expected.schema().column(column).name();
            BlockStatistics statistics = found.statistics(column);
            ZoneMaps zones =
                    new ZoneMaps(expected.schema().column(column).type(), expected.rowCount());
            for (int chunk = 0; chunk < found.chunkCount(); chunk++) {
                try (Arena arena = Arena.ofConfined()) {
                    ColumnVector theirs = found.read(column, chunk, arena);
                    int first = chunk * found.chunkRows();
                    ColumnVector ours =
                            expected.read(column, 0, arena).slice(first, theirs.rowCount());
                    if (statistics != null) {
                        zones.add(ours, first);
                    }
                    for (int row = 0; row < theirs.rowCount(); row++) {
                        assertSame(ours, theirs, row, what + ", row " + row);
                    }
                }
            }
            assertEquals(-1, statistics == null ? -1 : zones.mismatch(statistics), what);
        }
    }

    private static void assertSame(ColumnVector ours, ColumnVector theirs, int row, String what) {
        assertEquals(ours.isNull(row), theirs.isNull(row), what);
        switch (ours.type().kind()) {
            case STRING_LIST -> {
                int count = ours.end(row) - ours.start(row);
                assertEquals(count, theirs.end(row) - theirs.start(row), what);
                for (int i = 0; i < count; i++) {
                    assertEquals(
                            -1,
                            ours.childBytes(ours.start(row) + i)
                                    .mismatch(theirs.childBytes(theirs.start(row) + i)),
                            what);
                }
            }
            default -> {
                if (ours.isBits()) {
                    assertEquals(ours.getBool(row), theirs.getBool(row), what);
                } else if (!ours.isNull(row)) {
                    assertEquals(-1, ours.bytes(row).mismatch(theirs.bytes(row)), what);
                } else if (theirs.dictionary() == null) {
                    for (byte b : theirs.bytes(row).toArray(ValueLayout.JAVA_BYTE)) {
                        assertEquals(0, b, what);
                    }
                }
            }
        }
    }
}
