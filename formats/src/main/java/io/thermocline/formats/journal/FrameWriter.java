package io.thermocline.formats.journal;

import io.thermocline.formats.column.ColumnVector;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Appends frames to a new log. The caller flushes, forces, and tells what became durable.
 *
 * <p>One thread at a time. After an {@link IOException} the log is of no more use to its writer:
 * further calls throw.
 */
public final class FrameWriter {
    /** Bytes gathered before they are written without being asked. */
    private static final int FLUSH_BYTES = 1 << 20;

    private final FileChannel channel;
    private final FrameLayout.Checksum checksum;

    /** Frames not yet written, [0, pending). Owner: calling thread. */
    private MemorySegment memory = Arena.ofAuto().allocate(1 << 16, FrameLayout.ALIGNMENT);

    private int pending;

    /** Bytes written to the channel. Owner: calling thread. */
    private long written;

    private long lastSequence;
    private long durableSequence;
    private boolean failed;

    private FrameWriter(FileChannel channel, LogHeader header) {
        this.channel = channel;
        this.checksum = new FrameLayout.Checksum(header.incarnation());
        lastSequence = header.firstSequence() - 1;
        durableSequence = lastSequence;
    }

    /**
     * Starts a log; its header is written by the first flush.
     *
     * @param channel an empty file, open for writing; it is not closed here
     */
    public static FrameWriter create(FileChannel channel, LogHeader header) {
        FrameWriter writer = new FrameWriter(channel, header);
        MemorySegment.copy(
                MemorySegment.ofArray(header.encode()), 0, writer.memory, 0, LogHeader.BYTES);
        writer.pending = LogHeader.BYTES;
        return writer;
    }

    /**
     * Adds one frame; it may stay in memory until {@link #flush}.
     *
     * @param kind what the body is, 1 to 65,535
     * @param epoch opening of the store that writes, not below that of the frame before
     * @param timestamp nanoseconds since 1970-01-01T00:00:00Z
     * @param body at most {@link FrameLayout#MAX_BODY_BYTES} bytes; copied
     * @return sequence of the frame
     * @throws IllegalArgumentException if the body is too long or the kind out of range; nothing is
     *     added
     */
    public long append(int kind, long epoch, long timestamp, MemorySegment body)
            throws IOException {
        requireSound();
        if (kind < 1 || kind > 0xFFFF || body.byteSize() > FrameLayout.MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "frame: expected a kind in 1..65535 and at most "
                            + FrameLayout.MAX_BODY_BYTES
                            + " bytes, found kind "
                            + kind
                            + " and "
                            + body.byteSize()
                            + " bytes");
        }
        int length = (int) body.byteSize();
        int bytes = (int) FrameLayout.bytes(length);
        reserve(bytes);
        MemorySegment frame = memory.asSlice(pending, bytes);
        frame.asSlice(FrameLayout.HEADER_BYTES + (long) length).fill((byte) 0);
        MemorySegment.copy(body, 0, frame, FrameLayout.HEADER_BYTES, length);
        frame.set(ColumnVector.INT, FrameLayout.BODY_LENGTH_OFFSET, length);
        frame.set(ColumnVector.SHORT, FrameLayout.KIND_OFFSET, (short) kind);
        frame.set(ColumnVector.SHORT, FrameLayout.RESERVED_OFFSET, (short) 0);
        frame.set(ColumnVector.LONG, FrameLayout.EPOCH_OFFSET, epoch);
        frame.set(ColumnVector.LONG, FrameLayout.SEQUENCE_OFFSET, lastSequence + 1);
        frame.set(ColumnVector.LONG, FrameLayout.TIMESTAMP_OFFSET, timestamp);
        frame.set(ColumnVector.LONG, FrameLayout.DURABLE_OFFSET, durableSequence);
        frame.set(ColumnVector.INT, FrameLayout.BODY_CRC_OFFSET, checksum.body(frame, 0, length));
        frame.set(ColumnVector.INT, FrameLayout.HEADER_CRC_OFFSET, checksum.header(frame, 0));
        pending += bytes;
        lastSequence++;
        if (pending >= FLUSH_BYTES) {
            flush();
        }
        return lastSequence;
    }

    /** Adds a frame without a body that carries the durable sequence. */
    public long appendMark(long epoch, long timestamp) throws IOException {
        return append(FrameLayout.KIND_MARK, epoch, timestamp, MemorySegment.NULL);
    }

    /** Writes what was added. The bytes are not forced. */
    public void flush() throws IOException {
        requireSound();
        failed = true;
        ByteBuffer bytes = memory.asSlice(0, pending).asByteBuffer();
        while (bytes.hasRemaining()) {
            written += channel.write(bytes, written);
        }
        pending = 0;
        failed = false;
    }

    /**
     * Notes that a force completed: later frames say so.
     *
     * @param sequence last frame that was flushed before that force began
     */
    public void durable(long sequence) {
        if (sequence < durableSequence || sequence > lastSequence) {
            throw new IllegalArgumentException(
                    "durable sequence: expected "
                            + durableSequence
                            + ".."
                            + lastSequence
                            + ", found "
                            + sequence);
        }
        durableSequence = sequence;
    }

    /** Returns the sequence of the last frame added; the first one's minus 1 if there is none. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Returns the bytes of the log, those not yet written included. */
    public long bytes() {
        return written + pending;
    }

    private void requireSound() {
        if (failed) {
            throw new IllegalStateException("log writer: a write failed before; reopen the store");
        }
    }

    private void reserve(int bytes) throws IOException {
        if (memory.byteSize() - pending >= bytes) {
            return;
        }
        if (pending > 0) {
            flush();
        }
        if (memory.byteSize() < bytes) {
            long larger = Math.max(bytes, Math.min(2 * memory.byteSize(), 2L * FLUSH_BYTES));
            memory = Arena.ofAuto().allocate(larger, FrameLayout.ALIGNMENT);
        }
    }
}
