package io.thermocline.formats.qms;

import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.json.Json;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the sectioned variant, header first, for programs that expect it. Amplitudes come in
 * pieces; a file that was not finished is refused by readers. One thread at a time.
 */
public final class QmsSectionedWriter implements AutoCloseable {
    /** Stands for offsets and sizes that are not known yet: as wide as any of them. */
    private static final long OPEN = Long.MAX_VALUE;

    private final FileChannel channel;
    private final Path file;
    private final QmsHeader header;
    private final Map<String, @Nullable Object> metadata;
    private final List<ArrayView> tensors;
    private final QmsCodec codec;

    /** One entry a section, in file order. */
    private final List<Map<String, @Nullable Object>> directory = new ArrayList<>();

    private final int headerBytes;

    /** Receives amplitudes; null for a state without any, and when they are all written. */
    private @Nullable AmplitudeSink sink;

    private QmsSectionedWriter(
            FileChannel channel,
            Path file,
            QmsHeader header,
            Map<String, ? extends @Nullable Object> metadata,
            List<ArrayView> tensors,
            QmsCodec codec)
            throws IOException {
        this.channel = channel;
        this.file = file;
        this.header = header.withChecksum(null, QmsCodec.RAW);
        this.metadata = new LinkedHashMap<>(metadata);
        this.tensors = List.copyOf(tensors);
        this.codec = codec;
        boolean hasAmplitudes = header.shape() != null;
        byte[] prefix =
                hasAmplitudes
                        ? prefix(ElementType.COMPLEX128, extents(header.qubits()))
                        : new byte[0];
        if (hasAmplitudes) {
            entry(QmsSections.AMPLITUDES).put("dtype", ElementType.COMPLEX128.text());
            directory.getFirst().put("shape", longs(extents(header.qubits())));
        }
        if (!tensors.isEmpty()) {
            entry(QmsSections.TENSORS).put("n_tensors", tensors.size());
        }
        for (String id : jsonSections()) {
            entry(id);
        }
        int behind = QmsSections.HEADER_OFFSET + QmsSections.SECTION_PREFIX_BYTES + prefix.length;
        int length = headerText().length;
        this.headerBytes = length + Math.floorMod(-(behind + length), QmsLayout.ALIGNMENT);
        // Zeros are no header: until finish() replaces them, readers refuse the file.
        write(ByteBuffer.allocate(QmsSections.HEADER_OFFSET + headerBytes));
        if (hasAmplitudes) {
            begin(QmsSections.AMPLITUDES);
            write(ByteBuffer.wrap(prefix));
            long bytes = header.amplitudeCount() * QmsHeader.AMPLITUDE_BYTES;
            this.sink = new AmplitudeSink(channel, file, codec, bytes);
        }
    }

    /**
     * Starts a file.
     *
     * @param channel open for writing and empty; stays the caller's
     * @param file name for messages
     * @param header made with {@link QmsHeader#of(String, String, int)} or {@link
     *     QmsHeader#withoutAmplitudes}
     * @param metadata keys of the metadata section; {@code classical_data} and {@code
     *     emotional_context} become sections of their own
     * @param tensors tensors of a matrix product state, possibly none
     * @param codec raw or zlib
     */
    public static QmsSectionedWriter to(
            FileChannel channel,
            Path file,
            QmsHeader header,
            Map<String, ? extends @Nullable Object> metadata,
            List<ArrayView> tensors,
            QmsCodec codec)
            throws IOException {
        if (codec == QmsCodec.ZSTD) {
            throw new IllegalArgumentException(
                    "codec of a sectioned state: expected none or zlib, found zstd");
        }
        return new QmsSectionedWriter(channel, file, header, metadata, tensors, codec);
    }

    /**
     * Appends amplitudes in order.
     *
     * @param amplitudes little-endian pairs of binary64, cut anywhere
     * @throws IllegalArgumentException if these are more than the header promises
     */
    public void append(MemorySegment amplitudes) throws IOException {
        AmplitudeSink current = sink;
        if (current == null) {
            throw new IllegalArgumentException("amplitudes: expected none, found some");
        }
        current.append(amplitudes);
    }

    /**
     * Writes the other sections, then the header.
     *
     * @throws IllegalStateException if amplitudes are missing
     */
    public void finish() throws IOException {
        String checksum = null;
        AmplitudeSink current = sink;
        if (current != null) {
            checksum = current.finish();
            sink = null;
            end(directory.getFirst());
        }
        for (Map<String, @Nullable Object> entry : directory) {
            String id = String.valueOf(entry.get("id"));
            if (!id.equals(QmsSections.AMPLITUDES)) {
                byte[] payload = id.equals(QmsSections.TENSORS) ? tensors() : json(id);
                begin(id);
                write(ByteBuffer.wrap(payload));
                end(entry);
                entry.put("sha256", QmsLayout.sha256(MemorySegment.ofArray(payload)));
            }
        }
        byte[] text = headerText(checksum);
        byte[] padded = Arrays.copyOf(text, headerBytes);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        long end = channel.position();
        channel.position(0);
        write(
                little(QmsSections.HEADER_OFFSET + headerBytes)
                        .putInt(QmsSections.MAGIC)
                        .putInt(headerBytes)
                        .put(padded)
                        .flip());
        channel.position(end);
    }

