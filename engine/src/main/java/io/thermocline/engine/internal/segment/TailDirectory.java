package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Finds the extents of tables in the slab files: in another process beside the writer, and in
 * recovery after the writer died.
 *
 * <p>Maps for reading only. A reader beside the writer takes the visible rows first, then the
 * extents, then the catalogue: an extent that the listing misses, or that {@link
 * TailExtentView#visibleRows} finds gone, was sealed before. Thread rules: one thread; the views go
 * to any.
 */
public final class TailDirectory implements AutoCloseable {
    private final Storage storage;
    private final Path directory;
    private final Map<Path, Slab> slabs = new HashMap<>();

    private TailDirectory(Storage storage, Path directory) {
        this.storage = storage;
        this.directory = directory;
    }

    /** Finds the schema of an extent. */
    @FunctionalInterface
    public interface Schemas {
        /** Returns the schema of a table at a version, or null to leave its extents out. */
        @Nullable Schema find(int tableOrdinal, int version);
    }

    /**
     * Maps the slabs of a directory; one that does not exist holds none.
     *
     * @throws CorruptFileException if a slab's header does not hold
     * @throws UnsupportedFormatException if a newer version wrote one
     * @throws UncheckedIOException if a file cannot be read
     */
    public static TailDirectory open(Storage storage, Path directory) {
        TailDirectory opened = new TailDirectory(storage, directory);
        try {
            opened.refresh();
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /**
     * Maps slabs that are new and unmaps those that are gone. Fails like {@link #open}.
     *
     * @return whether anything changed
     */
    public boolean refresh() {
        boolean changed = false;
        try {
            Set<Path> present = new HashSet<>();
            for (Path file : storage.list(directory)) {
                if (Slab.isSlab(file)) {
                    present.add(file);
                    changed |= !slabs.containsKey(file) && map(file);
                }
            }
            List<Path> gone = slabs.keySet().stream().filter(f -> !present.contains(f)).toList();
            for (Path file : gone) {
                Slab slab = slabs.remove(file);
                if (slab != null) {
                    slab.close();
                    changed = true;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changed;
    }

    private boolean map(Path file) throws IOException {
        try {
            Slab slab = Slab.open(storage, file);
            if (slab != null) {
                slabs.put(file, slab);
            }
            return slab != null;
        } catch (NoSuchFileException e) {
            // The writer gave the slab back since it was listed.
            return false;
        }
    }

    /**
     * Returns the extents of one table, sorted by base row.
     *
     * @param schemas gives the table's schema at a version, or null to leave the extent out
     */
    public List<TailExtentView> extents(
            int tableOrdinal, IntFunction<? extends @Nullable Schema> schemas) {
        return extents((table, version) -> table == tableOrdinal ? schemas.apply(version) : null);
    }

    /** Returns the extents of all tables, sorted by table and base row. */
    public List<TailExtentView> extents(Schemas schemas) {
        List<TailExtentView> views = new ArrayList<>();
        for (Slab slab : slabs.values()) {
            for (int i = 0; i < slab.extentCount(); i++) {
                ExtentFacts facts = facts(slab, i);
                Schema schema =
                        facts == null
                                ? null
                                : schemas.find(facts.tableOrdinal(), facts.schemaVersion());
                if (facts != null && schema != null) {
                    views.add(new TailExtentView(slab, i, facts, schema));
                }
            }
        }
        views.sort(
                Comparator.comparingInt(TailExtentView::tableOrdinal)
                        .thenComparingLong(TailExtentView::baseRow)
                        .thenComparingLong(TailExtentView::segmentId));
        return views;
    }

    /** Returns what a descriptor says, or null if its extent is free. */
    private static @Nullable ExtentFacts facts(Slab slab, int index) {
        MemorySegment memory = slab.memory();
        long at = SlabLayout.descriptor(index);
        long incarnation = SlabLayout.getAcquire(memory, at + SlabLayout.INCARNATION_OFFSET);
        if (!SlabLayout.isLive(incarnation)) {
            return null;
        }
        int table = memory.get(SlabLayout.INT, at + SlabLayout.TABLE_OFFSET);
        int version = memory.get(SlabLayout.INT, at + SlabLayout.SCHEMA_VERSION_OFFSET);
        long baseRow = memory.get(SlabLayout.LONG, at + SlabLayout.BASE_ROW_OFFSET);
        long segmentId = memory.get(SlabLayout.LONG, at + SlabLayout.SEGMENT_ID_OFFSET);
        VarHandle.acquireFence();
        if (SlabLayout.getOpaque(memory, at + SlabLayout.INCARNATION_OFFSET) != incarnation) {
            return null;
        }
        if (table < 0 || version < 1 || baseRow < 0) {
            throw new CorruptFileException(
                    slab.file(),
                    at,
                    "extent descriptor",
                    "a table, a version and a base row",
                    "table " + table + ", version " + version + ", base row " + baseRow);
        }
        return new ExtentFacts(incarnation, table, version, baseRow, segmentId);
    }

    /** Unmaps all slabs. Runs that still read an extent ask for the sealed rows from then on. */
    @Override
    public void close() {
        slabs.values().forEach(Slab::close);
        slabs.clear();
    }
}
