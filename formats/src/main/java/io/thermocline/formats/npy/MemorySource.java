package io.thermocline.formats.npy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Bytes that lie in memory already.
 *
 * @param file where they came from, for messages
 */
record MemorySource(Path file, MemorySegment memory) implements ByteSource {
    @Override
    public long byteSize() {
        return memory.byteSize();
    }

    @Override
    public void read(long offset, MemorySegment target) {
        MemorySegment.copy(memory, offset, target, 0, target.byteSize());
    }

    @Override
    public boolean isRandomAccess() {
        return true;
    }

    @Override
    public MemorySegment map(long offset, long bytes, Arena arena) {
        return memory.asSlice(offset, bytes).asReadOnly();
    }

    @Override
    public void finish() {
        // Memory has no checksum of its own.
    }

    @Override
    public void close() {
        // The memory belongs to its arena.
    }
}
