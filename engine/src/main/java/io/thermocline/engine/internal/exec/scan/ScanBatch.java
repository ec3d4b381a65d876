package io.thermocline.engine.internal.exec.scan;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.ColumnLoader;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.segment.BlockReader;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * Rows of one run: a stretch of it, or some rows of a stretch. Columns are read when they are asked
 * for, a block of the zone map at a time. One thread at a time.
 */
final class ScanBatch extends Batch {
    private final ColumnLoader[] loaders;
    private final @Nullable BlockValues[] loaded;

    /** Columns as stored, for the whole block of the zone map; null if not read yet. */
    private final @Nullable ColumnVector[] blockVectors;

    private final ScanCounters counters;

    private @Nullable BlockReader reader;
    private @Nullable RunZones zones;

    /** First row of the block of the zone map, and its rows, within the run. */
    private int blockFrom;

    private int blockRows;

    /** First row of the batch within the run. */
    private int from;

    private int rows;

    /** Rows of the stretch that are in the batch, if not all. */
    private int @Nullable [] list;

    private final int[] listMemory = new int[ROWS];
    private final int[] indexMemory = new int[ROWS];

    ScanBatch(List<Column> columns, QueryContext context, ScanCounters counters) {
        this.loaders = new ColumnLoader[columns.size()];
        for (int slot = 0; slot < loaders.length; slot++) {
            Column column = columns.get(slot);
            loaders[slot] = new ColumnLoader(column.name(), column.type(), context);
        }
        this.loaded = new BlockValues[loaders.length];
        this.blockVectors = new ColumnVector[loaders.length];
        this.counters = counters;
    }

    /** Turns to a block of the zone map. */
    void beginBlock(RunZones of, BlockReader open, int block) {
        zones = of;
        reader = open;
        blockFrom = block * RunZones.BLOCK_ROWS;
        blockRows = Math.min(RunZones.BLOCK_ROWS, of.run().rowCount() - blockFrom);
        Arrays.fill(blockVectors, null);
    }

    /** Turns to rows [first, first + count) of the run, which lie in the block. */
    void beginRows(int first, int count) {
        from = first;
        rows = count;
        list = null;
        Arrays.fill(loaded, null);
        setLive(null);
    }

    /** Keeps only some of the rows: those set in {@code selected}. All of them are live then. */
    void keep(long[] selected) {
        int count = Bits.indexes(selected, rows, indexMemory);
        int[] before = list;
        for (int i = 0; i < count; i++) {
            listMemory[i] = before == null ? indexMemory[i] : before[indexMemory[i]];
        }
        list = listMemory;
        rows = count;
        Arrays.fill(loaded, null);
        setLive(null);
    }

    /** Returns whether rows of the stretch were left out. */
    boolean isCompact() {
        return list != null;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public boolean isContiguous() {
        return list == null;
    }

    @Override
    public long position(int row) {
        RunZones of = zones;
        if (of == null) {
            throw new IllegalStateException("scan batch: no block begun");
        }
        return of.run().baseRow() + from + (list == null ? row : list[row]);
    }

    @Override
    public BlockValues column(int slot) {
        BlockValues values = loaded[slot];
        if (values == null) {
            ColumnVector vector = vector(slot);
            values =
                    vector == null
                            ? loaders[slot].absent(rows)
                            : loaders[slot].load(vector, rows, list);
            loaded[slot] = values;
        }
        return values;
    }

    @Override
    public long @Nullable [] validity(int slot) {
        BlockValues values = loaded[slot];
        if (values != null) {
            return values.validity();
        }
        ColumnVector vector = vector(slot);
        return vector == null
                ? loaders[slot].absent(rows).validity()
                : loaders[slot].loadValidity(vector, rows, list);
    }

    @Override
    public @Nullable ColumnVector stored(int slot) {
        return list == null ? vector(slot) : null;
    }

    /** Returns the stored rows of the stretch, or null if the run has no such column. */
    private @Nullable ColumnVector vector(int slot) {
        RunZones of = zones;
        BlockReader open = reader;
        if (of == null || open == null || of.isAbsent(slot)) {
            return null;
        }
        ColumnVector vector = blockVectors[slot];
        if (vector == null) {
            vector = open.read(of.column(slot), blockFrom, blockRows);
            blockVectors[slot] = vector;
            counters.bytesRead += bytes(vector);
        }
        // The stretch may have been compacted: then rows counts the list, not the stretch.
        int stretch = Math.min(ROWS, blockFrom + blockRows - from);
        return vector.slice(from - blockFrom, stretch);
    }

    private static long bytes(ColumnVector vector) {
        int rows = vector.rowCount();
        ColumnType type = vector.type();
        if (vector.dictionary() != null) {
            return (long) rows * Integer.BYTES;
        }
        if (type.isBool()) {
            return (rows + 7L) / 8;
        }
        if (!type.isVariable() || rows == 0) {
            return (long) rows * type.fixedBytes();
        }
        long width = type.kind() == ColumnType.Kind.LIST ? type.element().bytes() : 1;
        return (vector.end(rows - 1) - vector.start(0)) * width + (long) rows * Integer.BYTES;
    }
}
