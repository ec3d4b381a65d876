package io.thermocline.engine.internal.exec.block;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory that bytes of one batch are written to, one row behind the other. Freed by the
 * garbage collector, since a query may be finished by any thread. One thread at a time.
 */
public final class ScratchHeap {
    private static final long FIRST_BYTES = 16 << 10;

    private final QueryContext context;
    private MemorySegment memory = MemorySegment.NULL;
    private long size;

    /** Creates an empty heap; what it takes counts as memory of the query. */
    public ScratchHeap(QueryContext context) {
        this.context = context;
    }

    /** Forgets the bytes. */
    public void reset() {
        size = 0;
    }

    /** Returns the bytes written. */
    public long size() {
        return size;
    }

    /** Returns the memory; it moves when more is written. */
    public MemorySegment memory() {
        return memory;
    }

    /** Makes room for {@code bytes} at the end and returns where they begin. */
    public long allocate(long bytes) {
        long at = size;
        size = Math.addExact(size, bytes);
        if (size > memory.byteSize()) {
            long capacity = Math.max(FIRST_BYTES, Math.max(size, memory.byteSize() * 2));
            context.reserve(capacity - memory.byteSize());
            MemorySegment larger = Arena.ofAuto().allocate(capacity, Long.BYTES);
            MemorySegment.copy(memory, 0, larger, 0, at);
            memory = larger;
        }
        return at;
    }

    /** Appends a copy of some memory and returns where it begins. */
    public long append(MemorySegment source, long from, long bytes) {
        long at = allocate(bytes);
        MemorySegment.copy(source, from, memory, at, bytes);
        return at;
    }

    /** Appends a copy of an array and returns where it begins. */
    public long append(byte[] source, int length) {
        long at = allocate(length);
        MemorySegment.copy(source, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, at, length);
        return at;
    }
}
