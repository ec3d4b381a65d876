package io.thermocline.formats.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The part of a byte stream that a scanner looks at: a buffer that slides along the stream, and
 * grows when a record does not fit. While recording, nothing slides away, so that the scanner can
 * start over. One thread at a time.
 */
final class ByteWindow {
    /** Large enough that a record seldom crosses the end, small enough for the L2 cache. */
    private static final int FIRST_BYTES = 256 << 10;

    private final InputStream in;

    /** Most bytes of one record. */
    private final int maxRecordBytes;

    private byte[] bytes;

    /** Valid are bytes [0, limit). */
    private int limit;

    private boolean atEnd;
    private boolean recording;

    ByteWindow(InputStream in, int maxRecordBytes) {
        this(in, maxRecordBytes, FIRST_BYTES);
    }

    /** Creates a window that starts with a buffer of {@code firstBytes}. */
    ByteWindow(InputStream in, int maxRecordBytes, int firstBytes) {
        this.in = in;
        this.maxRecordBytes = maxRecordBytes;
        this.bytes = new byte[firstBytes];
    }

    /** Returns the buffer; {@link #more} may replace it. */
    byte[] bytes() {
        return bytes;
    }

    int limit() {
        return limit;
    }

    /** Returns whether the stream ends at {@link #limit}. */
    boolean atEnd() {
        return atEnd;
    }

    /** Keeps everything from the current record on, until {@link #stopRecording}. */
    void startRecording() {
        recording = true;
    }

    void stopRecording() {
        recording = false;
    }

    /**
     * Reads on, because the record that starts at {@code recordStart} is not complete.
     *
     * @return where the record starts now, or −1 if it is longer than the limit allows
     */
    int more(int recordStart) throws IOException {
        int start = recordStart;
        if (!recording && start > 0) {
            System.arraycopy(bytes, start, bytes, 0, limit - start);
            limit -= start;
            start = 0;
        }
        if (limit == bytes.length) {
            if (limit - start >= maxRecordBytes) {
                return -1;
            }
            long doubled = Math.min(bytes.length * 2L, (long) start + maxRecordBytes);
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(doubled, bytes.length + 1L)));
        }
        while (limit < bytes.length) {
            int read = in.read(bytes, limit, bytes.length - limit);
            if (read < 0) {
                atEnd = true;
                break;
            }
            limit += read;
        }
        return start;
    }

    /** Returns the number of line feeds in [from, to), in the lines of editors. */
    static int lineBreaks(byte[] bytes, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            boolean alone = bytes[i] == '\r' && (i + 1 == to || bytes[i + 1] != '\n');
            count += bytes[i] == '\n' || alone ? 1 : 0;
        }
        return count;
    }

    void close() throws IOException {
        in.close();
    }
}
