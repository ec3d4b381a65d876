package io.thermocline.formats.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.encoding.Codec;
import io.thermocline.formats.segment.SampleColumns.Nulls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class SegmentReaderTest {
    @TempDir Path folder;

    private static List<MemorySegment> buffers(ColumnVector vector) {
        List<MemorySegment> buffers = new ArrayList<>(List.of(vector.values()));
        MemorySegment validity = vector.validity();
        MemorySegment offsets = vector.offsets();
        MemorySegment childOffsets = vector.childOffsets();
        if (validity != null) {
            buffers.add(validity);
        }
        if (offsets != null) {
            buffers.add(offsets);
        }
        if (childOffsets != null) {
            buffers.add(childOffsets);
        }
        return buffers;
    }

    @Test
    void rawChunksAreSlicesOfTheMappedFileAndTakeNoScratchMemory() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(SampleColumns.ALL_TYPES, true);
            SampleRun run = new SampleColumns(1, arena).run(schema, 0, 5000, 8192, Nulls.SOME);
            Path file = folder.resolve("hot.seg");
            SegmentFiles.write(file, Codec.RAW, List.of(run));
            try (SegmentReader reader = SegmentFiles.open(file)) {
                for (int round = 0; round < 2; round++) {
                    for (int c = 0; c < schema.size(); c++) {
                        ColumnVector vector =
                                reader.read(
                                        c,
                                        0,
                                        (bytes, alignment) -> {
                                            throw new AssertionError("no scratch is needed");
                                        });
                        for (MemorySegment buffer : buffers(vector)) {
                            assertTrue(buffer.isMapped());
                            assertTrue(buffer.isReadOnly());
                            assertEquals(0, buffer.address() % 64);
                        }
                        Dictionary dictionary = vector.dictionary();
                        if (dictionary != null) {
                            assertFalse(dictionary.heap().isMapped());
                        }
                    }
                }
            }
        }
    }

    @Test
    void packedChunksAreDecodedIntoTheCallersMemory() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(List.of("i32", "coded", "list<string>"), true);
            SampleRun run = new SampleColumns(1, arena).run(schema, 0, 5000, 8192, Nulls.SOME);
            for (Codec codec : List.of(Codec.DEFLATE, Codec.ZSTD)) {
                Path file = folder.resolve("warm." + codec);
                SegmentFiles.write(file, codec, List.of(run));
                try (SegmentReader reader = SegmentFiles.open(file)) {
                    for (int c = 0; c < schema.size(); c++) {
                        Arena scratch = Arena.ofConfined();
                        List<MemorySegment> buffers = buffers(reader.read(c, 0, scratch));
                        scratch.close();
                        for (MemorySegment buffer : buffers) {
                            assertFalse(buffer.isMapped());
                            assertFalse(buffer.scope().isAlive(), "memory of the caller's");
                            assertEquals(0, buffer.address() % 64);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void fourThreadsReadWhileAnotherVerifies(Codec codec) throws Exception {
        try (Arena arena = Arena.ofShared();
                ExecutorService threads = Executors.newFixedThreadPool(5)) {
            Schema schema = SampleColumns.schema(SampleColumns.ALL_TYPES, true);
            SampleRun run = new SampleColumns(6, arena).run(schema, 0, 20_000, 32_768, Nulls.SOME);
            Path file = folder.resolve("shared." + codec);
            // Two runs, so that the file has chunks of the size of a merge.
            SegmentFiles.write(
                    file,
                    codec,
                    List.of(run.slice(0, 9999, 16_384), run.slice(9999, 10_001, 16_384)));
            for (int round = 0; round < 3; round++) {
                CountDownLatch start = new CountDownLatch(1);
                try (SegmentReader reader = SegmentFiles.open(file)) {
                    List<Future<?>> done = new ArrayList<>();
                    for (int thread = 0; thread < 4; thread++) {
                        done.add(threads.submit(reading(run, reader, start, 10 * round + thread)));
                    }
                    Callable<Boolean> verifying =
                            () -> {
                                start.await();
                                for (int i = 0; i < 3; i++) {
                                    reader.verify(bytes -> {});
                                }
                                return true;
                            };
                    done.add(threads.submit(verifying));
                    start.countDown();
                    for (Future<?> one : done) {
                        one.get();
                    }
                }
            }
        }
    }

    private static Callable<Boolean> reading(
            SampleRun run, SegmentReader reader, CountDownLatch start, long seed) {
        return () -> {
            List<Integer> columns = new ArrayList<>();
            for (int c = 0; c < run.schema().size(); c++) {
                columns.add(c);
            }
            Collections.shuffle(columns, new Random(seed));
            start.await();
            for (int c : columns) {
                assertNotNull(reader.statistics(c));
                for (int chunk = 0; chunk < reader.chunkCount(); chunk++) {
                    try (Arena scratch = Arena.ofConfined()) {
                        ColumnVector found = reader.read(c, chunk, scratch);
                        run.assertHolds(c, chunk * reader.chunkRows(), found, "seed " + seed);
                    }
                }
            }
            return true;
        };
    }

    @Test
    void verifyTellsTheBytesOfEveryChunkOfRows() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(List.of("i32", "coded", "string"), true);
            SampleRun run = new SampleColumns(1, arena).run(schema, 0, 9000, 16_384, Nulls.SOME);
            Path file = folder.resolve("progress.segz");
            SegmentFiles.write(
                    file, Codec.DEFLATE, List.of(run, run, run, run, run, run, run, run));
            try (SegmentReader reader = SegmentFiles.open(file)) {
                assertEquals(2, reader.chunkCount());
                List<Long> told = new ArrayList<>();
                reader.verify(told::add);
                assertEquals(2 * 3, told.size());
                long sum = told.stream().mapToLong(bytes -> bytes).sum();
                assertTrue(sum > 0 && sum < reader.fileBytes(), told.toString());
            }
        }
    }

    @Test
    void closingTwiceIsOnceAndRowsAreOutOfReachAfterwards() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(List.of("i32"), true);
            SampleRun run = new SampleColumns(1, arena).run(schema, 0, 10, 64, Nulls.SOME);
            Path file = folder.resolve("closed.seg");
            SegmentFiles.write(file, Codec.RAW, List.of(run));
            FileChannel channel = FileChannel.open(file);
            SegmentReader reader = new SegmentReader(file, channel);
            MemorySegment values = reader.read(0, 0, arena).values();
            reader.close();
            reader.close();
            assertFalse(channel.isOpen());
            assertFalse(values.scope().isAlive());
            assertThrows(IllegalStateException.class, () -> reader.read(0, 0, arena).getLong(0));
        }
    }

    @Test
    void aFileThatIsRefusedIsClosed() throws IOException {
        Path file = Files.write(folder.resolve("junk"), new byte[1000]);
        FileChannel channel = FileChannel.open(file);
        assertThrows(RuntimeException.class, () -> new SegmentReader(file, channel));
        assertFalse(channel.isOpen());
    }

    @Test
    void rowsAndColumnsThatAreNotThereAreMisuse() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(List.of("i32"), true);
            SampleRun run = new SampleColumns(1, arena).run(schema, 0, 10, 64, Nulls.SOME);
            Path file = folder.resolve("small.seg");
            SegmentFiles.write(file, Codec.RAW, List.of(run));
            try (SegmentReader reader = SegmentFiles.open(file)) {
                Class<IndexOutOfBoundsException> misuse = IndexOutOfBoundsException.class;
                assertThrows(misuse, () -> reader.read(0, 1, arena));
                assertThrows(misuse, () -> reader.read(0, -1, arena));
                assertThrows(misuse, () -> reader.read(1, 0, arena));
                assertThrows(misuse, () -> reader.statistics(1));
            }
        }
    }
}
