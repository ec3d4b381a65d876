package io.thermocline.engine.internal.catalog;

import io.thermocline.formats.journal.CatalogRecord.EpochStarted;
import io.thermocline.formats.journal.FileEntry;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/** Everything the catalogue knows after one commit. Immutable; any thread may keep one. */
public final class CatalogState {
    private final UUID storeId;
    private final long createdNanos;
    private final long commits;
    private final long epoch;
    private final List<EpochStarted> openEpochs;
    private final PersistentMap<Integer, TableEntry> tables;
    private final PersistentMap<String, Integer> ordinals;
    private final PersistentMap<Long, FileEntry> files;
    private final PersistentMap<FileKey, Long> fileNumbers;
    private final int nextTable;
    private final long nextSegment;
    private final long nextFile;

    /** What a published file is called. */
    record FileKey(String kind, String id) implements Comparable<FileKey> {
        @Override
        public int compareTo(FileKey other) {
            int order = kind.compareTo(other.kind);
            return order == 0 ? id.compareTo(other.id) : order;
        }
    }

    CatalogState(CatalogDraft draft) {
        storeId = draft.storeId();
        createdNanos = draft.createdNanos();
        commits = draft.commits();
        epoch = draft.epoch();
        openEpochs = List.copyOf(draft.openEpochs());
        tables = draft.tables();
        ordinals = draft.ordinals();
        files = draft.files();
        fileNumbers = draft.fileNumbers();
        nextTable = draft.nextTable();
        nextSegment = draft.nextSegment();
        nextFile = draft.nextFile();
    }

    /** Returns the identity of the store. */
    public UUID storeId() {
        return storeId;
    }

    /** Returns when the store was made, in nanoseconds since 1970-01-01T00:00:00Z. */
    public long createdNanos() {
        return createdNanos;
    }

    /** Returns the commits since the store was made; a later state has more. */
    public long commits() {
        return commits;
    }

    /** Returns the last epoch: how often the store was opened for writing. */
    public long epoch() {
        return epoch;
    }

    /**
     * Returns the epochs whose unsealed rows nobody recovered, reported lost or sealed at a close,
     * oldest first; the current one is the last. Empty after a clean close.
     */
    public List<EpochStarted> openEpochs() {
        return openEpochs;
    }

    /**
     * Returns the open epochs before the current one: what they left in the tail has to be
     * recovered. It can be trusted only if all of them ran under the boot id of now.
     */
    public List<EpochStarted> unrecoveredEpochs() {
        return openEpochs.stream().filter(e -> e.epoch() < epoch).toList();
    }

    /** Returns the number of tables. */
    public int tableCount() {
        return tables.size();
    }

    /** Returns the tables by ordinal. */
    public List<TableEntry> tables() {
        return tables.values();
    }

    /** Returns the table of an ordinal, or null. */
    public @Nullable TableEntry table(int ordinal) {
        return tables.get(ordinal);
    }

    /** Returns the table of a name, or null. */
    public @Nullable TableEntry table(String name) {
        Integer ordinal = ordinals.get(name);
        return ordinal == null ? null : tables.get(ordinal);
    }

    /** Returns the names of the tables, sorted. */
    public List<String> tableNames() {
        return ordinals.values().stream()
                .map(ordinal -> java.util.Objects.requireNonNull(tables.get(ordinal)).name())
                .toList();
    }

    /** Returns the number of published files. */
    public int fileCount() {
        return files.size();
    }

    /** Returns the published files by number: in the order in which they were made. */
    public List<FileEntry> files() {
        return files.values();
    }

    /** Returns the published file of a number, or null. */
    public @Nullable FileEntry file(long number) {
        return files.get(number);
    }

    /** Returns the published file of a kind and a user's name, or null. */
    public @Nullable FileEntry file(String kind, String id) {
        Long number = fileNumbers.get(new FileKey(kind, id));
        return number == null ? null : files.get(number);
    }

    /** Returns the least ordinal that no table ever had. */
    public int nextTable() {
        return nextTable;
    }

    /** Returns the least id above those of all segments ever committed. */
    public long nextSegment() {
        return nextSegment;
    }

    /** Returns the least number above those of all files ever published. */
    public long nextFile() {
        return nextFile;
    }

    PersistentMap<Integer, TableEntry> tableMap() {
        return tables;
    }

    PersistentMap<String, Integer> ordinalMap() {
        return ordinals;
    }

    PersistentMap<Long, FileEntry> fileMap() {
        return files;
    }

    PersistentMap<FileKey, Long> fileNumberMap() {
        return fileNumbers;
    }
}
