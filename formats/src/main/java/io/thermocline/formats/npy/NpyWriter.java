package io.thermocline.formats.npy;

import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes one {@code .npy} array, row-major and little-endian, with its data on a 64-byte boundary.
 *
 * <p>Items are appended in any number of calls; {@link #finish} checks that all of them came. A
 * file that was not finished is refused by every reader. One thread at a time.
 */
public final class NpyWriter implements AutoCloseable {
    /** Bytes copied at once from the caller's memory, which may be mapped, into private memory. */
    private static final int CHUNK_BYTES = 1 << 16;

    private final OutputStream out;
    private final NpyType type;

    /** Extents of one row where the number of rows is still open, otherwise of the whole array. */
    private final Shape shape;

    /** Where to patch the header when the number of rows is known; null if it is known already. */
    private final @Nullable FileChannel growing;

    /** Position of the header in {@link #growing}. */
    private final long headerOffset;

    private final boolean isOwner;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** Bytes appended so far. */
    private long written;

    private boolean isFinished;

    private NpyWriter(OutputStream out, NpyType type, Shape shape, @Nullable FileChannel growing)
            throws IOException {
        this.out = out;
        this.type = type.littleEndian();
        this.shape = shape;
        this.growing = growing;
        this.isOwner = growing == null;
        if (growing == null) {
            this.headerOffset = 0;
            out.write(new NpyHeader(this.type, false, shape).encode());
        } else {
            this.headerOffset = growing.position();
            // Zeros are no header: until finish() replaces them, readers refuse the file.
            out.write(new byte[grownHeader(0).encode().length]);
        }
    }

    /**
     * Creates a file for an array of known shape.
     *
     * @param file a file that does not exist yet
     * @param type type of one item; written little-endian whatever its order
     * @param shape extents of the array
     * @throws java.nio.file.FileAlreadyExistsException if the file exists
     */
    public static NpyWriter create(Path file, NpyType type, Shape shape) throws IOException {
        // Checked before there is a file, so that a refused header leaves none behind.
        int headerBytes = new NpyHeader(type.littleEndian(), false, shape).encode().length;
        assert headerBytes % NpyHeader.ALIGNMENT == 0 : "the data start on a boundary";
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return new NpyWriter(Channels.newOutputStream(channel), type, shape, null);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Writes an array of known shape to a stream.
     *
     * @param out receives the array file; closed with the writer
     * @param type type of one item; written little-endian whatever its order
     * @param shape extents of the array
     */
    public static NpyWriter to(OutputStream out, NpyType type, Shape shape) throws IOException {
        return new NpyWriter(out, type, shape, null);
    }

    /**
     * Writes an array whose number of rows becomes known at the end.
     *
     * @param channel open for writing; the array starts at its position; stays the caller's
     * @param type type of one item; written little-endian whatever its order
     * @param rowShape extents of one row, rank 0 where a row is a single item
     */
    public static NpyWriter growing(FileChannel channel, NpyType type, Shape rowShape)
            throws IOException {
        return new NpyWriter(Channels.newOutputStream(channel), type, rowShape, channel);
    }

    /** Writes an array to a new file. */
    public static void write(Path file, NpyArray array) throws IOException {
        try (NpyWriter writer = create(file, array.type(), array.shape())) {
            writer.append(array.memory());
            writer.finish();
        }
    }

    /**
     * Appends items.
     *
     * @param items little-endian items in row-major order, a whole number of them
     * @throws IllegalArgumentException if these are more than the shape holds, or not whole items
     * @throws IllegalStateException after {@link #finish}
     */
    public void append(MemorySegment items) throws IOException {
        long bytes = items.byteSize();
        if (isFinished) {
            throw new IllegalStateException("array: already finished");
        }
        if (bytes == 0) {
            return;
        }
        if (type.bytes() == 0 || bytes % type.bytes() != 0) {
            throw new IllegalArgumentException(
                    "items: expected a multiple of %d bytes, found %d"
                            .formatted(type.bytes(), bytes));
        }
        if (growing == null && bytes > expectedBytes() - written) {
            throw new IllegalArgumentException(
                    "array of shape %s: expected at most %d more bytes, found %d"
                            .formatted(shape, expectedBytes() - written, bytes));
        }
        MemorySegment copy = MemorySegment.ofArray(chunk);
        for (long done = 0; done < bytes; ) {
            int count = (int) Math.min(CHUNK_BYTES, bytes - done);
            MemorySegment.copy(items, done, copy, 0, count);
            out.write(chunk, 0, count);
            done += count;
        }
        written = Math.addExact(written, bytes);
    }

    /**
     * Completes the array.
     *
     * @throws IllegalStateException if items are missing, or the last row is not complete
     */
    public void finish() throws IOException {
        if (isFinished) {
            return;
        }
        if (growing == null) {
            if (written != expectedBytes()) {
                throw new IllegalStateException(
                        "array of shape %s: expected %d bytes, found %d"
                                .formatted(shape, expectedBytes(), written));
            }
        } else {
            long rowBytes = Math.multiplyExact(shape.elementCount(), (long) type.bytes());
            if (rowBytes == 0 || written % rowBytes != 0) {
                throw new IllegalStateException(
                        "rows of shape %s: expected a multiple of %d bytes, found %d"
                                .formatted(shape, rowBytes, written));
            }
            patchHeader(growing, grownHeader(written / rowBytes).encode());
        }
        out.flush();
        isFinished = true;
    }

    private long expectedBytes() {
        return Math.multiplyExact(shape.elementCount(), (long) type.bytes());
    }

    private NpyHeader grownHeader(long rows) {
        long[] dimensions = new long[shape.rank() + 1];
        dimensions[0] = rows;
        System.arraycopy(shape.dimensions(), 0, dimensions, 1, shape.rank());
        return new NpyHeader(type, false, Shape.of(dimensions));
    }

    private void patchHeader(FileChannel channel, byte[] header) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(header);
        while (buffer.hasRemaining()) {
            channel.write(buffer, headerOffset + buffer.position());
        }
    }

    /** Closes what the writer owns; without {@link #finish} the file stays unreadable. */
    @Override
    public void close() throws IOException {
        if (isOwner) {
            out.close();
        }
    }
}
