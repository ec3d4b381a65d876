package io.thermocline.formats.npy;

import io.thermocline.formats.CorruptFileException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Bytes that can be read once, from the first to the last, such as a deflated archive entry. */
final class StreamSource implements ByteSource {
    private static final int CHUNK_BYTES = 1 << 16;

    private final InputStream in;
    private final Path file;
    private final long byteSize;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** Bytes consumed so far. */
    private long position;

    /**
     * Wraps a stream, which the source closes.
     *
     * @param byteSize how many bytes the stream is said to hold
     */
    StreamSource(InputStream in, Path file, long byteSize) {
        this.in = in;
        this.file = file;
        this.byteSize = byteSize;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public boolean isRandomAccess() {
        return false;
    }

    @Override
    public void read(long offset, MemorySegment target) throws IOException {
        if (offset < position) {
            throw new IllegalStateException(
                    "%s: compressed arrays are read forward only: at byte %d, asked for byte %d"
                            .formatted(file, position, offset));
        }
        while (position < offset) {
            next(offset - position);
        }
        for (long done = 0; done < target.byteSize(); ) {
            int count = next(target.byteSize() - done);
            MemorySegment.copy(MemorySegment.ofArray(chunk), 0, target, done, count);
            done += count;
        }
    }

    /** Reads up to {@code wanted} bytes into the chunk and returns how many. */
    private int next(long wanted) throws IOException {
        int count = in.readNBytes(chunk, 0, (int) Math.min(wanted, CHUNK_BYTES));
        if (count == 0) {
            throw new CorruptFileException(
                    file, position, "data", byteSize + " bytes", "the end after " + position);
        }
        position += count;
        return count;
    }

    @Override
    public MemorySegment map(long offset, long bytes, Arena arena) {
        throw new UnsupportedOperationException(file + ": a compressed array cannot be mapped");
    }

    @Override
    public void finish() throws IOException {
        while (position < byteSize) {
            next(byteSize - position);
        }
        if (in.read() >= 0) {
            throw new CorruptFileException(
                    file, position, "data", byteSize + " bytes", "more than that");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
