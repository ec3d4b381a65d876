package io.thermocline.formats.npy;

import io.thermocline.formats.CorruptFileException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A range of a file, read by position; the channel's own position stays as it is. */
final class ChannelSource implements ByteSource {
    /** Most bytes read at once; larger requests take several calls. */
    private static final int CHUNK_BYTES = 1 << 20;

    private final FileChannel channel;
    private final Path file;
    private final long start;
    private final long byteSize;
    private final boolean isOwner;

    /**
     * Wraps {@code byteSize} bytes of the file from {@code start} on.
     *
     * @param isOwner whether closing the source closes the channel
     */
    ChannelSource(FileChannel channel, Path file, long start, long byteSize, boolean isOwner) {
        this.channel = channel;
        this.file = file;
        this.start = start;
        this.byteSize = byteSize;
        this.isOwner = isOwner;
    }

    /** Returns a range of this one under another name; closing it leaves the channel open. */
    ChannelSource slice(Path name, long offset, long bytes) {
        return new ChannelSource(channel, name, start + offset, bytes, false);
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
        return true;
    }

    @Override
    public void read(long offset, MemorySegment target) throws IOException {
        long done = 0;
        byte[] copy = new byte[0];
        while (done < target.byteSize()) {
            int wanted = (int) Math.min(CHUNK_BYTES, target.byteSize() - done);
            MemorySegment part = target.asSlice(done, wanted);
            if (part.isNative()) {
                readFully(offset + done, part.asByteBuffer());
            } else {
                // Only byte arrays can be wrapped as a buffer, so other heap memory takes a copy.
                copy = copy.length < wanted ? new byte[wanted] : copy;
                readFully(offset + done, ByteBuffer.wrap(copy, 0, wanted));
                MemorySegment.copy(MemorySegment.ofArray(copy), 0, part, 0, wanted);
            }
            done += wanted;
        }
    }

    private void readFully(long offset, ByteBuffer buffer) throws IOException {
        long at = offset;
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, start + at);
            if (count < 0) {
                throw new CorruptFileException(
                        file,
                        start + at,
                        "data",
                        buffer.remaining() + " more bytes",
                        "the end of the file");
            }
            at += count;
        }
    }

    @Override
    public MemorySegment map(long offset, long bytes, Arena arena) throws IOException {
        return channel.map(FileChannel.MapMode.READ_ONLY, start + offset, bytes, arena);
    }

    @Override
    public void finish() {
        // A file range has no checksum of its own.
    }

    @Override
    public void close() throws IOException {
        if (isOwner) {
            channel.close();
        }
    }
}
