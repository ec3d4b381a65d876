package io.thermocline.formats.journal;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Reads the frames of a log in order, through {@code read()} into private memory.
 *
 * <p>At the first bytes that are no valid frame, the rest of the file decides: if the header of a
 * later frame says that the missing frame was durable, the file is damaged ({@link
 * CorruptFileException}); otherwise a write was cut short by a crash, and the log {@link #end ends}
 * there.
 *
 * <p>One thread at a time. The file is read as long as it was when the reader was created.
 */
public final class FrameReader {
    /** Bytes read at once; a longer frame enlarges the buffer up to one frame. */
    private static final int WINDOW_BYTES = 1 << 18;

    private final FileChannel channel;
    private final Path file;
    private final LogHeader header;
    private final FrameLayout.Checksum checksum;
    private final long limit;

    /** Bytes [windowStart, windowStart + windowBytes) of the file. Owner: reading thread. */
    private MemorySegment window;

    private long windowStart;
    private int windowBytes;

    /** Start of the current frame, and of the one after it. Owner: reading thread. */
    private long frame;

    private long next;
    private long sequence;
    private long epoch;
    private @Nullable LogEnd end;

    private FrameReader(FileChannel channel, Path file, LogHeader header, Mark from)
            throws IOException {
        this.channel = channel;
        this.file = file;
        this.header = header;
        this.checksum = new FrameLayout.Checksum(header.incarnation());
        this.limit = channel.size();
        this.next = from.offset();
        this.sequence = from.sequence();
        this.epoch = from.epoch();
        long bytes = Math.clamp(limit - next, FrameLayout.HEADER_BYTES, WINDOW_BYTES);
        this.window = Arena.ofAuto().allocate(bytes, FrameLayout.ALIGNMENT);
    }

    /**
     * A place between two frames, from which reading can go on later.
     *
     * @param offset first byte of the next frame
     * @param sequence sequence of the frame before
     * @param epoch epoch of the frame before
     */
    public record Mark(long offset, long sequence, long epoch) {}

    /**
     * Opens a log at its first frame.
     *
     * @param channel the file, open for reading; it is not closed here
     * @param file file, for messages
     * @throws CorruptFileException if the header is damaged
     * @throws io.thermocline.formats.UnsupportedFormatException if a newer version wrote it
     */
    public static FrameReader open(FileChannel channel, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LogHeader.BYTES);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
            // Reads may be short.
        }
        byte[] head = new byte[bytes.position()];
        bytes.get(0, head);
        LogHeader header = LogHeader.decode(head, file);
        return new FrameReader(
                channel, file, header, new Mark(LogHeader.BYTES, header.firstSequence() - 1, 0));
    }

    /**
     * Opens a log after frames that were read before.
     *
     * @param header the header of this very file
     * @param from what {@link #mark} returned
     */
    public static FrameReader resume(FileChannel channel, Path file, LogHeader header, Mark from)
            throws IOException {
        FrameReader reader = new FrameReader(channel, file, header, from);
        if (reader.limit < from.offset()) {
            throw new CorruptFileException(
                    file,
                    reader.limit,
                    "length",
                    "at least " + from.offset() + " bytes, which were read before",
                    reader.limit + " bytes");
        }
        return reader;
    }

    /** Returns the header of the log. */
    public LogHeader header() {
        return header;
    }

    /**
     * Moves to the next frame.
     *
     * @return false if the log ends here, see {@link #end}
     * @throws CorruptFileException if bytes that were durable are damaged
     */
    public boolean next() throws IOException {
        if (end != null) {
            return false;
        }
        String bad = check();
        if (bad.isEmpty()) {
            frame = next;
            next = Math.addExact(frame, FrameLayout.bytes(bodyLength(frame)));
            sequence++;
            epoch = longAt(frame, FrameLayout.EPOCH_OFFSET);
            return true;
        }
        long missing = sequence + 1;
        boolean zeros = scanFor(missing, bad);
        end = new LogEnd(next, Math.max(0, limit - next), missing, zeros ? "" : bad);
        return false;
    }

    /** Returns why there is no valid frame at {@code next}, or an empty text. */
    private String check() throws IOException {
        long remaining = limit - next;
        if (!load(next, FrameLayout.HEADER_BYTES)) {
            return "%d bytes are too few for a frame's header".formatted(remaining);
        }
        if (!isHeader(next)) {
            return "the checksum of the frame's header does not fit";
        }
        long found = longAt(next, FrameLayout.SEQUENCE_OFFSET);
        if (found != sequence + 1) {
            return "found frame " + found;
        }
        if (longAt(next, FrameLayout.EPOCH_OFFSET) < epoch
                || longAt(next, FrameLayout.DURABLE_OFFSET) >= found) {
            return "the frame's header contradicts itself or the frame before";
        }
        int length = bodyLength(next);
        if (FrameLayout.bytes(length) > remaining) {
            return "%d bytes are too few for a body of %d".formatted(remaining, length);
        }
        if (!load(next, (int) FrameLayout.bytes(length))
                || intAt(next, FrameLayout.BODY_CRC_OFFSET)
                        != checksum.body(window, next - windowStart, length)) {
            return "the checksum of the frame's body does not fit";
        }
        return "";
    }

    /** Whether the loaded bytes at {@code offset} are a header that this log's writer wrote. */
    private boolean isHeader(long offset) {
        int length = bodyLength(offset);
        return length >= 0
                && length <= FrameLayout.MAX_BODY_BYTES
                && shortAt(offset, FrameLayout.KIND_OFFSET) != 0
                && shortAt(offset, FrameLayout.RESERVED_OFFSET) == 0
                && intAt(offset, FrameLayout.HEADER_CRC_OFFSET)
                        == checksum.header(window, offset - windowStart);
    }

    /**
     * Looks through the rest of the file for a frame that says that frame {@code missing} was
     * durable. Bodies are not looked at: a header with a right checksum was written by this log's
     * writer, who knew.
     *
     * @return whether nothing but zeros remains
     * @throws CorruptFileException if there is such a frame
     */
    private boolean scanFor(long missing, String bad) throws IOException {
        boolean zeros = true;
        long offset = next;
        while (load(offset, FrameLayout.HEADER_BYTES)) {
            // The durable sequence is looked at first: few bytes that are no header pass.
            long durable = longAt(offset, FrameLayout.DURABLE_OFFSET);
            if (durable >= missing
                    && durable < longAt(offset, FrameLayout.SEQUENCE_OFFSET)
                    && isHeader(offset)) {
                throw new CorruptFileException(
                        file,
                        next,
                        "frame " + missing,
                        "a valid frame, since the one at 0x%x says that it was durable"
                                .formatted(offset),
                        bad,
                        "restore the file from a backup or another copy of the store");
            }
            zeros &= longAt(offset, 0) == 0;
            offset += FrameLayout.ALIGNMENT;
        }
        int rest = (int) (limit - offset);
        for (int i = 0; zeros && load(offset, rest) && i < rest; i++) {
            zeros =
                    window.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset - windowStart + i)
                            == 0;
        }
        return zeros;
    }

    /**
     * Brings bytes [offset, offset + bytes) of the file into the window.
     *
     * @return false if the file is shorter
     */
    private boolean load(long offset, int bytes) throws IOException {
        if (offset >= windowStart && offset + bytes <= windowStart + windowBytes) {
            return true;
        }
        if (bytes > limit - offset) {
            return false;
        }
        if (bytes > window.byteSize()) {
            window = Arena.ofAuto().allocate(bytes, FrameLayout.ALIGNMENT);
        }
        windowStart = offset;
        windowBytes = 0;
        ByteBuffer target =
                window.asSlice(0, Math.min(window.byteSize(), limit - offset)).asByteBuffer();
        while (target.hasRemaining()) {
            int read = channel.read(target, offset + target.position());
            if (read <= 0) {
                break;
            }
        }
        windowBytes = target.position();
        return windowBytes >= bytes;
    }

    private int bodyLength(long offset) {
        return intAt(offset, FrameLayout.BODY_LENGTH_OFFSET);
    }

    private short shortAt(long offset, int field) {
        return window.get(ColumnVector.SHORT, offset - windowStart + field);
    }

    private int intAt(long offset, int field) {
        return window.get(ColumnVector.INT, offset - windowStart + field);
    }

    private long longAt(long offset, int field) {
        return window.get(ColumnVector.LONG, offset - windowStart + field);
    }

    /** Returns the kind of the current frame. */
    public int kind() {
        return Short.toUnsignedInt(shortAt(frame, FrameLayout.KIND_OFFSET));
    }

    /** Returns the epoch of the current frame. */
    public long epoch() {
        return epoch;
    }

    /** Returns the sequence of the current frame. */
    public long sequence() {
        return sequence;
    }

    /** Returns when the current frame was made, in nanoseconds since 1970-01-01T00:00:00Z. */
    public long timestamp() {
        return longAt(frame, FrameLayout.TIMESTAMP_OFFSET);
    }

    /** Returns the last frame that was known to be durable when the current one was made. */
    public long durableSequence() {
        return longAt(frame, FrameLayout.DURABLE_OFFSET);
    }

    /** Returns the body of the current frame, read-only; it holds until the next {@link #next}. */
    public MemorySegment body() {
        return window.asSlice(frame - windowStart + FrameLayout.HEADER_BYTES, bodyLength(frame))
                .asReadOnly();
    }

    /** Returns the offset of the current frame in the file. */
    public long offset() {
        return frame;
    }

    /** Returns the place after the current frame. */
    public Mark mark() {
        return new Mark(next, sequence, epoch);
    }

    /** Returns where the valid frames end. Only after {@link #next} returned false. */
    public LogEnd end() {
        if (end == null) {
            throw new IllegalStateException("log reader: the end was not reached yet");
        }
        return end;
    }

    /** Returns the damage that a reader of bodies found in the current frame. */
    public CorruptFileException corruptBody(FormatException cause) {
        return new CorruptFileException(
                file,
                frame + FrameLayout.HEADER_BYTES,
                "body of frame " + sequence,
                "records that fit together",
                String.valueOf(cause.getMessage()));
    }
}
