package io.thermocline.engine.internal.segment;

import java.util.Arrays;

/**
 * What the variable columns of one row take, by column; all zero for no row. One thread, reused.
 */
final class HeapNeeds {
    /** No row. Never changed. */
    static final HeapNeeds NONE = new HeapNeeds();

    private long[] bytes = {};
    private long[] texts = {};

    /** Starts over for a schema of {@code columns}. */
    void clear(int columns) {
        if (bytes.length < columns) {
            bytes = new long[columns];
            texts = new long[columns];
        } else {
            Arrays.fill(bytes, 0);
            Arrays.fill(texts, 0);
        }
    }

    void set(int column, long byteCount, long textCount) {
        bytes[column] = byteCount;
        texts[column] = textCount;
    }

    /** Returns the heap bytes that the row takes in a column. */
    long bytes(int column) {
        return column < bytes.length ? bytes[column] : 0;
    }

    /** Returns the texts that the row holds in a text list column. */
    long texts(int column) {
        return column < texts.length ? texts[column] : 0;
    }
}
