package io.thermocline.engine.internal.segment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Private memory that grows by doubling. One thread. */
final class GrowingBuffer {
    private final Arena arena;
    private MemorySegment memory = MemorySegment.NULL;

    /** Creates a buffer without memory; what it takes is freed with the arena. */
    GrowingBuffer(Arena arena) {
        this.arena = arena;
    }

    /**
     * Returns memory of at least {@code bytes}, 64-byte aligned.
     *
     * @param kept bytes from the start that must survive, if there are as many
     */
    MemorySegment reserve(long bytes, long kept) {
        if (bytes > memory.byteSize()) {
            long size = Math.max(ExtentLayout.align(bytes), 2 * memory.byteSize());
            MemorySegment larger = arena.allocate(size, ExtentLayout.ALIGNMENT);
            MemorySegment.copy(memory, 0, larger, 0, Math.min(kept, memory.byteSize()));
            memory = larger;
        }
        return memory;
    }
}
