package io.thermocline.formats.segment;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.encoding.ByteShuffle;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;

/**
 * Megabytes (10^6 bytes) a second on the way to and from warm files, by column: shuffle,
 * statistics, write, first read, second read. 1 Mi rows of sensor-like numbers, best of five.
 */
final class WarmSpeed {
    private static final int ROWS = 1 << 20;
    private static final int ROUNDS = 5;
    private static final List<String> TYPES =
            List.of("timestamp", "f64", "f64 cents", "f32", "i64", "i32", "i16", "i8", "f16");

    private WarmSpeed() {}

    private interface Work {
        void run() throws IOException;
    }

    /** Prints a table. */
    public static void main(String[] arguments) throws IOException {
        Path file = Files.createTempFile("warm", ".segz");
        try (Arena arena = Arena.ofConfined()) {
            shuffles(arena);
            for (String name : TYPES) {
                ColumnType type = ColumnType.parse(name.split(" ", 2)[0]);
                Schema schema = new Schema(1, List.of(Column.of(1, name, type, false)), null);
                ColumnVector rows = column(schema.column(0), name, arena);
                SampleRun run = new SampleRun(schema, 0, ROWS, 1 << 16, List.of(rows));
                long bytes = rows.values().byteSize();
                System.out.printf("%-10s", name);
                print("statistics", bytes, () -> statistics(rows));
                for (Codec codec : List.of(Codec.RAW, Codec.DEFLATE, Codec.ZSTD)) {
                    int level = codec == Codec.ZSTD ? 3 : 1;
                    print(codec + ": write", bytes, () -> write(file, run, codec, level));
                    System.out.printf("(%.1f %%)", 100.0 * Files.size(file) / bytes);
                    print("read", bytes, () -> read(file));
                    print("verify", bytes, () -> verify(file));
                }
                System.out.println();
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void shuffles(Arena arena) throws IOException {
        MemorySegment source = arena.allocate(4 << 20, 64);
        MemorySegment target = arena.allocate(4 << 20, 64);
        for (int width : new int[] {2, 4, 8, 16, 3}) {
            System.out.printf("width %-4d", width);
            print("shuffle", 4 << 20, () -> ByteShuffle.shuffle(source, target, width));
            print("unshuffle", 4 << 20, () -> ByteShuffle.unshuffle(source, target, width));
            System.out.println();
        }
    }

    private static ColumnVector column(Column column, String name, Arena arena) {
        ColumnBuilder builder = new ColumnBuilder(column, ROWS, arena);
        Random random = new Random(7);
        double walk = 100;
        for (int row = 0; row < ROWS; row++) {
            walk += random.nextGaussian() * 0.01;
            switch (name) {
                case "timestamp" ->
                        builder.appendLong(
                                1_700_000_000_000_000_000L
                                        + row * 1_000_000L
                                        + random.nextInt(9999));
                case "f64", "f32", "f16" -> builder.appendDouble(walk + Math.sin(row * 0.001));
                case "f64 cents" -> builder.appendDouble(Math.rint(walk * 100) / 100);
                case "i64" -> builder.appendLong(row + random.nextInt(100));
                case "i8" -> builder.appendLong(random.nextInt(100));
                default -> builder.appendLong((long) (walk * 100) + random.nextInt(50));
            }
        }
        return builder.vector();
    }

    private static void statistics(ColumnVector rows) {
        try (Arena arena = Arena.ofConfined()) {
            new StatisticsBuilder(rows.type(), rows.rowCount(), arena).add(rows);
        }
    }

    private static void write(Path file, SampleRun run, Codec codec, int level) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                ChunkCodec encoder = new ChunkCodec(codec, level)) {
            SegmentWriter.write(
                    channel, new SegmentInfo(1, 1, 0, ROWS, 1, 2), List.of(run), encoder);
        }
    }

    private static void read(Path file) throws IOException {
        try (SegmentReader reader = new SegmentReader(file, FileChannel.open(file))) {
            for (int chunk = 0; chunk < reader.chunkCount(); chunk++) {
                try (Arena arena = Arena.ofConfined()) {
                    reader.read(0, chunk, arena);
                }
            }
        }
    }

    private static void verify(Path file) throws IOException {
        try (SegmentReader reader = new SegmentReader(file, FileChannel.open(file))) {
            reader.verify(bytes -> {});
        }
    }

    private static void print(String what, long bytes, Work work) throws IOException {
        long best = Long.MAX_VALUE;
        long begin = System.nanoTime();
        for (int round = 0; round < ROUNDS || System.nanoTime() - begin < 300_000_000L; round++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf("  %s %,d", what, bytes * 1000 / best);
    }
}
