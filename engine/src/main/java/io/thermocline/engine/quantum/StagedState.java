package io.thermocline.engine.quantum;

import io.thermocline.engine.StagedFile;
import io.thermocline.formats.qms.QmsHeader;
import io.thermocline.formats.qms.QmsLayout;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/**
 * A state that is being computed: mapped amplitudes to fill, then {@link #publish}. Until then
 * nobody sees it; closed without being published, it leaves nothing behind. One thread at a time,
 * but amplitudes may be filled by several.
 */
public final class StagedState implements AutoCloseable {
    private final StagedFile file;
    private final QmsLayout layout;
    private final String catalogued;

    StagedState(StagedFile file, QmsLayout layout, String catalogued) {
        this.file = file;
        this.layout = layout;
        this.catalogued = catalogued;
        layout.writeHeader(file.memory());
    }

    /**
     * Returns the amplitudes: complex128, shape [2^qubits], pairs of little-endian binary64, all
     * zero at first. Mapped, on a 64-byte boundary, valid until this is closed.
     */
    public MemorySegment amplitudes() {
        return layout.amplitudes(file.memory());
    }

    /**
     * Completes the file with the SHA-256 of the amplitudes, forces it to the disk and makes it
     * part of the store. It survives a power cut when this returns. The amplitudes must not be
     * written any more.
     *
     * @throws io.thermocline.engine.StoreException if the name was taken meanwhile or the file
     *     cannot be written
     * @throws IllegalStateException if it was published before
     */
    public StateInfo publish() {
        QmsHeader finished = layout.finish(file.memory());
        byte[] sha256 = HexFormat.of().parseHex(String.valueOf(finished.checksum()));
        return StateStore.info(file.publish(sha256, catalogued));
    }

    /** Lets go of the memory; a state that was not published is deleted. Twice is fine. */
    @Override
    public void close() {
        file.close();
    }
}
