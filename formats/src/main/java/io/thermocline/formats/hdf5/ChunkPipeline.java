package io.thermocline.formats.hdf5;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Chunks on their way from a source into a file: the calling thread pulls them from the source and
 * writes them, both in ascending order; the executor's threads encode them in between.
 *
 * <p>The calling thread encodes a chunk itself when the executor has not got round to it, so that
 * an executor that is busy, full or the caller's own cannot stop the write. Memory: three chunks a
 * slot, one slot a processor and one more.
 *
 * <p>Thread rules: one thread calls.
 */
final class ChunkPipeline implements AutoCloseable {
    /** Most chunks in flight, whatever the machine. */
    private static final int MAX_SLOTS = 16;

    private final @Nullable Executor executor;
    private final List<ChunkEncoder> slots = new ArrayList<>();

    /**
     * Creates a pipeline.
     *
     * @param executor runs the encoding, or null for the calling thread alone
     */
    ChunkPipeline(@Nullable Executor executor) {
        this.executor = executor;
        int processors = Runtime.getRuntime().availableProcessors();
        int count = executor == null ? 1 : Math.min(MAX_SLOTS, processors + 1);
        for (int i = 0; i < count; i++) {
            slots.add(new ChunkEncoder());
        }
    }

    /** Elements of one dataset and what to do with them. */
    record Job(ChunkGrid grid, FilterChoice choice, ElementSource source) {}

    private record InFlight(int chunk, ChunkEncoder encoder, FutureTask<@Nullable Void> task) {}

    /**
     * Writes all chunks of a dataset from {@code position} on and enters them into {@code index}.
     *
     * @return the position behind the last chunk
     */
    long write(Job job, FileChannel channel, long position, ChunkIndex index) throws IOException {
        ArrayDeque<ChunkEncoder> free = new ArrayDeque<>(slots);
        ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
        long at = position;
        int next = 0;
        try {
            while (next < index.count() || !inFlight.isEmpty()) {
                while (next < index.count() && !free.isEmpty()) {
                    inFlight.add(start(job, next++, free.remove()));
                }
                InFlight head = inFlight.remove();
                SharedWork.finish(head.task);
                MemorySegment bytes = head.encoder.encoded();
                index.set(head.chunk, at, Math.toIntExact(bytes.byteSize()));
                at = WholeWrites.write(channel, bytes.asByteBuffer(), at);
                free.add(head.encoder);
            }
            return at;
        } finally {
            // After a failure, threads may still work in memory that is about to be freed.
            inFlight.forEach(rest -> SharedWork.settle(rest.task));
        }
    }

    private InFlight start(Job job, int chunk, ChunkEncoder encoder) {
        ChunkGrid grid = job.grid;
        long chunkBytes = grid.chunkBytes();
        MemorySegment raw = encoder.raw(chunkBytes);
        long bytes = grid.elementCount(chunk) * grid.elementBytes();
        job.source.fill(grid.firstElement(chunk), raw.asSlice(0, bytes));
        raw.asSlice(bytes).fill((byte) 0);
        FutureTask<@Nullable Void> task =
                new FutureTask<>(
                        () -> encoder.encode(job.choice, grid.elementBytes(), chunkBytes), null);
        SharedWork.offer(executor, task);
        return new InFlight(chunk, encoder, task);
    }

    @Override
    public void close() {
        slots.forEach(ChunkEncoder::close);
    }
}
