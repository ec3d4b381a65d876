package io.thermocline.formats.segment;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;

/**
 * Chooses the rows of a chunk: a power of two, so that a chunk of the widest column stays near 4
 * MiB, for it is decoded whole.
 */
final class ChunkSize {
    /** Rows of a chunk where columns are narrow. */
    private static final int ROWS_MAX = 1 << 16;

    private static final long BYTES_AIM = 4L << 20;

    private ChunkSize() {}

    /** Returns the least chunk size that holds all of some rows, at most 2^22. */
    static int whole(int rows) {
        return Math.max(
                StoredColumns.BLOCK_ROWS, Integer.highestOneBit(Math.max(1, rows - 1)) << 1);
    }

    /** Returns the rows of a chunk for a merge of runs; the first chunk of each is the sample. */
    static int choose(Schema schema, List<? extends StoredColumns> runs) {
        long widest = 1;
        for (int c = 0; c < schema.size(); c++) {
            Column column = schema.column(c);
            widest =
                    Math.max(
                            widest,
                            column.type().isVariable()
                                    ? variableBytes(c, column, runs)
                                    : column.type().fixedBytes());
        }
        long rows = Long.highestOneBit(Math.max(1, BYTES_AIM / widest));
        return Math.clamp(rows, StoredColumns.BLOCK_ROWS, ROWS_MAX);
    }

    /** Returns the bytes of an average row of a variable type. */
    private static long variableBytes(int column, Column spec, List<? extends StoredColumns> runs) {
        boolean isCoded = spec.encoding() != Column.Encoding.PLAIN;
        long rows = 0;
        long bytes = 0;
        for (StoredColumns run : runs) {
            if (run.rowCount() > 0) {
                try (Arena scratch = Arena.ofConfined()) {
                    ColumnVector sample = run.read(column, 0, scratch);
                    isCoded &= sample.dictionary() != null;
                    rows += sample.rowCount();
                    bytes += bytes(sample);
                }
            }
        }
        return isCoded ? Integer.BYTES : bytes / Math.max(1, rows);
    }

    /** Returns the bytes of the values of a chunk; those of codes on average. */
    private static long bytes(ColumnVector chunk) {
        Dictionary dictionary = chunk.dictionary();
        if (dictionary != null) {
            int texts = dictionary.size();
            return texts == 0
                    ? 0
                    : chunk.rowCount() * DictionaryMerge.heapBytes(dictionary) / texts;
        }
        int from = chunk.start(0);
        int to = chunk.end(chunk.rowCount() - 1);
        if (chunk.type().kind() != ColumnType.Kind.STRING_LIST) {
            return (long) (to - from) * chunk.type().element().bytes();
        }
        var ends = Objects.requireNonNull(chunk.childOffsets());
        return ends.get(ColumnVector.INT, (long) to * Integer.BYTES)
                - (long) ends.get(ColumnVector.INT, (long) from * Integer.BYTES);
    }
}
