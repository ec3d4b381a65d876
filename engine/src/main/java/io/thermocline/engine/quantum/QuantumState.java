package io.thermocline.engine.quantum;

import io.thermocline.engine.StoreException;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.qms.QmsReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Map;

/**
 * An open state. Any thread may read it; {@link #close} must not run beside a read.
 *
 * <p>Opening checks header and metadata, not the amplitudes: call {@link #verify} where a damaged
 * disk must not pass unnoticed.
 */
public final class QuantumState implements AutoCloseable {
    private final StateInfo info;
    private final QmsReader reader;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment amplitudes;

    private QuantumState(StateInfo info, QmsReader reader) throws IOException {
        this.info = info;
        this.reader = reader;
        require("state_id", info.id(), reader.header().stateId());
        require("n_qubits", info.qubits(), reader.header().qubits());
        if (!reader.isMappable()) {
            throw new UnsupportedFormatException(
                    "%s: state '%s': expected raw, aligned amplitudes to map, found %s"
                            .formatted(
                                    info.path(),
                                    info.id(),
                                    reader.hasAmplitudes() ? reader.codec().text() : "none"));
        }
        amplitudes = reader.map(arena).memory();
    }

    static QuantumState open(StateInfo info) {
        try {
            QmsReader reader = QmsReader.open(info.path());
            boolean isOpen = false;
            try {
                QuantumState state = new QuantumState(info, reader);
                isOpen = true;
                return state;
            } finally {
                if (!isOpen) {
                    reader.close();
                }
            }
        } catch (IOException e) {
            throw unreadable(info, e);
        }
    }

    /** The catalogue and the file say the same, or one of them is not what it was. */
    private void require(String field, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new CorruptFileException(
                    info.path(), 0, field, expected + " as in the catalogue", found);
        }
    }

    private static StoreException unreadable(StateInfo info, IOException e) {
        return new StoreException(
                "state '%s': %s: cannot be read: %s".formatted(info.id(), info.path(), e), e);
    }

    /** Returns the name. */
    public String id() {
        return info.id();
    }

    /** Returns the number of qubits. */
    public int qubits() {
        return info.qubits();
    }

    /** Returns when the state was published. */
    public Instant created() {
        return info.created();
    }

    /** Returns name, size, file and time together. */
    public StateInfo info() {
        return info;
    }

    /** Returns the metadata of the file, those of the format included. Unmodifiable. */
    public Map<String, @Nullable Object> metadata() {
        return reader.metadata();
    }

    /**
     * Returns the amplitudes: complex128, shape [2^qubits], pairs of little-endian binary64. Mapped
     * read-only, on a 64-byte boundary, valid until this is closed.
     */
    public MemorySegment amplitudes() {
        return amplitudes;
    }

    /**
     * Reads all amplitudes and compares their SHA-256 with the one that was computed when the state
     * was published. About as fast as SHA-256: half a gigabyte a second and more.
     *
     * @throws CorruptFileException if they differ; the message has both
     * @throws StoreException if the file cannot be read
     */
    public synchronized void verify() {
        try {
            reader.verify();
        } catch (IOException e) {
            throw unreadable(info, e);
        }
    }

    /** Lets go of file and memory. Closing twice is fine. */
    @Override
    public synchronized void close() {
        if (!arena.scope().isAlive()) {
            return;
        }
        arena.close();
        try {
            reader.close();
        } catch (IOException e) {
            throw unreadable(info, e);
        }
    }
}
