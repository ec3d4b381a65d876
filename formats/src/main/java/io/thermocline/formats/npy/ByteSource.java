package io.thermocline.formats.npy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Bytes of one array file, wherever they lie. One thread at a time. */
sealed interface ByteSource extends AutoCloseable
        permits ChannelSource, MemorySource, StreamSource {
    /** Returns the file, for messages. */
    Path file();

    /** Returns how many bytes there are. */
    long byteSize();

    /**
     * Fills {@code target} with the bytes from {@code offset} on.
     *
     * @throws io.thermocline.formats.CorruptFileException if the source ends before that
     * @throws IllegalStateException if the source reads forward only and has passed the offset
     */
    void read(long offset, MemorySegment target) throws IOException;

    /** Returns whether {@link #read} may go back. */
    boolean isRandomAccess();

    /**
     * Maps bytes read-only.
     *
     * @throws UnsupportedOperationException if the bytes do not lie in a file as they are
     */
    MemorySegment map(long offset, long bytes, Arena arena) throws IOException;

    /**
     * Checks, where there is a checksum over the whole source, the bytes not read so far as well.
     */
    void finish() throws IOException;

    @Override
    void close() throws IOException;
}
