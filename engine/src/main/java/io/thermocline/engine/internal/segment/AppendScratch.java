package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.journal.RowLayout;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What the writer needs while it appends, shared by all extents of a pool so that appending
 * allocates nothing. Writer thread only.
 */
final class AppendScratch {
    /** Rows appended at a time: their bodies stay in the caches from column to column. */
    static final int STRIP_ROWS = 1024;

    /** Start of each row's bytes in the strip and column at hand. */
    final long[] starts = new long[STRIP_ROWS];

    /** Bytes of each row in the strip and column at hand. */
    final int[] lengths = new int[STRIP_ROWS];

    /** What the first row of an extent takes. */
    final HeapNeeds needs = new HeapNeeds();

    /** Bits on their way into the buffer at hand. */
    final BitAppender bits = new BitAppender();

    private final VectorSource vectors = new VectorSource();

    private @Nullable BodySource bodies;

    /** Returns the rows of bodies [first, …). */
    RowSource rows(RowLayout layout, MemorySegment memory, long[] offsets, int first) {
        BodySource source = bodies;
        if (source == null) {
            source = new BodySource(layout);
            bodies = source;
        }
        return source.open(layout, memory, offsets, first);
    }

    /** Returns the rows [first, …) of column vectors. */
    RowSource rows(List<ColumnVector> columns, int first) {
        return vectors.open(columns, first);
    }
}
