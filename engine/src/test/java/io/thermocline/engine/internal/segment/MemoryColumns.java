package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A published file that is none: rows in memory, in chunks, decoded into scratch if asked to. */
final class MemoryColumns implements StoredColumns {
    private final Schema schema;
    private final long baseRow;
    private final List<ColumnVector> columns;
    private final int chunkRows;
    private final boolean decodes;

    /** Chunks read. */
    final AtomicInteger reads = new AtomicInteger();

    /** Times closed. */
    final AtomicInteger closes = new AtomicInteger();

    MemoryColumns(
            Schema schema,
            long baseRow,
            List<ColumnVector> columns,
            int chunkRows,
            boolean decodes) {
        this.schema = schema;
        this.baseRow = baseRow;
        this.columns = columns;
        this.chunkRows = chunkRows;
        this.decodes = decodes;
    }

    /** Copies rows into memory of their own. */
    static MemoryColumns copyOf(StoredColumns rows, Arena arena) {
        List<ColumnVector> copies = new ArrayList<>();
        for (int c = 0; c < rows.schema().size(); c++) {
            VectorBlock block = new VectorBlock(arena, rows.schema().column(c).type());
            block.append(rows.read(c, 0, arena));
            copies.add(block.vector());
        }
        return new MemoryColumns(
                rows.schema(), rows.baseRow(), copies, Math.max(1, rows.rowCount()), false);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long baseRow() {
        return baseRow;
    }

    @Override
    public int rowCount() {
        return columns.getFirst().rowCount();
    }

    @Override
    public int chunkRows() {
        return chunkRows;
    }

    @Override
    public ColumnVector read(int column, int chunk, SegmentAllocator scratch) {
        if (closes.get() > 0) {
            throw new IllegalStateException("read of a closed file");
        }
        reads.incrementAndGet();
        int from = chunk * chunkRows;
        int count = Math.min(chunkRows, rowCount() - from);
        ColumnVector rows = columns.get(column).slice(from, count);
        return decodes ? decoded(rows, scratch) : rows;
    }

    private static ColumnVector decoded(ColumnVector rows, SegmentAllocator scratch) {
        VectorBlock block = new VectorBlock(Arena.ofAuto(), rows.type());
        block.append(rows);
        ColumnVector own = block.vector();
        return new ColumnVector(
                own.type(),
                own.firstRow(),
                own.rowCount(),
                own.validity() == null ? null : copy(own.validity(), scratch),
                copy(own.values(), scratch),
                own.offsets() == null ? null : copy(own.offsets(), scratch),
                own.childOffsets() == null ? null : copy(own.childOffsets(), scratch),
                null);
    }

    private static MemorySegment copy(MemorySegment source, SegmentAllocator scratch) {
        MemorySegment target = scratch.allocate(source.byteSize(), 64);
        for (long i = 0; i < target.byteSize(); i++) {
            if (target.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i) != 0) {
                throw new AssertionError("scratch memory is not zero");
            }
        }
        return target.copyFrom(source);
    }

    @Override
    public @Nullable BlockStatistics statistics(int column) {
        return new BlockStatistics(false, new int[1], new int[1], new long[1], new long[1]);
    }

    @Override
    public long fileBytes() {
        return 0;
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }
}
