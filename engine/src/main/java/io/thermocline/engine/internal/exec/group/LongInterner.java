package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.QueryContext;

import java.util.Arrays;

/** Numbers distinct longs 0, 1, 2, … as they are met. One thread at a time. */
final class LongInterner {
    private static final int FIRST_CAPACITY = 64;

    private final QueryContext context;

    /** Keys by number. */
    private long[] keys = new long[FIRST_CAPACITY];

    /** Open addressing, at most half full: number + 1, or 0. Length is a power of two. */
    private int[] table = new int[2 * FIRST_CAPACITY];

    private int size;

    LongInterner(QueryContext context) {
        this.context = context;
    }

    int size() {
        return size;
    }

    long key(int number) {
        return keys[number];
    }

    /** Returns the number of a key; {@link #size} grows if it is new. */
    int intern(long key) {
        int mask = table.length - 1;
        int at = hash(key) & mask;
        while (table[at] != 0) {
            int number = table[at] - 1;
            if (keys[number] == key) {
                return number;
            }
            at = (at + 1) & mask;
        }
        int number = add(key);
        if (table.length < 2 * keys.length) {
            rehash();
        } else {
            table[at] = number + 1;
        }
        return number;
    }

    /** Returns a number that no key finds. */
    int addUnfindable() {
        unfindable = add(0);
        if (table.length < 2 * keys.length) {
            rehash();
        }
        return unfindable;
    }

    /** The number of {@link #addUnfindable}, or −1. */
    private int unfindable = -1;

    private int add(long key) {
        if (size == keys.length) {
            context.reserve((long) keys.length * (Long.BYTES + 2 * Integer.BYTES));
            keys = Arrays.copyOf(keys, Math.multiplyExact(keys.length, 2));
        }
        keys[size] = key;
        return size++;
    }

    private void rehash() {
        table = new int[2 * keys.length];
        int mask = table.length - 1;
        for (int number = 0; number < size; number++) {
            if (number == unfindable) {
                continue;
            }
            int at = hash(keys[number]) & mask;
            while (table[at] != 0) {
                at = (at + 1) & mask;
            }
            table[at] = number + 1;
        }
    }

    /** Mixes all bits, so that no pattern of keys fills one corner of the table. */
    static int hash(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) (mixed ^ (mixed >>> 32));
    }
}
