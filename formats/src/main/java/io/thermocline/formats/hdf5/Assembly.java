package io.thermocline.formats.hdf5;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** What the datasets of one file share while it is written. One thread. */
final class Assembly implements AutoCloseable {
    private final AttributeHeap heap = new AttributeHeap();
    private final ChunkPipeline pipeline;

    /** jhdf's channel, seen when the first dataset is written; jhdf leaves it open on failures. */
    private @Nullable FileChannel channel;

    /** Position behind the last dataset, which is the end of the file. */
    private long end;

    Assembly(ChunkPipeline pipeline) {
        this.pipeline = pipeline;
    }

    AttributeHeap heap() {
        return heap;
    }

    ChunkPipeline pipeline() {
        return pipeline;
    }

    void begin(FileChannel open) {
        channel = open;
    }

    void end(long position) {
        end = Math.max(end, position);
    }

    long end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
