package io.thermocline.formats.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Checks that the buffers of a chunk are as long as its rows need and point nowhere else, so that
 * no later read can leave them. A checksum alone does not say so: a hostile file has good ones.
 */
final class ChunkCheck {
    private ChunkCheck() {}

    static void require(Path file, ChunkEntry place, ColumnVector vector, String where) {
        ColumnType type = vector.type();
        int rows = vector.rowCount();
        MemorySegment validity = vector.validity();
        if (validity != null) {
            requireLength(file, place, where + ": validity", (rows + 7L) / 8, validity.byteSize());
        }
        long values = vector.values().byteSize();
        if (vector.dictionary() != null) {
            requireLength(file, place, where + ": codes", (long) rows * Integer.BYTES, values);
            requireCodes(file, place, vector, where);
        } else if (type.isBool()) {
            requireLength(file, place, where + ": values", (rows + 7L) / 8, values);
        } else if (!type.isVariable()) {
            requireLength(file, place, where + ": values", (long) rows * type.fixedBytes(), values);
        } else if (type.kind() == ColumnType.Kind.STRING_LIST) {
            int texts = requireOffsets(file, place, vector.offsets(), rows, where + ": offsets");
            int bytes =
                    requireOffsets(
                            file, place, vector.childOffsets(), texts, where + ": child offsets");
            requireLength(file, place, where + ": heap", bytes, values);
        } else {
            int elements = requireOffsets(file, place, vector.offsets(), rows, where + ": offsets");
            requireLength(
                    file,
                    place,
                    where + ": values",
                    (long) elements * type.element().bytes(),
                    values);
        }
    }

    static void requireDictionary(
            Path file, ChunkEntry place, Dictionary dictionary, String where) {
        if (dictionary.size() < 0 || dictionary.size() > Dictionary.MAX_SIZE) {
            throw new CorruptFileException(
                    file,
                    place.offset(),
                    where + ": size",
                    "0.." + Dictionary.MAX_SIZE,
                    dictionary.size());
        }
        int bytes =
                requireOffsets(
                        file, place, dictionary.offsets(), dictionary.size(), where + ": offsets");
        requireLength(file, place, where + ": heap", bytes, dictionary.heap().byteSize());
    }

    private static void requireCodes(
            Path file, ChunkEntry place, ColumnVector vector, String where) {
        int size = java.util.Objects.requireNonNull(vector.dictionary()).size();
        for (int row = 0; row < vector.rowCount(); row++) {
            int code = vector.getCode(row);
            if ((code < 0 || code >= size) && !(code == 0 && vector.isNull(row))) {
                throw new CorruptFileException(
                        file,
                        place.offset(),
                        where + ": code in row " + row,
                        "0.." + (size - 1),
                        code);
            }
        }
    }

    /** Checks that offsets start at 0 and never fall; returns the last. */
    private static int requireOffsets(
            Path file, ChunkEntry place, @Nullable MemorySegment offsets, int count, String where) {
        if (offsets == null) {
            throw new CorruptFileException(
                    file, place.offset(), where, (count + 1L) + " offsets", "none");
        }
        requireLength(file, place, where, (count + 1L) * Integer.BYTES, offsets.byteSize());
        int before = 0;
        for (long i = 0; i <= count; i++) {
            int offset = offsets.get(ColumnVector.INT, i * Integer.BYTES);
            if (offset < before || (i == 0 && offset != 0)) {
                throw new CorruptFileException(
                        file,
                        place.offset(),
                        where + " " + i,
                        i == 0 ? "0" : "at least " + before,
                        offset);
            }
            before = offset;
        }
        return before;
    }

    private static void requireLength(
            Path file, ChunkEntry place, String what, long expected, long found) {
        if (expected != found) {
            throw new CorruptFileException(
                    file, place.offset(), what, expected + " bytes", found + " bytes");
        }
    }
}
