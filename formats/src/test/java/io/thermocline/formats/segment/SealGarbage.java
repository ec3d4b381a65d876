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
 * Bytes of garbage for each sealed segment: 6 columns, 50,000 rows, one run, one chunk, codec raw.
 * The aim is less than 10 KB once the code is compiled; opening the file is not counted.
 */
final class SealGarbage {
    private static final int SEGMENTS = 400;

    private SealGarbage() {}

    /** Prints bytes for each segment, by round. */
    public static void main(String[] arguments) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Path file = Files.createTempFile("seal", ".seg");
        Schema schema =
                SampleColumns.schema(
                        List.of("timestamp", "f64", "i64", "i32", "coded", "string"), true);
        try (Arena arena = Arena.ofConfined()) {
            SampleRun run =
                    new SampleColumns(1, arena)
                            .run(schema, 0, 50_000, 50_000, SampleColumns.Nulls.SOME);
            for (int round = 0; round < 5; round++) {
                long garbage = 0;
                long nanos = 0;
                for (int i = 0; i < SEGMENTS; i++) {
                    try (FileChannel channel =
                                    FileChannel.open(
                                            file,
                                            StandardOpenOption.WRITE,
                                            StandardOpenOption.TRUNCATE_EXISTING);
                            ChunkCodec codec = new ChunkCodec(Codec.RAW, 0)) {
                        SegmentInfo info = new SegmentInfo(i, 1, 0, run.rowCount(), 1, 2);
                        long before = threads.getCurrentThreadAllocatedBytes();
                        long start = System.nanoTime();
                        SegmentWriter.write(channel, info, List.of(run), codec);
                        nanos += System.nanoTime() - start;
                        garbage += threads.getCurrentThreadAllocatedBytes() - before;
                    }
                }
                System.out.printf(
                        "%,d bytes of garbage and %,d us for each segment of %,d bytes%n",
                        garbage / SEGMENTS, nanos / SEGMENTS / 1000, Files.size(file));
            }
        } finally {
            Files.delete(file);
        }
    }
}
