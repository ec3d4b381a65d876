package io.thermocline.formats.segment;

import com.sun.management.ThreadMXBean;

import io.thermocline.formats.column.Schema;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Bytes of garbage for each sealed segment: 6 columns, 1,000 to 500,000 rows, one run, one chunk,
 * codec raw. The aim is less than 10 KB once the code is compiled; opening the file is not counted.
 */
final class SealGarbage {
    private static final int SEGMENTS = 400;
    private static final int ROUNDS = 4;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private SealGarbage() {}

    /** Prints bytes for each segment, by size and round. */
    public static void main(String[] arguments) throws IOException {
        Path file = Files.createTempFile("seal", ".seg");
        try {
            for (int rows : new int[] {50_000, 1000, 500_000}) {
                measure(file, rows);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void measure(Path file, int rows) throws IOException {
        Schema schema =
                SampleColumns.schema(
                        List.of("timestamp", "f64", "i64", "i32", "coded", "string"), true);
        try (Arena arena = Arena.ofConfined()) {
            SampleRun run =
                    new SampleColumns(1, arena)
                            .run(schema, 0, rows, rows, SampleColumns.Nulls.SOME);
            for (int round = 0; round < ROUNDS; round++) {
                long garbage = 0;
                long nanos = 0;
                int segments = Math.max(20, SEGMENTS * 50_000 / Math.max(rows, 50_000));
                for (int i = 0; i < segments; i++) {
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    long start = System.nanoTime();
                    long uncounted = seal(file, run);
                    nanos += System.nanoTime() - start;
                    garbage += THREADS.getCurrentThreadAllocatedBytes() - before - uncounted;
                }
                System.out.printf(
                        "%,d rows: %,d bytes of garbage and %,d us for each segment of %,d bytes%n",
                        rows, garbage / segments, nanos / segments / 1000, Files.size(file));
            }
        }
    }

    /** Writes a segment; returns the garbage of opening the file. */
    private static long seal(Path file, SampleRun run) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                ChunkCodec codec = new ChunkCodec(Codec.RAW, 0)) {
            long opened = THREADS.getCurrentThreadAllocatedBytes() - before;
            SegmentInfo info = new SegmentInfo(1, 1, 0, run.rowCount(), 1, 2);
            SegmentWriter.write(channel, info, List.of(run), codec);
            return opened;
        }
    }
}
