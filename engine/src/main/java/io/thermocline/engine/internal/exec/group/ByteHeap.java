package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.QueryContext;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps copies of pieces of bytes on the Java heap. A reference is the number of a chunk and an
 * offset in it; no piece crosses chunks. One thread at a time.
 */
public final class ByteHeap {
    private static final int FIRST_CHUNK_BYTES = 4 << 10;
    private static final int CHUNK_BYTES = 1 << 20;

    private final QueryContext context;
    private final List<byte[]> chunks = new ArrayList<>();
    private byte[] current = {};
    private int used;
    private long counted;

    /** Creates an empty heap; what it takes counts as memory of the query. */
    public ByteHeap(QueryContext context) {
        this.context = context;
    }

    /** Copies bytes from memory and returns their reference. */
    public long add(MemorySegment source, long start, int length) {
        long reference = allocate(length);
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, start, current, (int) reference, length);
        return reference;
    }

    private long allocate(int length) {
        if (chunks.isEmpty() || length > current.length - used) {
            int usual = Math.min(CHUNK_BYTES, FIRST_CHUNK_BYTES << Math.min(chunks.size(), 8));
            current = new byte[Math.max(usual, length)];
            context.reserve(current.length);
            counted += current.length;
            chunks.add(current);
            used = 0;
        }
        long reference = (chunks.size() - 1L) << 32 | used;
        used += length;
        return reference;
    }

    /** Returns the bytes counted as memory of the query. */
    public long countedBytes() {
        return counted;
    }

    /** Returns the chunk of a reference. */
    public byte[] chunk(long reference) {
        return chunks.get((int) (reference >>> 32));
    }

    /** Returns the offset of a reference in its chunk. */
    public static int offset(long reference) {
        return (int) reference;
    }

    /** Compares two pieces as unsigned bytes; negative, zero or positive. */
    public int compare(long a, int lengthA, long b, int lengthB) {
        int atA = offset(a);
        int atB = offset(b);
        return Arrays.compareUnsigned(chunk(a), atA, atA + lengthA, chunk(b), atB, atB + lengthB);
    }
}
