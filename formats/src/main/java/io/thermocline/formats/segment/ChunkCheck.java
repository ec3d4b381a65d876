package io.thermocline.formats.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Checks that the offsets and codes of a chunk point into the chunk, so that no later read can
 * leave it. A checksum alone does not say so: a hostile file has good ones. Lengths were checked
 * against rows by {@link DirectoryReader}.
 *
 * @param file name for messages
 * @param place the chunk
 * @param where column and rows, for messages
 */
record ChunkCheck(Path file, ChunkEntry place, String where) {
    void require(ColumnVector vector) {
        Dictionary dictionary = vector.dictionary();
        ColumnType type = vector.type();
        if (dictionary != null) {
            requireCodes(vector, dictionary.size());
        } else if (type.kind() == ColumnType.Kind.STRING_LIST) {
            int texts = requireOffsets("offsets", vector.offsets(), vector.rowCount());
            int bytes = requireOffsets("child offsets", vector.childOffsets(), texts);
            requireLength("heap", bytes, vector.values());
        } else if (type.isVariable()) {
            int elements = requireOffsets("offsets", vector.offsets(), vector.rowCount());
            requireLength("values", (long) elements * type.element().bytes(), vector.values());
        }
    }

    void require(Dictionary dictionary) {
        int bytes = requireOffsets("offsets", dictionary.offsets(), dictionary.size());
        requireLength("heap", bytes, dictionary.heap());
    }

    private CorruptFileException corrupt(String what, Object expected, Object found) {
        return new CorruptFileException(file, place.offset(), where + ": " + what, expected, found);
    }

    private void requireCodes(ColumnVector vector, int size) {
        for (int row = 0; row < vector.rowCount(); row++) {
            int code = vector.getCode(row);
            if ((code < 0 || code >= size) && !(code == 0 && vector.isNull(row))) {
                throw corrupt("code in row " + row, "0.." + (size - 1), code);
            }
        }
    }

    /** Checks that offsets are {@code count} + 1, start at 0 and never fall; returns the last. */
    private int requireOffsets(String what, @Nullable MemorySegment offsets, int count) {
        long expected = (count + 1L) * Integer.BYTES;
        if (offsets == null) {
            throw corrupt(what, expected + " bytes", "none");
        }
        requireLength(what, expected, offsets);
        int before = 0;
        for (long i = 0; i <= count; i++) {
            int offset = offsets.get(ColumnVector.INT, i * Integer.BYTES);
            if (offset < before || (i == 0 && offset != 0)) {
                throw corrupt(what + " " + i, i == 0 ? "0" : "at least " + before, offset);
            }
            before = offset;
        }
        return before;
    }

    private void requireLength(String what, long expected, MemorySegment buffer) {
        if (expected != buffer.byteSize()) {
            throw corrupt(what, expected + " bytes", buffer.byteSize() + " bytes");
        }
    }
}
