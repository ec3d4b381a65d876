package io.thermocline.bench.append;

import com.sun.management.ThreadMXBean;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.engine.StoreOptions;
import io.thermocline.engine.schema.SchemaBuilder;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Rows a second, one producer, 10 M narrow rows of 44 bytes an invocation, until all of them are
 * visible.
 *
 * <p>Ceiling: the same bytes through a buffered file channel, with no hand-over, no columns and no
 * reader.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class AppendRowBenchmark {
    /** Rows of one invocation. */
    public static final int ROWS = 10_000_000;

    private static final int BUFFER_BYTES = 1 << 20;

    /** Whether the store may count on one appending thread. */
    @Param({"false", "true"})
    public boolean singleProducer;

    private @Nullable Path directory;
    private @Nullable Store store;

    /**
     * Opens one store for all iterations: the first pays for the small extents that a new table
     * starts with.
     */
    @Setup(Level.Trial)
    public void open() {
        directory = Scratch.create("append");
        StoreOptions options =
                StoreOptions.DEFAULT.withSingleProducer(singleProducer).withBackground(false);
        store = Store.open(directory.resolve("store"), options);
        store.createTable("rows", schema());
    }

    /** Closes and deletes it. */
    @TearDown(Level.Trial)
    public void close() {
        java.util.Objects.requireNonNull(store).close();
        Scratch.delete(java.util.Objects.requireNonNull(directory));
    }

    static Schema schema() {
        return SchemaBuilder.create()
                .timestamp("ts")
                .int64("id")
                .float64("a")
                .float64("b")
                .float64("c")
                .int32("n")
                .build();
    }

    /**
     * Garbage of the append path alone, as a further figure beside {@code gc.alloc.rate.norm},
     * which counts every thread of the JVM: sealing in the background and JMH itself included.
     */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class AppendPath {
        /**
         * Bytes that the producer and the writer allocated in an iteration; must stay near zero.
         */
        public long allocatedBytes;

        private long before;

        private static long allocated() {
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long bytes = threads.getCurrentThreadAllocatedBytes();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals("thermocline-writer")) {
                    bytes += threads.getThreadAllocatedBytes(thread.threadId());
                }
            }
            return bytes;
        }

        void begin() {
            before = allocated();
        }

        void end() {
            // What the look itself allocates is taken off: two looks in a row differ by it.
            long after = allocated();
            long look = allocated() - after;
            allocatedBytes += Math.max(0, after - before - look);
        }
    }

    /** Row by row through the row API, then a flush. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long thermocline(AppendPath path) {
        path.begin();
        long last = append();
        path.end();
        return last;
    }

    private long append() {
        try (Appender appender = java.util.Objects.requireNonNull(store).table("rows").appender()) {
            for (int n = 0; n < ROWS; n++) {
                appender.setLong(0, NarrowRow.timestamp(n))
                        .setLong(1, NarrowRow.id(n))
                        .setDouble(2, NarrowRow.value(n, 0))
                        .setDouble(3, NarrowRow.value(n, 1))
                        .setDouble(4, NarrowRow.value(n, 2))
                        .setLong(5, NarrowRow.number(n))
                        .endRow();
            }
            return appender.flush().sequence();
        }
    }

    /**
     * The ceiling: the same values, row by row, into a buffer that goes to a file when it is full.
     */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long bufferedFile() {
        Path file = java.util.Objects.requireNonNull(directory).resolve("raw.bin");
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (int n = 0; n < ROWS; n++) {
                if (buffer.remaining() < NarrowRow.BYTES) {
                    drain(channel, buffer);
                }
                buffer.putLong(NarrowRow.timestamp(n)).putLong(NarrowRow.id(n));
                buffer.putDouble(NarrowRow.value(n, 0)).putDouble(NarrowRow.value(n, 1));
                buffer.putDouble(NarrowRow.value(n, 2)).putInt(NarrowRow.number(n));
            }
            drain(channel, buffer);
            return channel.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drain(FileChannel channel, ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }
}