    private List<String> jsonSections() {
        List<String> ids = new ArrayList<>();
        if (metadata.containsKey(QmsSections.CLASSICAL_KEY)) {
            ids.add(QmsSections.CLASSICAL);
        }
        if (metadata.containsKey(QmsSections.EMOTIONAL_KEY)) {
            ids.add(QmsSections.EMOTIONAL);
        }
        ids.add(QmsSections.METADATA);
        return ids;
    }

    private byte[] json(String id) throws IOException {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(metadata);
        Object classical = rest.remove(QmsSections.CLASSICAL_KEY);
        Object emotional = rest.remove(QmsSections.EMOTIONAL_KEY);
        Object value =
                switch (id) {
                    case QmsSections.CLASSICAL -> classical;
                    case QmsSections.EMOTIONAL -> emotional;
                    default -> rest;
                };
        byte[] text = Json.write(value).getBytes(StandardCharsets.UTF_8);
        if (text.length > QmsLayout.METADATA_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "section %s: expected at most %d bytes, found %d"
                            .formatted(id, QmsLayout.METADATA_BYTES_MAX, text.length));
        }
        return encoded(text);
    }

    private byte[] tensors() throws IOException {
        long total = tensors.stream().mapToLong(tensor -> tensor.memory().byteSize()).sum();
        if (total > QmsLayout.METADATA_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "tensors of a sectioned state: expected at most %d bytes, found %d"
                            .formatted(QmsLayout.METADATA_BYTES_MAX, total));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(little(Integer.BYTES).putInt(tensors.size()).array());
        for (ArrayView tensor : tensors) {
            byte[] elements = encoded(tensor.memory().toArray(ValueLayout.JAVA_BYTE));
            out.writeBytes(prefix(tensor.type(), tensor.shape()));
            out.writeBytes(little(Long.BYTES).putLong(elements.length).array());
            out.writeBytes(elements);
        }
        return out.toByteArray();
    }

    private byte[] encoded(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encoder = codec.encode(out, file)) {
            encoder.write(bytes);
        }
        return out.toByteArray();
    }

    private Map<String, @Nullable Object> entry(String id) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("id", id);
        entry.put("offset", OPEN);
        entry.put("size", OPEN);
        entry.put("compressed", codec != QmsCodec.RAW);
        if (!id.equals(QmsSections.AMPLITUDES)) {
            entry.put("sha256", QmsHeader.NO_CHECKSUM);
        }
        directory.add(entry);
        return entry;
    }

    /** Writes the prefix of a section, its length still open, and notes where it is. */
    private void begin(String id) throws IOException {
        for (Map<String, @Nullable Object> entry : directory) {
            if (id.equals(entry.get("id"))) {
                entry.put("offset", channel.position());
            }
        }
        write(
                little(QmsSections.SECTION_PREFIX_BYTES)
                        .putInt(QmsSections.id(id))
                        .putLong(0)
                        .flip());
    }

    private void end(Map<String, @Nullable Object> entry) throws IOException {
        long end = channel.position();
        if (!(entry.get("offset") instanceof Long start)) {
            throw new IllegalStateException("section " + entry.get("id") + " has not begun");
        }
        entry.put("size", end - start);
        channel.position(start + Integer.BYTES);
        long payload = end - start - QmsSections.SECTION_PREFIX_BYTES;
        write(little(Long.BYTES).putLong(payload).flip());
        channel.position(end);
    }

    private byte[] headerText() {
        return headerText(QmsHeader.NO_CHECKSUM);
    }

    private byte[] headerText(@Nullable String checksum) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("version", "1.0");
        map.put("timestamp", header.timestamp());
        map.put(
                "compression",
                codec == QmsCodec.RAW
                        ? QmsSections.COMPRESSION_NONE
                        : QmsSections.COMPRESSION_ZLIB);
        map.put("n_qubits", header.qubits());
        map.put("state_id", header.stateId());
        if (checksum != null) {
            map.put("checksum", checksum);
        }
        map.put("sections", directory);
        return Json.write(map).getBytes(StandardCharsets.UTF_8);
    }

    /** Extents are u32 in the file: from 32 qubits on, the first dimension alone is too small. */
    private static Shape extents(int qubits) {
        return qubits < Integer.SIZE
                ? Shape.of(1L << qubits)
                : Shape.of(1L << (qubits - Integer.SIZE + 1), 1L << (Integer.SIZE - 1));
    }

    private static List<Long> longs(Shape shape) {
        return Arrays.stream(shape.dimensions()).boxed().toList();
    }

    private static byte[] prefix(ElementType type, Shape shape) {
        byte[] name = QmsArrayPrefix.name(type).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[Integer.BYTES * (2 + shape.rank()) + name.length];
        ByteBuffer buffer =
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(name.length)
                        .put(name)
                        .putInt(shape.rank());
        for (long extent : shape.dimensions()) {
            if (extent >>> Integer.SIZE != 0) {
                throw new IllegalArgumentException(
                        "extent of a sectioned state: expected less than 2^32, found " + extent);
            }
            buffer.putInt((int) extent);
        }
        return bytes;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Frees the encoder; the channel stays open. */
    @Override
    public void close() throws IOException {
        AmplitudeSink current = sink;
        sink = null;
        if (current != null) {
            current.close();
        }
    }
}
