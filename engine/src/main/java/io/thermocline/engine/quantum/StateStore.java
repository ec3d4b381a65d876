package io.thermocline.engine.quantum;

import io.thermocline.engine.FileKind;
import io.thermocline.engine.Snapshot;
import io.thermocline.engine.Store;
import io.thermocline.engine.StoreException;
import io.thermocline.engine.StoredFile;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.json.Json;
import io.thermocline.formats.qms.QmsHeader;
import io.thermocline.formats.qms.QmsLayout;
import io.thermocline.formats.qms.QmsReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The quantum states of a store, each a vector of 2^n complex amplitudes under a name.
 *
 * <pre>{@code
 * StateStore states = StateStore.of(store);
 * try (StagedState bell = states.stage("bell", 2)) {
 *     simulator.run(bell.amplitudes());        // straight into the mapped file
 *     bell.publish();
 * }
 * try (QuantumState bell = states.open("bell")) {
 *     double re = bell.amplitudes().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0);
 * }
 * }</pre>
 *
 * <p>Amplitudes never pass through the heap: a state may be larger than it. Index <i>i</i> is the
 * basis state whose bit <i>k</i> is qubit <i>k</i>, qubit 0 the least significant. A published
 * state never changes. Any thread; costs nothing to make, and lives as long as its store.
 */
public final class StateStore {
    private static final int AMPLITUDE_BYTES = 2 * Double.BYTES;
    private static final String QUBITS = "n_qubits";

    private final Store store;

    private StateStore(Store store) {
        this.store = store;
    }

    /** Returns the states of a store, open for writing or for reading only. */
    public static StateStore of(Store store) {
        return new StateStore(store);
    }

    /**
     * Saves a state. It survives a power cut when this returns.
     *
     * @param id its name, 1 to 255 bytes of UTF-8, not in use; never part of a path
     * @param qubits 0..58
     * @param amplitudes complex128, shape [2^qubits]: pairs of little-endian binary64, real part
     *     first; copied
     * @param metadata further keys of the file's metadata, such as the circuit; those that the
     *     format defines, such as {@code timestamp}, are ignored
     * @throws IllegalArgumentException if the memory is not 16 · 2^qubits bytes long, or id or
     *     qubits leave their range
     * @throws StoreException if the name is in use, the disk has no room, or the store is open for
     *     reading only
     */
    public StateInfo save(
            String id,
            int qubits,
            MemorySegment amplitudes,
            Map<String, ? extends @Nullable Object> metadata) {
        long expected = (long) AMPLITUDE_BYTES << requireQubits(id, qubits);
        if (amplitudes.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "state '%s' of %d qubits: expected %d bytes of amplitudes, found %d"
                            .formatted(id, qubits, expected, amplitudes.byteSize()));
        }
        try (StagedState staged = stage(id, qubits, metadata)) {
            staged.amplitudes().copyFrom(amplitudes);
            return staged.publish();
        }
    }

    /** Makes room for a state without metadata of the caller's. */
    public StagedState stage(String id, int qubits) {
        return stage(id, qubits, Map.of());
    }

    /**
     * Makes room for a state, to be computed in place and published.
     *
     * @param id its name, 1 to 255 bytes of UTF-8, not in use; never part of a path
     * @param qubits 0..58
     * @param metadata as for {@link #save}
     * @return the room, all amplitudes zero; publish or close it
     * @throws IllegalArgumentException if id or qubits leave their range
     * @throws StoreException if the name is in use, the disk has no room, or the store is open for
     *     reading only
     */
    public StagedState stage(
            String id, int qubits, Map<String, ? extends @Nullable Object> metadata) {
        requireQubits(id, qubits);
        QmsLayout layout = QmsLayout.plan(QmsHeader.of(id, store.now(), qubits), metadata);
        requireRoom(id, layout.totalBytes());
        return new StagedState(
                store.stage(FileKind.STATE, id, layout.totalBytes()),
                layout,
                Json.write(Map.of(QUBITS, qubits)));
    }

    private static int requireQubits(String id, int qubits) {
        Column.requireName("state", id);
        if (qubits < 0 || qubits > QmsHeader.QUBITS_MAX) {
            throw new IllegalArgumentException(
                    "state '%s': expected 0..%d qubits, found %d"
                            .formatted(id, QmsHeader.QUBITS_MAX, qubits));
        }
        return qubits;
    }

    /** Each qubit doubles a state: a typing error must not fill the disk before it is noticed. */
    private void requireRoom(String id, long bytes) {
        try {
            long usable = Files.getFileStore(store.directory()).getUsableSpace();
            if (usable < bytes) {
                throw new StoreException(
                        "state '%s': expected room for %d bytes in %s, found %d"
                                .formatted(id, bytes, store.directory(), usable),
                        null);
            }
        } catch (IOException e) {
            throw new StoreException(store.directory() + ": cannot be asked for its room: " + e, e);
        }
    }

    /** Returns what is known of a state, if there is one of this name. */
    public Optional<StateInfo> find(String id) {
        return store.file(FileKind.STATE, id).map(StateStore::info);
    }

    /** Returns all states, in the order of publication. */
    public List<StateInfo> list() {
        return store.files(FileKind.STATE).stream().map(StateStore::info).toList();
    }

    /**
     * Opens a state: maps its amplitudes, whatever their size. They stay readable until the state
     * is closed, even if it is removed meanwhile.
     *
     * @throws StoreException if there is none of this name, or its file cannot be read
     * @throws io.thermocline.formats.CorruptFileException if the file is damaged
     */
    public QuantumState open(String id) {
        // A file that is removed after the snapshot was taken stays until it is closed.
        try (Snapshot _ = store.snapshot()) {
            return QuantumState.open(info(require(id)));
        }
    }

    /**
     * Removes a state; its file is deleted when no snapshot needs it.
     *
     * @throws StoreException if there is none of this name, or the store is open for reading only
     */
    public void remove(String id) {
        store.removeFile(require(id));
    }

    private StoredFile require(String id) {
        return store.file(FileKind.STATE, id)
                .orElseThrow(() ->
                        new StoreException(
                                "%s: expected a state, found none named '%s' (there are %d)"
                                        .formatted(
                                                store.directory(),
                                                id,
                                                store.files(FileKind.STATE).size()),
                                null));
    }

    static StateInfo info(StoredFile file) {
        return new StateInfo(file.id(), qubits(file), file.created(), file.path(), file.bytes());
    }

    private static int qubits(StoredFile file) {
        Json.Reader metadata = Json.read(file.metadata(), "metadata of state '" + file.id() + "'");
        if (metadata.has(QUBITS)) {
            return Math.toIntExact(metadata.integer(QUBITS));
        }
        // Published by other means than stage() above: only the file itself knows.
        try (QmsReader reader = QmsReader.open(file.path())) {
            return reader.header().qubits();
        } catch (IOException e) {
            throw new StoreException(
                    "state '%s': %s: cannot be read: %s".formatted(file.id(), file.path(), e), e);
        }
    }
}
