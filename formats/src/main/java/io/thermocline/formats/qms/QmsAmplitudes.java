package io.thermocline.formats.qms;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Amplitudes of one state from the first to the last, decoded on the way, so that a state larger
 * than memory can be read. One thread at a time.
 */
public final class QmsAmplitudes implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 18;

    private final DecodedStream stream;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** Amplitudes not yet read. */
    private long remaining;

    QmsAmplitudes(DecodedStream stream, long count) {
        this.stream = stream;
        this.remaining = count;
    }

    /** Returns how many amplitudes are left. */
    public long remaining() {
        return remaining;
    }

    /**
     * Reads amplitudes in order.
     *
     * @param target little-endian pairs of binary64 go here, 16 bytes an amplitude
     * @return how many were read: as many as the target holds, fewer only at the end
     * @throws io.thermocline.formats.CorruptFileException if the stored bytes are damaged; what was
     *     read before is not trustworthy either
     */
    public long read(MemorySegment target) throws IOException {
        long room = target.byteSize() / QmsHeader.AMPLITUDE_BYTES;
        long count = Math.min(room, remaining);
        long bytes = count * QmsHeader.AMPLITUDE_BYTES;
        for (long done = 0; done < bytes; ) {
            int wanted = (int) Math.min(CHUNK_BYTES, bytes - done);
            int read = stream.readNBytes(chunk, 0, wanted);
            MemorySegment.copy(MemorySegment.ofArray(chunk), 0, target, done, read);
            done += read;
        }
        remaining -= count;
        if (remaining == 0 && count > 0) {
            // Reading past the end makes the stream check that nothing follows.
            int end = stream.read(chunk, 0, 1);
            assert end < 0 : "the stream gives no more bytes than it was told";
        }
        return count;
    }

    /** Frees the decoder. */
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
