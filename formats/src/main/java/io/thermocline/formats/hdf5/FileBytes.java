package io.thermocline.formats.hdf5;

import io.thermocline.formats.CorruptFileException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file read by position into private memory; every range is checked against the file's size
 * before anything is allocated. Nothing is ever mapped. Any thread.
 */
final class FileBytes implements AutoCloseable {
    /** Most bytes read by one call of the channel. */
    private static final int STEP_BYTES = 1 << 30;

    private final Path file;
    private final FileChannel channel;
    private final long size;

    private FileBytes(Path file, FileChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
    }

    /**
     * Opens a file.
     *
     * @throws UncheckedIOException if it cannot be opened
     */
    static FileBytes open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return new FileBytes(file, channel, channel.size());
        } catch (IOException e) {
            if (channel != null) {
                closeQuietly(channel);
            }
            throw new UncheckedIOException(e);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The failure that led here is the one worth telling.
        }
    }

    Path file() {
        return file;
    }

    FileChannel channel() {
        return channel;
    }

    /** Returns the bytes of the file when it was opened. */
    long size() {
        return size;
    }

    /**
     * Checks that a range lies in the file.
     *
     * @param what name of the structure, for the message
     * @throws CorruptFileException if it does not
     */
    void require(long address, long length, String what) {
        if (address < 0 || length < 0 || length > size || address > size - length) {
            throw new CorruptFileException(
                    file,
                    address,
                    what,
                    "%d bytes within the file's %d".formatted(length, size),
                    "a range that ends outside");
        }
    }

    /** Returns the bytes of a range. */
    byte[] readArray(long address, int length, String what) {
        require(address, length, what);
        byte[] bytes = new byte[length];
        fill(address, ByteBuffer.wrap(bytes), what);
        return bytes;
    }

    /** Returns a heap buffer, little-endian, with the bytes of a range. */
    ByteBuffer read(long address, int length, String what) {
        return ByteBuffer.wrap(readArray(address, length, what)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills off-heap memory from {@code address} on. */
    void read(long address, MemorySegment target, String what) {
        require(address, target.byteSize(), what);
        for (long done = 0; done < target.byteSize(); ) {
            long step = Math.min(STEP_BYTES, target.byteSize() - done);
            fill(address + done, target.asSlice(done, step).asByteBuffer(), what);
            done += step;
        }
    }

    private void fill(long address, ByteBuffer buffer, String what) {
        long at = address;
        try {
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, at);
                if (count < 0) {
                    throw new CorruptFileException(
                            file,
                            at,
                            what,
                            buffer.remaining() + " more bytes",
                            "the end of the file (it was cut while open)");
                }
                at += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": offset 0x" + Long.toHexString(at), e);
        }
    }

    /** Describes a mismatch at a place of this file. */
    CorruptFileException corrupt(
            long address, String what, Object expected, @Nullable Object found) {
        return new CorruptFileException(file, address, what, expected, String.valueOf(found));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
