package io.thermocline.bench.peers;

import io.thermocline.bench.append.AppendRowBenchmark;
import io.thermocline.bench.append.NarrowRow;
import io.thermocline.bench.append.Scratch;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Rows a second, one producer, 10 M narrow rows of 44 bytes an invocation, as binary excerpts of a
 * Chronicle Queue.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Dchronicle.analytics.disable=true"
        })
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ChronicleQueueAppendBenchmark {
    private static final long BLOCK_BYTES = 256L << 20;

    private @Nullable Path directory;
    private @Nullable ChronicleQueue queue;

    /** Opens one queue for all iterations. */
    @Setup(Level.Trial)
    public void open() {
        directory = Scratch.create("chronicle");
        queue =
                SingleChronicleQueueBuilder.binary(directory.toFile())
                        .blockSize(BLOCK_BYTES)
                        .build();
    }

    /** Closes and deletes it. */
    @TearDown(Level.Trial)
    public void close() {
        java.util.Objects.requireNonNull(queue).close();
        Scratch.delete(java.util.Objects.requireNonNull(directory));
    }

    /** Row by row as raw bytes of one document each. */
    @Benchmark
    @OperationsPerInvocation(AppendRowBenchmark.ROWS)
    public long chronicleQueue() {
        try (ExcerptAppender appender = java.util.Objects.requireNonNull(queue).createAppender()) {
            for (int n = 0; n < AppendRowBenchmark.ROWS; n++) {
                try (DocumentContext document = appender.writingDocument()) {
                    Bytes<?> bytes = java.util.Objects.requireNonNull(document.wire()).bytes();
                    bytes.writeLong(NarrowRow.timestamp(n)).writeLong(NarrowRow.id(n));
                    bytes.writeDouble(NarrowRow.value(n, 0)).writeDouble(NarrowRow.value(n, 1));
                    bytes.writeDouble(NarrowRow.value(n, 2)).writeInt(NarrowRow.number(n));
                }
            }
            return appender.lastIndexAppended();
        }
    }
}
