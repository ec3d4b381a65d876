package io.thermocline.formats.segment;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The union of the dictionaries that the runs of one text column come with: texts in order of first
 * appearance.
 */
final class DictionaryMerge {
    private final Map<ByteBuffer, Integer> codes = new HashMap<>();
    private final List<byte[]> texts = new ArrayList<>();

    /** Codes of the last dictionary seen; chunks of one run share theirs. */
    private final IdentityHashMap<Dictionary, int[]> mapped = new IdentityHashMap<>();

    private long heapBytes;

    private DictionaryMerge() {}

    /**
     * Returns the union, or null if the column is to be plain: it is no text, a run is plain, or
     * there are too many texts.
     */
    static @Nullable DictionaryMerge of(
            List<? extends StoredColumns> runs, int column, Column spec) {
        if (!spec.type().isText() || spec.encoding() == Column.Encoding.PLAIN) {
            return null;
        }
        DictionaryMerge merge = new DictionaryMerge();
        for (StoredColumns run : runs) {
            for (int chunk = 0; chunk < run.chunkCount(); chunk++) {
                try (Arena scratch = Arena.ofConfined()) {
                    Dictionary dictionary = run.read(column, chunk, scratch).dictionary();
                    if (dictionary == null || !merge.add(dictionary)) {
                        return null;
                    }
                }
            }
        }
        // Dictionaries seen so far may lie in memory that is gone; codes are looked up again when
        // chunks are written.
        merge.mapped.clear();
        return merge;
    }

    private boolean add(Dictionary dictionary) {
        if (!mapped.containsKey(dictionary)) {
            mapped.put(dictionary, codesOf(dictionary));
        }
        return texts.size() <= Dictionary.MAX_SIZE;
    }

    /** Returns this union's code of each code of a dictionary. */
    int[] codesOf(@Nullable Dictionary dictionary) {
        if (dictionary == null) {
            return new int[0];
        }
        int[] known = mapped.get(dictionary);
        if (known != null) {
            return known;
        }
        int[] result = new int[dictionary.size()];
        for (int code = 0; code < result.length; code++) {
            result[code] = intern(dictionary.bytes(code).toArray(ValueLayout.JAVA_BYTE));
        }
        mapped.clear();
        mapped.put(dictionary, result);
        return result;
    }

    private int intern(byte[] text) {
        Integer known = codes.putIfAbsent(ByteBuffer.wrap(text), texts.size());
        if (known != null) {
            return known;
        }
        texts.add(text);
        heapBytes += text.length;
        return texts.size() - 1;
    }

    int size() {
        return texts.size();
    }

    long heapBytes() {
        return heapBytes;
    }

    /** Writes end offsets from 0 on and the texts from {@code heap} on. */
    void writeTo(MemorySegment target, long heap) {
        int end = 0;
        target.set(ColumnVector.INT, 0, 0);
        for (int code = 0; code < texts.size(); code++) {
            byte[] text = texts.get(code);
            MemorySegment.copy(text, 0, target, ValueLayout.JAVA_BYTE, heap + end, text.length);
            end += text.length;
            target.set(ColumnVector.INT, (code + 1L) * Integer.BYTES, end);
        }
    }
}
