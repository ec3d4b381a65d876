package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Numbers distinct pieces of bytes 0, 1, 2, … as they are met. One thread at a time. */
final class BytesInterner {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int FIRST_CAPACITY = 64;

    private final QueryContext context;
    private final ByteHeap heap;

    // By number.
    private long[] references = new long[FIRST_CAPACITY];
    private int[] lengths = new int[FIRST_CAPACITY];
    private int[] hashes = new int[FIRST_CAPACITY];

    /** Open addressing, at most half full: number + 1, or 0. Length is a power of two. */
    private int[] table = new int[2 * FIRST_CAPACITY];

    private int size;

    /** The number of {@link #addUnfindable}, or −1. */
    private int unfindable = -1;

    private byte[] scratch = new byte[64];

    BytesInterner(QueryContext context) {
        this.context = context;
        this.heap = new ByteHeap(context);
    }

    int size() {
        return size;
    }

    /** Returns the number of bytes in memory; {@link #size} grows if they are new. */
    int intern(MemorySegment source, long start, int length) {
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, 2 * scratch.length)];
        }
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, start, scratch, 0, length);
        int hash = hash(scratch, length);
        int mask = table.length - 1;
        int at = hash & mask;
        while (table[at] != 0) {
            int number = table[at] - 1;
            if (hashes[number] == hash && equals(number, length)) {
                return number;
            }
            at = (at + 1) & mask;
        }
        int number = add(heap.add(source, start, length), length, hash);
        if (table.length < 2 * references.length) {
            rehash();
        } else {
            table[at] = number + 1;
        }
        return number;
    }

    private boolean equals(int number, int length) {
        long reference = references[number];
        int from = ByteHeap.offset(reference);
        return lengths[number] == length
                && Arrays.equals(heap.chunk(reference), from, from + length, scratch, 0, length);
    }

    /** Returns a number that no bytes find. */
    int addUnfindable() {
        unfindable = add(0, 0, 0);
        if (table.length < 2 * references.length) {
            rehash();
        }
        return unfindable;
    }

    private int add(long reference, int length, int hash) {
        if (size == references.length) {
            int larger = Math.multiplyExact(size, 2);
            context.reserve((long) size * (Long.BYTES + 4 * Integer.BYTES));
            references = Arrays.copyOf(references, larger);
            lengths = Arrays.copyOf(lengths, larger);
            hashes = Arrays.copyOf(hashes, larger);
        }
        references[size] = reference;
        lengths[size] = length;
        hashes[size] = hash;
        return size++;
    }

    private void rehash() {
        table = new int[2 * references.length];
        int mask = table.length - 1;
        for (int number = 0; number < size; number++) {
            if (number == unfindable) {
                continue;
            }
            int at = hashes[number] & mask;
            while (table[at] != 0) {
                at = (at + 1) & mask;
            }
            table[at] = number + 1;
        }
    }

    /** Copies bytes to a row of a block. */
    void copyTo(int number, BytesValues values, int row, ScratchHeap target) {
        int length = number == unfindable ? 0 : lengths[number];
        long at = target.allocate(length);
        if (length > 0) {
            long reference = references[number];
            MemorySegment.copy(
                    heap.chunk(reference),
                    ByteHeap.offset(reference),
                    target.memory(),
                    ValueLayout.JAVA_BYTE,
                    at,
                    length);
        }
        values.set(row, at, length);
    }

    private static int hash(byte[] bytes, int length) {
        long hash = length * 0x9E3779B97F4A7C15L;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = (hash ^ (long) LONG.get(bytes, at)) * 0xD6E8FEB86659FD93L;
            hash ^= hash >>> 32;
        }
        for (; at < length; at++) {
            hash = (hash ^ bytes[at]) * 0x100000001B3L;
        }
        return LongInterner.hash(hash);
    }
}
