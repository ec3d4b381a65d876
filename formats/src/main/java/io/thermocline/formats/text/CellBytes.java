package io.thermocline.formats.text;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;

import java.util.Objects;

/**
 * Elastic buffer for cells that must be put together, because doubled quotes stand in them: the
 * pieces between the quotes are appended, the row as it was written stays untouched for messages.
 * Needs Chronicle Bytes, see {@link ChronicleBytes}. One thread at a time.
 */
final class CellBytes {
    private final Bytes<byte[]> cell = Bytes.allocateElasticOnHeap();

    CellBytes() {
        // Chronicle would tie the buffer to the thread that touches it first.
        cell.singleThreadedCheckDisabled(true);
    }

    /** Forgets the last cell. */
    void clear() {
        cell.clear();
    }

    void append(byte[] text, int from, int to) {
        cell.write(text, from, to - from);
    }

    /** Returns the buffer, valid up to {@link #length} and until the next append. */
    byte[] array() {
        BytesStore<?, byte[]> store = Objects.requireNonNull(cell.bytesStore());
        return Objects.requireNonNull(store.underlyingObject());
    }

    int length() {
        return (int) cell.readRemaining();
    }

    void close() {
        cell.releaseLast();
    }
}
