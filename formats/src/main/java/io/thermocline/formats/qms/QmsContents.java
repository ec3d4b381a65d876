package io.thermocline.formats.qms;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found in a state file when it was opened.
 *
 * @param header facts about the state
 * @param isSectioned whether it is the sectioned variant
 * @param amplitudes where they are, null if the state has none
 * @param metadata keys and values, empty if cut off
 * @param isMetadataTruncated whether the file of an original program ends before its metadata do
 * @param tensors where tensors lie in sections of their own; those of plain files are metadata
 */
record QmsContents(
        QmsHeader header,
        boolean isSectioned,
        @Nullable Amplitudes amplitudes,
        Map<String, @Nullable Object> metadata,
        boolean isMetadataTruncated,
        List<Tensor> tensors) {
    QmsContents {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /**
     * Amplitudes in a file.
     *
     * @param codec how they are stored
     * @param offset where the stored bytes start
     * @param storedBytes how many there are
     * @param count number of amplitudes
     */
    record Amplitudes(QmsCodec codec, long offset, long storedBytes, long count) {
        /** Returns the size of the amplitudes in bytes when decoded. */
        long byteSize() {
            return count * QmsHeader.AMPLITUDE_BYTES;
        }
    }

    /**
     * One tensor in a file.
     *
     * @param prefix its type and extents
     * @param codec how its elements are stored
     * @param offset where the stored bytes start
     * @param storedBytes how many there are
     */
    record Tensor(QmsArrayPrefix prefix, QmsCodec codec, long offset, long storedBytes) {}
}
