package io.thermocline.engine.internal.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Objects;

/**
 * Rows of an extent as one chunk for whoever seals them. The extent must not be given back
 * meanwhile.
 *
 * <p>Offsets and codes are checked at each read: after a kill, or in another process, the bytes are
 * what somebody else left behind.
 */
final class StoredExtent implements StoredColumns {
    private final TailExtentView view;
    private final int rowCount;

    StoredExtent(TailExtentView view, int rowCount) {
        this.view = view;
        this.rowCount = rowCount;
    }

    @Override
    public Schema schema() {
        return view.schema();
    }

    @Override
    public long baseRow() {
        return view.baseRow();
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public int chunkRows() {
        return Math.max(1, rowCount);
    }

    @Override
    public ColumnVector read(int column, int chunk, SegmentAllocator scratch) {
        Objects.checkIndex(chunk, chunkCount());
        ExtentLayout layout = view.layout();
        if (layout == null) {
            throw new IllegalStateException(
                    view.location() + ": expected the rows to be sealed, found a free extent");
        }
        if (rowCount > layout.capacity()) {
            throw view.corrupt("row count", "at most " + layout.capacity(), rowCount);
        }
        ColumnVector rows = view.vector(layout, column, 0, rowCount);
        try {
            return checked(rows);
        } catch (IndexOutOfBoundsException e) {
            CorruptFileException corrupt =
                    view.corrupt(
                            "column '" + schema().column(column).name() + "'",
                            "ascending ends inside the heap",
                            String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private static ColumnVector checked(ColumnVector rows) {
        Dictionary dictionary = rows.dictionary();
        if (dictionary != null) {
            int size = DictionaryCopy.codesUsed(rows);
            Objects.checkFromToIndex(0, size, dictionary.size());
            requireEnds(dictionary.offsets(), size, 1, dictionary.heap().byteSize());
            return ColumnVector.coded(
                    rows.type(),
                    rows.rowCount(),
                    rows.validity(),
                    rows.values(),
                    new Dictionary(size, dictionary.offsets(), dictionary.heap()));
        }
        MemorySegment offsets = rows.offsets();
        if (offsets != null) {
            MemorySegment childOffsets = rows.childOffsets();
            if (childOffsets == null) {
                int width = rows.type().element().bytes();
                requireEnds(offsets, rows.rowCount(), width, rows.values().byteSize());
            } else {
                long texts = childOffsets.byteSize() / Integer.BYTES - 1;
                int used = requireEnds(offsets, rows.rowCount(), 1, texts);
                requireEnds(childOffsets, used, 1, rows.values().byteSize());
            }
        }
        return rows;
    }

    /**
     * Checks that {@code count} ends ascend from zero and stay inside.
     *
     * @return the last end
     */
    private static int requireEnds(MemorySegment ends, int count, int width, long limit) {
        int last = ends.get(ColumnVector.INT, 0);
        if (last != 0) {
            throw new IndexOutOfBoundsException("first end " + last);
        }
        for (long i = 1; i <= count; i++) {
            int end = ends.get(ColumnVector.INT, i * Integer.BYTES);
            if (end < last) {
                throw new IndexOutOfBoundsException("end " + end + " after end " + last);
            }
            last = end;
        }
        if ((long) last * width > limit) {
            throw new IndexOutOfBoundsException("end " + last + " outside " + limit + " bytes");
        }
        return last;
    }

    @Override
    public @Nullable BlockStatistics statistics(int column) {
        return null;
    }

    @Override
    public long fileBytes() {
        return view.extentBytes();
    }

    /** Does nothing: the extent belongs to its pool. */
    @Override
    public void close() {}
}
