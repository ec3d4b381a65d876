package io.thermocline.formats.qms;

import io.thermocline.formats.json.Json;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where everything lies in a raw state file, known before the first amplitude is.
 *
 * <pre>
 *   0     4                    4+H      8+H    16+H (64 * n)          16+H+D  20+H+D
 *   +-----+--------------------+--------+------+----------------------+-------+----------+
 *   | u32 | header JSON, padded| "RAW " | u64  | amplitudes, D bytes  | u32   | metadata |
 *   |  H  | with blanks        |        |  D   | (re, im) as binary64 |  M    | JSON     |
 *   +-----+--------------------+--------+------+----------------------+-------+----------+
 * </pre>
 *
 * Marker, D and amplitudes are absent in a file without amplitudes. All checksums have a fixed
 * width, so that a caller can map a file of {@link #totalBytes}, call {@link #writeHeader}, let
 * amplitudes be computed straight into {@link #amplitudes}, and {@link #finish} it. A file that was
 * not finished is refused by readers. Immutable.
 */
public final class QmsLayout {
    /** The data start on a multiple of this: a cache line, and the widest vector register. */
    public static final int ALIGNMENT = 64;

    /**
     * Longest metadata written and read, in bytes. Base64 text of this size and what it decodes to
     * fit a heap of 1 GiB; larger tensors belong in an HDF5 container.
     */
    public static final int METADATA_BYTES_MAX = 64 << 20;

    static final int MARKER_RAW = 0x20574152; // "RAW "
    static final int MARKER_COMPRESSED = 0x504d4f43; // "COMP"

    /** Marker and data length. */
    static final int PREFIX_BYTES = Integer.BYTES + Long.BYTES;

    static final String METADATA_CHECKSUM = "metadata_checksum";

    private static final int CHUNK_BYTES = 1 << 18;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final QmsHeader header;
    private final Map<String, @Nullable Object> metadata;
    private final int headerBytes;
    private final int metadataBytes;

    private QmsLayout(QmsHeader header, Map<String, ? extends @Nullable Object> metadata) {
        this.header = header;
        this.metadata = new LinkedHashMap<>(metadata);
        byte[] text = header.encode(hasAmplitudes() ? PREFIX_BYTES : 0);
        this.headerBytes = text.length;
        this.metadataBytes = metadata(header, QmsCodec.RAW, text, this.metadata).length;
    }

    /**
     * Computes the layout of a raw state.
     *
     * @param header made with {@link QmsHeader#of(String, String, int)} or {@link
     *     QmsHeader#withoutAmplitudes}
     * @param metadata further keys of the metadata, such as {@code mps_tensors}; those that the
     *     format defines are replaced
     */
    public static QmsLayout plan(
            QmsHeader header, Map<String, ? extends @Nullable Object> metadata) {
        return new QmsLayout(header.withChecksum(null, QmsCodec.RAW), metadata);
    }

    private boolean hasAmplitudes() {
        return header.shape() != null;
    }

    /** Returns where the amplitudes start, in bytes from the start of the file. */
    public long dataOffset() {
        return Integer.BYTES + headerBytes + (hasAmplitudes() ? PREFIX_BYTES : 0L);
    }

    /** Returns the size of the amplitudes in bytes. */
    public long dataBytes() {
        return hasAmplitudes() ? header.amplitudeCount() * QmsHeader.AMPLITUDE_BYTES : 0;
    }

    /** Returns the size of the file in bytes. */
    public long totalBytes() {
        return dataOffset() + dataBytes() + Integer.BYTES + metadataBytes;
    }

    /** Returns the part of a mapped file that holds the amplitudes. */
    public MemorySegment amplitudes(MemorySegment file) {
        return file.asSlice(dataOffset(), dataBytes());
    }

    /**
     * Writes everything that precedes the amplitudes, marked as unfinished.
     *
     * @param file writable memory of at least {@link #totalBytes}, from the start of the file on
     */
    public void writeHeader(MemorySegment file) {
        put(file, 0, header.encode(hasAmplitudes() ? PREFIX_BYTES : 0));
        if (hasAmplitudes()) {
            long at = Integer.BYTES + (long) headerBytes;
            file.set(INT, at, MARKER_RAW);
            file.set(LONG, at + Integer.BYTES, dataBytes());
        }
    }

    /**
     * Completes a file whose amplitudes are in place: computes their SHA-256 and writes header and
     * metadata. The caller forces the memory to disk if it has to last.
     *
     * @param file the memory given to {@link #writeHeader}
     * @return the header as it now stands in the file
     */
    public QmsHeader finish(MemorySegment file) {
        return finish(file, hasAmplitudes() ? sha256(amplitudes(file)) : null);
    }

    /**
     * Completes a file whose checksum the caller has computed on the way.
     *
     * @param file the memory given to {@link #writeHeader}
     * @param checksum SHA-256 of the amplitude bytes in hex, null if there are none
     * @return the header as it now stands in the file
     */
    public QmsHeader finish(MemorySegment file, @Nullable String checksum) {
        QmsHeader finished = header.withChecksum(checksum, QmsCodec.RAW);
        byte[] text = finished.encode(hasAmplitudes() ? PREFIX_BYTES : 0);
        put(file, dataOffset() + dataBytes(), metadata(finished, QmsCodec.RAW, text, metadata));
        writeHeader(file);
        put(file, 0, text);
        return finished;
    }

    private static void put(MemorySegment file, long offset, byte[] text) {
        file.set(INT, offset, text.length);
        MemorySegment.copy(
                MemorySegment.ofArray(text), 0, file, offset + Integer.BYTES, text.length);
    }

    /**
     * Returns the metadata as JSON, its checksum last.
     *
     * @param encodedHeader the padded header JSON, which the checksum covers as well
     * @param carried keys of the caller
     */
    static byte[] metadata(
            QmsHeader header,
            QmsCodec codec,
            byte[] encodedHeader,
            Map<String, ? extends @Nullable Object> carried) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("version", QmsHeader.VERSION);
        map.put("n_qubits", header.qubits());
        map.put("timestamp", header.timestamp());
        map.put("compression", codec.text());
        carried.forEach(map::putIfAbsent);
        if (header.shape() == null) {
            map.remove("checksum");
        } else {
            String checksum = header.checksum();
            map.put("checksum", checksum == null ? QmsHeader.NO_CHECKSUM : checksum);
        }
        map.remove(METADATA_CHECKSUM);
        map.put(METADATA_CHECKSUM, QmsHeader.NO_CHECKSUM);
        byte[] text = Json.write(map).getBytes(StandardCharsets.UTF_8);
        if (text.length > METADATA_BYTES_MAX) {
            throw new IllegalArgumentException(
                    ("metadata: expected at most %d bytes, found %d; store large tensors in an HDF5"
                                    + " container")
                            .formatted(METADATA_BYTES_MAX, text.length));
        }
        String checksum = metadataChecksum(encodedHeader, text);
        byte[] digits = checksum.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, text, checksumOffset(text), digits.length);
        return text;
    }

    /**
     * Returns where the digits of the metadata checksum are: before the closing quote and brace.
     */
    static int checksumOffset(byte[] metadata) {
        return metadata.length - 2 - QmsHeader.NO_CHECKSUM.length();
    }

    /**
     * Returns SHA-256 over the padded header JSON and the metadata JSON, the latter with zeros in
     * place of its own checksum.
     */
    static String metadataChecksum(byte[] encodedHeader, byte[] metadata) {
        byte[] blank = metadata.clone();
        byte[] zeros = QmsHeader.NO_CHECKSUM.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(zeros, 0, blank, checksumOffset(blank), zeros.length);
        MessageDigest digest = newDigest();
        digest.update(encodedHeader);
        digest.update(blank);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns SHA-256 in hex; the memory, which may be mapped, is copied a piece at a time. */
    static String sha256(MemorySegment memory) {
        MessageDigest digest = newDigest();
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, memory.byteSize())];
        for (long done = 0; done < memory.byteSize(); ) {
            int count = (int) Math.min(chunk.length, memory.byteSize() - done);
            MemorySegment.copy(memory, done, MemorySegment.ofArray(chunk), 0, count);
            digest.update(chunk, 0, count);
            done += count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
