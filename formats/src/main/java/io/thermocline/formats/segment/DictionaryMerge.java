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
import java.util.List;
import java.util.Map;

/**
 * The union of the dictionaries that the runs of one text column come with: texts in order of first
 * appearance. One thread.
 */
final class DictionaryMerge {
    private static final int[] NO_CODES = {};

    private final Map<ByteBuffer, Integer> codes = new HashMap<>();
    private final List<byte[]> texts = new ArrayList<>();
    private long heapBytes;

    /** The dictionary seen last and its codes here: the chunks of one run share theirs. */
    private @Nullable Dictionary mapped;

    private int[] mappedCodes = NO_CODES;

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
                    if (dictionary == null) {
                        return null;
                    }
                    merge.codesOf(dictionary);
                    if (merge.isTooLarge()) {
                        return null;
                    }
                }
            }
        }
        return merge.texts.isEmpty() ? null : merge;
    }

    private boolean isTooLarge() {
        return texts.size() > Dictionary.MAX_SIZE || heapBytes > SegmentLayout.BUFFER_BYTES_MAX;
    }

    /** Returns this union's code of each code of a dictionary; texts not seen before are added. */
    @SuppressWarnings("ReferenceEquality") // the chunks of a run share the very object
    int[] codesOf(@Nullable Dictionary dictionary) {
        if (dictionary == null) {
            return NO_CODES;
        }
        if (dictionary != mapped) {
            int[] result = new int[dictionary.size()];
            for (int code = 0; code < result.length; code++) {
                result[code] = intern(dictionary.bytes(code).toArray(ValueLayout.JAVA_BYTE));
            }
            mapped = dictionary;
            mappedCodes = result;
        }
        return mappedCodes;
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

    /** Returns the lengths of the buffers that {@link #writeTo} fills. */
    BufferBytes lengths() {
        return new BufferBytes(0, (texts.size() + 1L) * Integer.BYTES, 0, heapBytes);
    }

    /** Writes the raw form of the dictionary into memory that is zero. */
    void writeTo(MemorySegment target) {
        long heap = SegmentLayout.align((texts.size() + 1L) * Integer.BYTES);
        int end = 0;
        for (int code = 0; code < texts.size(); code++) {
            byte[] text = texts.get(code);
            MemorySegment.copy(text, 0, target, ValueLayout.JAVA_BYTE, heap + end, text.length);
            end += text.length;
            target.set(ColumnVector.INT, (code + 1L) * Integer.BYTES, end);
        }
    }

    /** Returns the bytes of a dictionary's texts. */
    static long heapBytes(Dictionary dictionary) {
        return dictionary.offsets().get(ColumnVector.INT, (long) dictionary.size() * Integer.BYTES);
    }
}
