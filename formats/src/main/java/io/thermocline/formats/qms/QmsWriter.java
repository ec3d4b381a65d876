package io.thermocline.formats.qms;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a plain state file whose amplitudes come in pieces, so that a state larger than memory can
 * be exported.
 *
 * <p>A file that was not finished is refused by readers. One thread at a time. To let amplitudes be
 * computed straight into a mapped file, see {@link QmsLayout}.
 */
public final class QmsWriter implements AutoCloseable {
    private final FileChannel channel;
    private final boolean isOwner;
    private final long start;
    private final QmsHeader header;
    private final Map<String, @Nullable Object> metadata;
    private final QmsCodec codec;

    /** Receives amplitudes; null for a state without any, and when they are all written. */
    private @Nullable AmplitudeSink sink;

    private final int trailing;

    private QmsWriter(
            FileChannel channel,
            Path file,
            QmsHeader header,
            Map<String, ? extends @Nullable Object> metadata,
            QmsCodec codec,
            boolean isOwner)
            throws IOException {
        this.channel = channel;
        this.isOwner = isOwner;
        this.start = channel.position();
        this.header = header.withChecksum(null, codec);
        this.metadata = new LinkedHashMap<>(metadata);
        this.codec = codec;
        boolean hasAmplitudes = header.shape() != null;
        if (!hasAmplitudes && codec != QmsCodec.RAW) {
            throw new IllegalArgumentException(
                    "codec of a state without amplitudes: expected none, found " + codec.text());
        }
        codec.requireAvailable(file);
        this.trailing = hasAmplitudes ? QmsLayout.PREFIX_BYTES : 0;
        write(prefix(this.header.encode(trailing), 0));
        if (hasAmplitudes) {
            long bytes = header.amplitudeCount() * QmsHeader.AMPLITUDE_BYTES;
            this.sink = new AmplitudeSink(channel, file, codec, bytes);
        }
    }

    /**
     * Creates a file.
     *
     * @param file a file that does not exist yet
     * @param header made with {@link QmsHeader#of(String, String, int)} or {@link
     *     QmsHeader#withoutAmplitudes}
     * @param metadata further keys of the metadata, such as {@code mps_tensors}; those that the
     *     format defines are replaced
     * @param codec how to store the amplitudes; {@link QmsCodec#portable} for files that leave the
     *     store
     */
    public static QmsWriter create(
            Path file,
            QmsHeader header,
            Map<String, ? extends @Nullable Object> metadata,
            QmsCodec codec)
            throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return new QmsWriter(channel, file, header, metadata, codec, true);
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.delete(file); // It was created above, so that nobody else's file is lost.
            throw e;
        }
    }

    /**
     * Writes to a channel that stays the caller's.
     *
     * @param channel open for writing and empty
     * @param file name for messages
     * @param header as for {@link #create}
     * @param metadata as for {@link #create}
     * @param codec as for {@link #create}
     */
    public static QmsWriter to(
            FileChannel channel,
            Path file,
            QmsHeader header,
            Map<String, ? extends @Nullable Object> metadata,
            QmsCodec codec)
            throws IOException {
        return new QmsWriter(channel, file, header, metadata, codec, false);
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
     * Writes the metadata, then the checksum and the sizes that were left open. The caller forces
     * the channel if the file has to last.
     *
     * @return the header as it now stands in the file
     * @throws IllegalStateException if amplitudes are missing
     */
    public QmsHeader finish() throws IOException {
        AmplitudeSink current = sink;
        QmsHeader finished = header;
        long stored = 0;
        if (current != null) {
            finished = header.withChecksum(current.finish(), codec);
            stored = current.storedBytes();
            sink = null;
        }
        byte[] encoded = finished.encode(trailing);
        byte[] text = QmsLayout.metadata(finished, codec, encoded, metadata);
        write(little(Integer.BYTES + text.length).putInt(text.length).put(text));
        long end = channel.position();
        channel.position(start);
        write(prefix(encoded, stored));
        channel.position(end);
        return finished;
    }

    /** Returns everything that precedes the amplitudes. */
    private ByteBuffer prefix(byte[] encoded, long stored) {
        ByteBuffer prefix =
                little(Integer.BYTES + encoded.length + trailing)
                        .putInt(encoded.length)
                        .put(encoded);
        if (trailing > 0) {
            boolean isRaw = codec == QmsCodec.RAW;
            prefix.putInt(isRaw ? QmsLayout.MARKER_RAW : QmsLayout.MARKER_COMPRESSED)
                    .putLong(stored);
        }
        return prefix;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Closes a file that {@link #create} opened; without {@link #finish} it stays unreadable. */
    @Override
    public void close() throws IOException {
        AmplitudeSink current = sink;
        sink = null;
        try {
            if (current != null) {
                current.close();
            }
        } finally {
            if (isOwner) {
                channel.close();
            }
        }
    }
}
