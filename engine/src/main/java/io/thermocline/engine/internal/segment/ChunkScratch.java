package io.thermocline.engine.internal.segment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * Private memory for one decoded chunk after another, used over and over. Memory is zero, as that
 * of an arena. One thread.
 */
final class ChunkScratch implements SegmentAllocator {
    private static final long FIRST_BYTES = 4096;

    private final Arena arena;
    private MemorySegment memory = MemorySegment.NULL;
    private long used;

    ChunkScratch(Arena arena) {
        this.arena = arena;
    }

    /** Takes all memory back. */
    void clear() {
        used = 0;
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        // 64 at least: whoever decodes may store whole vectors.
        long step = Math.max(alignment, ExtentLayout.ALIGNMENT);
        long at = ((memory.address() + used + step - 1) & -step) - memory.address();
        if (at + bytes > memory.byteSize()) {
            long size = Math.max(Math.max(FIRST_BYTES, bytes), 2 * memory.byteSize());
            memory = arena.allocate(size, step);
            used = bytes;
            return memory.asSlice(0, bytes);
        }
        used = at + bytes;
        return memory.asSlice(at, bytes).fill((byte) 0);
    }
}
