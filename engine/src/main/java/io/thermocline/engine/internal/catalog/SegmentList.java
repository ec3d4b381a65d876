package io.thermocline.engine.internal.catalog;

import io.thermocline.formats.journal.SegmentEntry;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.RandomAccess;
import java.util.Set;

/**
 * The segments of one table in the order of their rows, without overlap. Immutable.
 *
 * <p>Kept in chunks, so that a list of 100,000 segments gains or loses a few by copying one chunk
 * and the array of chunks.
 */
public final class SegmentList extends AbstractList<SegmentEntry> implements RandomAccess {
    static final SegmentList EMPTY = new SegmentList(new SegmentEntry[0][]);

    /** Entries in a full chunk: about the square root of the segments in scope. */
    private static final int CHUNK = 256;

    /** No chunk is empty. */
    private final SegmentEntry[][] chunks;

    /** Index of each chunk's first entry, and the size. */
    private final int[] starts;

    private SegmentList(SegmentEntry[][] chunks) {
        this.chunks = chunks;
        starts = new int[chunks.length + 1];
        for (int i = 0; i < chunks.length; i++) {
            starts[i + 1] = starts[i] + chunks[i].length;
        }
    }

    @Override
    public int size() {
        return starts[chunks.length];
    }

    @Override
    public SegmentEntry get(int index) {
        java.util.Objects.checkIndex(index, size());
        int found = Arrays.binarySearch(starts, index);
        int chunk = found >= 0 ? found : -found - 2;
        return chunks[chunk][index - starts[chunk]];
    }

    @Override
    public Iterator<SegmentEntry> iterator() {
        return new Iterator<>() {
            private int chunk;
            private int next;

            @Override
            public boolean hasNext() {
                return chunk < chunks.length;
            }

            @Override
            public SegmentEntry next() {
                if (chunk == chunks.length) {
                    throw new NoSuchElementException();
                }
                SegmentEntry entry = chunks[chunk][next++];
                if (next == chunks[chunk].length) {
                    chunk++;
                    next = 0;
                }
                return entry;
            }
        };
    }

    /** Returns the position after the last row; 0 if there is no segment. */
    public long endRow() {
        if (chunks.length == 0) {
            return 0;
        }
        SegmentEntry[] last = chunks[chunks.length - 1];
        return last[last.length - 1].endRow();
    }

    /**
     * Returns the index of the first segment that holds {@code row} or rows after it; {@link #size}
     * if there is none.
     */
    public int indexAtOrAfter(long row) {
        int chunk = chunkAtOrAfter(row);
        if (chunk == chunks.length) {
            return size();
        }
        int low = 0;
        int high = chunks[chunk].length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks[chunk][middle].endRow() > row) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return starts[chunk] + low;
    }

    /** Returns the first chunk with rows from {@code row} on. */
    private int chunkAtOrAfter(long row) {
        int low = 0;
        int high = chunks.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle][chunks[middle].length - 1].endRow() > row) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * Returns this list with segments exchanged.
     *
     * @param removed ids of segments that lie in rows [from, to)
     * @param added segments in rows [from, to)
     * @param dropped receives the entries of the removed ids
     * @throws IllegalArgumentException if an id is not found there, or segments would overlap
     */
    SegmentList replace(
            List<Long> removed,
            List<SegmentEntry> added,
            long from,
            long to,
            List<SegmentEntry> dropped) {
        if (removed.isEmpty() && added.size() == 1 && added.getFirst().baseRow() >= endRow()) {
            return append(added.getFirst());
        }
        // The chunks before and after are looked at too: an overlap may reach into them.
        int first = Math.max(0, chunkAtOrAfter(from) - 1);
        int last = Math.min(chunks.length, Math.max(first, chunkAtOrAfter(to)) + 1);
        Set<Long> ids = new HashSet<>(removed);
        if (ids.size() != removed.size()) {
            throw new IllegalArgumentException(
                    "removed segments: expected each id once, found " + removed);
        }
        List<SegmentEntry> entries = new ArrayList<>();
        for (int chunk = first; chunk < last; chunk++) {
            for (SegmentEntry entry : chunks[chunk]) {
                (ids.remove(entry.id()) ? dropped : entries).add(entry);
            }
        }
        if (!ids.isEmpty()) {
            throw new IllegalArgumentException(
                    "removed segments: expected segments of rows %d..%d, found other ids %s"
                            .formatted(from, to, ids));
        }
        entries.addAll(added);
        entries.sort(Comparator.comparingLong(SegmentEntry::baseRow));
        requireNoOverlap(entries);
        return splice(first, last, entries);
    }

    private SegmentList append(SegmentEntry entry) {
        int full = chunks.length;
        boolean grows = full > 0 && chunks[full - 1].length < CHUNK;
        SegmentEntry[][] next = Arrays.copyOf(chunks, grows ? full : full + 1);
        if (grows) {
            SegmentEntry[] last = chunks[full - 1];
            next[full - 1] = Arrays.copyOf(last, last.length + 1);
            next[full - 1][last.length] = entry;
        } else {
            next[full] = new SegmentEntry[] {entry};
        }
        return new SegmentList(next);
    }

    private static void requireNoOverlap(List<SegmentEntry> entries) {
        for (int i = 1; i < entries.size(); i++) {
            SegmentEntry before = entries.get(i - 1);
            SegmentEntry after = entries.get(i);
            if (after.baseRow() < before.endRow()) {
                throw new IllegalArgumentException(
                        "segments %d and %d: expected rows apart, found %d..%d and %d..%d"
                                .formatted(
                                        before.id(),
                                        after.id(),
                                        before.baseRow(),
                                        before.endRow(),
                                        after.baseRow(),
                                        after.endRow()));
            }
        }
    }

    private SegmentList splice(int first, int last, List<SegmentEntry> entries) {
        int between = (entries.size() + CHUNK - 1) / CHUNK;
        SegmentEntry[][] next = new SegmentEntry[chunks.length - (last - first) + between][];
        System.arraycopy(chunks, 0, next, 0, first);
        for (int i = 0; i < between; i++) {
            int start = i * CHUNK;
            int end = Math.min(entries.size(), start + CHUNK);
            next[first + i] = entries.subList(start, end).toArray(SegmentEntry[]::new);
        }
        System.arraycopy(chunks, last, next, first + between, chunks.length - last);
        return new SegmentList(next);
    }
}
