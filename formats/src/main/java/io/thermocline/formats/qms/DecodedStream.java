package io.thermocline.formats.qms;

import io.thermocline.formats.CorruptFileException;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Decoded bytes of a known number: a stream that holds fewer or more, or anything behind its end,
 * is damaged. Never more than the number comes out, whatever the encoded bytes could stand for.
 */
final class DecodedStream extends InputStream {
    private static final int CHUNK_BYTES = 1 << 16;

    private final QmsInput input;
    private final QmsCodec codec;
    private final long offset;
    private final long storedBytes;
    private final long byteSize;
    private final InputStream stored;
    private final Inflater inflater = new Inflater();
    private final InputStream decoded;

    /** Bytes given out. */
    private long produced;

    /**
     * Opens a range of the file.
     *
     * @param offset where the encoded bytes start
     * @param storedBytes how many encoded bytes there are
     * @param byteSize how many bytes must come out
     */
    DecodedStream(QmsInput input, QmsCodec codec, long offset, long storedBytes, long byteSize)
            throws IOException {
        codec.requireAvailable(input.file());
        this.input = input;
        this.codec = codec;
        this.offset = offset;
        this.storedBytes = storedBytes;
        this.byteSize = byteSize;
        this.stored = input.range(offset, storedBytes);
        this.decoded =
                switch (codec) {
                    case RAW -> stored;
                    case ZLIB -> new InflaterInputStream(stored, inflater, CHUNK_BYTES);
                    case ZSTD -> ZstdStreams.decode(stored);
                };
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (produced == byteSize) {
            checkEnd();
            return -1;
        }
        int count = decode(target, from, (int) Math.min(length, byteSize - produced));
        if (count < 0) {
            throw corrupt(byteSize + " bytes when decoded", produced);
        }
        produced += count;
        return count;
    }

    private void checkEnd() throws IOException {
        byte[] one = new byte[1];
        if (decode(one, 0, 1) >= 0) {
            throw corrupt(byteSize + " bytes when decoded", "more");
        }
        if (stored.read() >= 0 || (codec == QmsCodec.ZLIB && inflater.getRemaining() > 0)) {
            throw corrupt("a " + codec.text() + " stream of " + storedBytes + " bytes", "fewer");
        }
    }

    private int decode(byte[] target, int from, int length) throws IOException {
        try {
            return decoded.read(target, from, length);
        } catch (ZipException | EOFException e) {
            throw corrupt("a whole " + codec.text() + " stream", String.valueOf(e.getMessage()));
        }
    }

    private CorruptFileException corrupt(String expected, Object found) {
        return input.corrupt(offset, "data", expected, found);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        decoded.close();
    }
}
