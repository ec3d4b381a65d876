package io.thermocline.formats.text;

import net.openhft.chronicle.bytes.Bytes;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes UTF-8 into an elastic off-heap buffer, from which it goes to a stream in large pieces or
 * back to the caller. Makes no objects per value. Needs Chronicle Bytes, see {@link
 * ChronicleBytes}. One thread at a time.
 *
 * <p>Chronicle's own forms of doubles and of characters beyond the basic plane are not used: the
 * first need not read back to the same bits, the second are not UTF-8.
 */
final class ElasticSink implements TextSink {
    /** Bytes from which the buffer is handed on: a size that streams and disks like. */
    private static final int HAND_ON_BYTES = 64 << 10;

    private final Bytes<?> bytes = Bytes.allocateElasticDirect(2 * HAND_ON_BYTES);
    private final byte[] piece = new byte[HAND_ON_BYTES];

    ElasticSink() {
        // Chronicle would tie the buffer to the thread that touches it first.
        bytes.singleThreadedCheckDisabled(true);
    }

    @Override
    public void ascii(char c) {
        bytes.writeByte((byte) c);
    }

    @Override
    public void ascii(String text) {
        bytes.append8bit(text);
    }

    @Override
    public void decimal(long value) {
        bytes.append(value);
    }

    @Override
    public void utf8(byte[] text, int from, int to) {
        bytes.write(text, from, to - from);
    }

    /** Returns whether there is enough to be worth a write to the stream. */
    boolean isReady() {
        return bytes.readRemaining() >= HAND_ON_BYTES;
    }

    /** Moves everything to the stream. */
    void drain(OutputStream out) throws IOException {
        while (bytes.readRemaining() > 0) {
            int count = bytes.read(piece, 0, piece.length);
            out.write(piece, 0, count);
        }
        bytes.clear();
    }

    /** Returns the number of bytes held. */
    int length() {
        return Math.toIntExact(bytes.readRemaining());
    }

    /** Moves everything to the start of {@code target}, which has room for {@link #length}. */
    void drain(byte[] target) {
        bytes.read(target, 0, length());
        bytes.clear();
    }

    /** Forgets everything behind the first {@code length} bytes. */
    void cut(int length) {
        bytes.writePosition(bytes.readPosition() + length);
    }

    /** Frees the buffer. */
    void close() {
        bytes.releaseLast();
    }
}
