package io.thermocline.engine.internal.segment;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.util.Objects;

/**
 * Reads blocks of a published file: slices of the chunk at hand, which is decoded once, or the
 * mapped bytes themselves.
 *
 * <p>A block starts at a multiple of 64 in its buffers. One that does not in the file, or that
 * spans chunks, since the run starts in the middle of the file, is copied. One thread.
 */
final class StoredReader implements BlockReader {
    private final StoredRun run;
    private final OpenSegments.Lease lease;
    private final StoredColumns file;

    /** Rows of the file before the run. */
    private final int shift;

    /** By column: the chunk at hand; null before the first read. */
    private final @Nullable ColumnChunk[] chunks;

    /** Holds all private memory; null before the first read. */
    private @Nullable Arena arena;

    StoredReader(StoredRun run, OpenSegments.Lease lease, int shift) {
        this.run = run;
        this.lease = lease;
        this.file = lease.columns();
        this.shift = shift;
        this.chunks = new ColumnChunk[run.schema().size()];
    }

    /** The chunk of one column that was read last. */
    private static final class ColumnChunk {
        private final int column;
        private final ChunkScratch scratch;
        private final VectorBlock block;
        private int chunk = -1;
        private @Nullable ColumnVector rows;

        ColumnChunk(int column, ChunkScratch scratch, VectorBlock block) {
            this.column = column;
            this.scratch = scratch;
            this.block = block;
        }

        ColumnVector rows(StoredColumns file, int wanted) {
            ColumnVector known = rows;
            if (known == null || chunk != wanted) {
                rows = null;
                scratch.clear();
                known = file.read(column, wanted, scratch);
                rows = known;
                chunk = wanted;
            }
            return known;
        }
    }

    @Override
    public ColumnVector read(int column, int from, int count) {
        Objects.checkFromIndexSize(from, count, run.rowCount());
        ColumnChunk at = chunk(column);
        int row = shift + from;
        int chunkRows = file.chunkRows();
        int within = row % chunkRows;
        if (within + count <= chunkRows) {
            ColumnVector rows = at.rows(file, row / chunkRows).slice(within, count);
            if ((rows.firstRow() & (Long.SIZE - 1)) == 0) {
                return rows;
            }
        }
        at.block.clear();
        for (int done = 0; done < count; ) {
            within = (row + done) % chunkRows;
            int part = Math.min(count - done, chunkRows - within);
            at.block.append(at.rows(file, (row + done) / chunkRows).slice(within, part));
            done += part;
        }
        return at.block.vector();
    }

    private ColumnChunk chunk(int column) {
        ColumnChunk chunk = chunks[column];
        if (chunk == null) {
            Arena open = arena;
            if (open == null) {
                open = Arena.ofConfined();
                arena = open;
            }
            chunk =
                    new ColumnChunk(
                            run.columnIn(file, column),
                            new ChunkScratch(open),
                            new VectorBlock(open, run.schema().column(column).type()));
            chunks[column] = chunk;
        }
        return chunk;
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.close();
            arena = null;
        }
        lease.close();
    }
}
