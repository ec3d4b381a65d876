package io.thermocline.formats.qms;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.json.Json;
import io.thermocline.formats.qms.QmsContents.Amplitudes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Takes a plain state file apart: header, amplitudes, metadata. Where a file says a thing twice,
 * both must agree; leniency towards what the original programs left out ends where our version key
 * is.
 */
final class QmsPlainParser {
    private final QmsInput input;

    QmsPlainParser(QmsInput input) {
        this.input = input;
    }

    QmsContents parse() throws IOException {
        long length = input.u32(0, "header length");
        if (length == 0) {
            throw new CorruptFileException(
                    input.file(),
                    0,
                    "header length",
                    "at least 2",
                    0,
                    "the file was never finished, or is not a state");
        }
        if (length > QmsHeader.MAX_BYTES) {
            throw input.corrupt(0, "header length", "at most " + QmsHeader.MAX_BYTES, length);
        }
        byte[] encoded = input.bytes(Integer.BYTES, length, "header");
        String text = input.text(encoded, Integer.BYTES, "header");
        QmsHeader header = QmsHeader.parse(text, input.file(), Integer.BYTES);
        long markerOffset = Integer.BYTES + length;
        Amplitudes amplitudes = amplitudes(header, markerOffset);
        long metadataOffset =
                amplitudes == null ? markerOffset : amplitudes.offset() + amplitudes.storedBytes();
        return metadata(header, encoded, amplitudes, metadataOffset);
    }

    /** Returns where the amplitudes are, or null where the metadata follow the header at once. */
    private @Nullable Amplitudes amplitudes(QmsHeader header, long offset) throws IOException {
        int marker = (int) input.u32(offset, "marker or metadata length");
        boolean isRaw = marker == QmsLayout.MARKER_RAW;
        if (!isRaw && marker != QmsLayout.MARKER_COMPRESSED) {
            if (header.shape() != null || header.checksum() != null || header.codec() != null) {
                throw input.corrupt(
                        offset,
                        "marker",
                        "'RAW ' or 'COMP', for the header describes amplitudes",
                        "0x%08x".formatted(marker));
            }
            return null;
        }
        long stored = input.u64(offset + Integer.BYTES, "data length");
        long dataOffset = offset + QmsLayout.PREFIX_BYTES;
        if (stored < 0 || stored > input.size() - dataOffset) {
            throw input.corrupt(
                    offset + Integer.BYTES,
                    "data length",
                    "at most " + (input.size() - dataOffset),
                    Long.toUnsignedString(stored));
        }
        checkCount(header, offset);
        QmsCodec codec = isRaw ? QmsCodec.RAW : sniff(dataOffset, stored);
        String stated = header.codec();
        if (stated == null ? header.isOurs() && !isRaw : !stated.equals(codec.text())) {
            throw input.corrupt(dataOffset, "codec", stated + " as in the header", codec.text());
        }
        if (isRaw && stored != header.amplitudeCount() * QmsHeader.AMPLITUDE_BYTES) {
            throw input.corrupt(
                    offset + Integer.BYTES,
                    "amplitudes",
                    header.amplitudeCount() + " for n_qubits " + header.qubits(),
                    stored / QmsHeader.AMPLITUDE_BYTES + " in " + stored + " bytes");
        }
        Amplitudes found = new Amplitudes(codec, dataOffset, stored, header.amplitudeCount());
        if (!codec.canHold(found.byteSize(), stored)) {
            throw input.corrupt(
                    offset + Integer.BYTES,
                    "amplitudes",
                    found.count() + " for n_qubits " + header.qubits(),
                    "fewer, for they lie in " + stored + " bytes of " + codec.text());
        }
        return found;
    }

    /** Amplitudes exist, so that their number must be a size that shape and qubits agree on. */
    private void checkCount(QmsHeader header, long offset) {
        if (header.qubits() > QmsHeader.QUBITS_MAX) {
            throw input.corrupt(
                    offset,
                    "n_qubits of a state with amplitudes",
                    "0.." + QmsHeader.QUBITS_MAX,
                    header.qubits());
        }
        if (header.shape() != null && header.shape().elementCount() != header.amplitudeCount()) {
            throw input.corrupt(
                    Integer.BYTES,
                    "shape",
                    header.amplitudeCount() + " amplitudes for n_qubits " + header.qubits(),
                    header.shape());
        }
        if (header.isOurs() && header.checksum() == null) {
            throw input.corrupt(Integer.BYTES, "checksum", "SHA-256 of the amplitudes", "none");
        }
    }

    private QmsCodec sniff(long offset, long stored) throws IOException {
        byte[] first = input.bytes(offset, Math.min(stored, Integer.BYTES), "data");
        QmsCodec codec = QmsCodec.sniff(first);
        if (codec == null) {
            throw input.corrupt(offset, "data", "a zlib or Zstandard stream", "other bytes");
        }
        return codec;
    }

    private QmsContents metadata(
            QmsHeader header, byte[] encoded, @Nullable Amplitudes amplitudes, long offset)
            throws IOException {
        long available = input.size() - offset - Integer.BYTES;
        long length = available < 0 ? 0 : input.u32(offset, "metadata length");
        if (available < 0 || length > available) {
            if (header.isOurs() || amplitudes == null) {
                throw input.corrupt(
                        offset,
                        "metadata",
                        "a length and " + length + " bytes",
                        Math.max(0, input.size() - offset) + " bytes");
            }
            return new QmsContents(header, false, amplitudes, Map.of(), true, List.of());
        }
        if (length != available || length > QmsLayout.METADATA_BYTES_MAX) {
            long expected = Math.min(available, QmsLayout.METADATA_BYTES_MAX);
            throw input.corrupt(offset, "metadata length", expected, length);
        }
        long textOffset = offset + Integer.BYTES;
        byte[] text = input.bytes(textOffset, length, "metadata");
        Json.Reader json = QmsMetadata.parse(text, input, textOffset, "metadata");
        String stated = json.stringOrNull(QmsLayout.METADATA_CHECKSUM);
        if (stated == null && header.isOurs()) {
            throw input.corrupt(textOffset, QmsLayout.METADATA_CHECKSUM, "SHA-256", "none");
        }
        QmsMetadata.verify(encoded, text, stated, input, textOffset);
        QmsMetadata.checkNumber(json.asMap(), "n_qubits", header.qubits(), input, textOffset);
        String checksum =
                QmsHeader.checksum(json.stringOrNull("checksum"), input.file(), textOffset);
        if (checksum != null && header.checksum() != null && !checksum.equals(header.checksum())) {
            throw input.corrupt(
                    textOffset,
                    "checksum of the metadata",
                    header.checksum() + " as in the header",
                    checksum);
        }
        return new QmsContents(header, false, amplitudes, json.asMap(), false, List.of());
    }
}
