package io.thermocline.engine.internal.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.util.Objects;

/**
 * Copies blocks of a live extent into private memory; once the extent was given back, reads the
 * sealed rows.
 *
 * <p>A block counts only if the extent's incarnation is the same before and after the copy, as with
 * a seqlock, but for a writer that never waits. One thread.
 */
final class TailReader implements BlockReader {
    private final TailRun run;
    private final TailExtentView view;

    /** Holds all private memory; null before the first copy. */
    private @Nullable Arena arena;

    /** By column: private rows; null before its first copy. */
    private final @Nullable VectorBlock[] blocks;

    /** By column: private dictionary; null unless the column has one and was read. */
    private final @Nullable DictionaryCopy[] dictionaries;

    /** Reads the sealed rows; null while the extent holds them. */
    private @Nullable BlockReader sealed;

    private @Nullable RowRun sealedRun;

    TailReader(TailRun run, TailExtentView view) {
        this.run = run;
        this.view = view;
        this.blocks = new VectorBlock[view.schema().size()];
        this.dictionaries = new DictionaryCopy[blocks.length];
    }

    @Override
    public ColumnVector read(int column, int from, int count) {
        Objects.checkIndex(column, blocks.length);
        Objects.checkFromIndexSize(from, count, run.rowCount());
        if (run.moved() == null) {
            ColumnVector block = copy(column, from, count);
            if (block != null) {
                return block;
            }
        }
        BlockReader reader = sealed;
        RowRun elsewhere = sealedRun;
        if (reader == null || elsewhere == null) {
            elsewhere = run.resolve();
            reader = elsewhere.open();
            sealedRun = elsewhere;
            sealed = reader;
        }
        return reader.read(run.columnIn(elsewhere, column), from, count);
    }

    /** Returns private rows, or null if the extent was given back. */
    private @Nullable ColumnVector copy(int column, int from, int count) {
        try {
            return view.isCurrent() ? copyLive(column, from, count) : null;
        } catch (IndexOutOfBoundsException e) {
            // Offsets of another life, or damage: only the incarnation tells.
            if (!view.isCurrent()) {
                return null;
            }
            CorruptFileException corrupt =
                    view.corrupt(
                            "column '" + view.schema().column(column).name() + "'",
                            "ascending ends inside the heap in rows " + from + "…",
                            String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            throw corrupt;
        } catch (IllegalStateException e) {
            // The pool was closed or gave the slab back while it was copied.
            if (view.isCurrent()) {
                throw e;
            }
            return null;
        }
    }

    private @Nullable ColumnVector copyLive(int column, int from, int count) {
        ExtentLayout layout = view.layout();
        if (layout == null) {
            return null;
        }
        if (run.rowCount() > layout.capacity()) {
            if (!view.isCurrent()) {
                return null;
            }
            throw view.corrupt("row count", "at most " + layout.capacity(), run.rowCount());
        }
        ColumnVector live = view.vector(layout, column, from, count);
        VectorBlock block = block(column);
        block.clear();
        Dictionary dictionary = live.dictionary();
        if (dictionary == null) {
            block.append(live);
            return view.isCurrent() ? block.vector() : null;
        }
        block.appendCodes(live);
        if (!view.isCurrent()) {
            return null;
        }
        Dictionary known = dictionary(column).covering(block.vector(dictionary), dictionary);
        return view.isCurrent() ? block.vector(known) : null;
    }

    private VectorBlock block(int column) {
        VectorBlock block = blocks[column];
        if (block == null) {
            block = new VectorBlock(arena(), view.schema().column(column).type());
            blocks[column] = block;
        }
        return block;
    }

    private DictionaryCopy dictionary(int column) {
        DictionaryCopy dictionary = dictionaries[column];
        if (dictionary == null) {
            dictionary = new DictionaryCopy(arena());
            dictionaries[column] = dictionary;
        }
        return dictionary;
    }

    private Arena arena() {
        Arena open = arena;
        if (open == null) {
            open = Arena.ofConfined();
            arena = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (sealed != null) {
            sealed.close();
        }
        if (arena != null) {
            arena.close();
        }
    }
}
