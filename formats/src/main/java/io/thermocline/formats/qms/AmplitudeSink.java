package io.thermocline.formats.qms;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Writes the amplitudes of one state to a channel, encoded, and computes their SHA-256 on the way.
 * One thread at a time.
 */
final class AmplitudeSink implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 18;

    private final FileChannel channel;
    private final long start;
    private final long byteSize;
    private final OutputStream buffered;
    private final OutputStream encoder;
    private final MessageDigest digest = QmsLayout.newDigest();
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** Bytes received so far, before encoding. */
    private long written;

    /** Starts at the channel's position; {@code byteSize} bytes will come. */
    AmplitudeSink(FileChannel channel, Path file, QmsCodec codec, long byteSize)
            throws IOException {
        this.channel = channel;
        this.start = channel.position();
        this.byteSize = byteSize;
        // Encoders write headers of two bytes; a system call for each would be waste.
        this.buffered = new BufferedOutputStream(Channels.newOutputStream(channel), CHUNK_BYTES);
        this.encoder = codec.encode(buffered, file);
    }

    /** Appends bytes; the memory, which may be mapped, is copied a piece at a time. */
    void append(MemorySegment amplitudes) throws IOException {
        long bytes = amplitudes.byteSize();
        if (bytes > byteSize - written) {
            throw new IllegalArgumentException(
                    "amplitudes: expected at most %d more bytes, found %d"
                            .formatted(byteSize - written, bytes));
        }
        for (long done = 0; done < bytes; ) {
            int count = (int) Math.min(CHUNK_BYTES, bytes - done);
            MemorySegment.copy(amplitudes, done, MemorySegment.ofArray(chunk), 0, count);
            digest.update(chunk, 0, count);
            encoder.write(chunk, 0, count);
            done += count;
        }
        written += bytes;
    }

    /**
     * Ends the encoding. The channel's position is behind the last byte afterwards.
     *
     * @return SHA-256 of the amplitudes in hex
     * @throws IllegalStateException if amplitudes are missing
     */
    String finish() throws IOException {
        if (written != byteSize) {
            throw new IllegalStateException(
                    "amplitudes: expected %d bytes, found %d".formatted(byteSize, written));
        }
        if (encoder != buffered) {
            encoder.close();
        }
        buffered.flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns the bytes in the file, valid after {@link #finish}. */
    long storedBytes() throws IOException {
        return channel.position() - start;
    }

    /** Frees the encoder without completing the file. */
    @Override
    public void close() throws IOException {
        if (encoder != buffered) {
            encoder.close();
        }
    }
}
