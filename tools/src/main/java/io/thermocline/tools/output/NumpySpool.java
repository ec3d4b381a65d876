package io.thermocline.tools.output;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.npy.NpyType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Items of one column on their way to a NumPy file, in a temporary file: how many rows there are,
 * and how long texts are, is only known at the end.
 *
 * <p>Null becomes NaN in real and complex columns and NaT in timestamps; elsewhere NumPy has no
 * place for it and the export fails. One thread.
 */
abstract sealed class NumpySpool implements AutoCloseable permits NumberSpool, TextSpool {
    /** Bytes written or read at once. */
    static final int BLOCK_BYTES = 1 << 18;

    private final String name;
    private final ColumnType type;
    private final Path file;
    private final FileChannel channel;

    /** Bytes not written yet, later bytes read ahead. */
    private final ByteBuffer block =
            ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Where reading goes on. */
    private long readOffset;

    private long rowCount;

    NumpySpool(String name, ColumnType type, Path directory) throws IOException {
        this.name = name;
        this.type = type;
        this.file = Files.createTempFile(directory, ".thermocline-", ".column");
        file.toFile().deleteOnExit();
        this.channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
    }

    /**
     * Starts a column.
     *
     * @throws FormatException if NumPy has no arrays of such values
     */
    static NumpySpool of(String name, ColumnType type, Path directory) throws IOException {
        return switch (type.kind()) {
            case SCALAR, VECTOR, TIMESTAMP -> new NumberSpool(name, type, directory);
            case STRING, JSON -> new TextSpool(name, type, directory);
            case BINARY, LIST, STRING_LIST ->
                    throw new FormatException(
                            "column '%s': NumPy files hold no %s; export to CSV or NDJSON"
                                    .formatted(name, type));
        };
    }

    final String name() {
        return name;
    }

    final ColumnType type() {
        return type;
    }

    final long rowCount() {
        return rowCount;
    }

    /** Adds rows. */
    final void append(ColumnVector vector) throws IOException {
        for (int row = 0; row < vector.rowCount(); row++) {
            appendRow(vector, row);
            rowCount++;
        }
    }

    abstract void appendRow(ColumnVector vector, int row) throws IOException;

    /** Returns the type of one item, known when all rows were added. */
    abstract NpyType itemType();

    /** Returns the extents of one row. */
    abstract Shape rowShape();

    /** Returns the bytes of one row. */
    final long rowBytes() {
        return rowShape().elementCount() * itemType().bytes();
    }

    /** Writes the next rows to {@code target}, {@code count * rowBytes()} bytes. */
    abstract void nextRows(int count, MemorySegment target) throws IOException;

    final FormatException nullRow() {
        return new FormatException(
                "column '%s', row %d: expected a value, found NULL, which %s has no place for in NumPy"
                                .formatted(name, rowCount, type)
                        + " (write COALESCE("
                        + name
                        + ", …), leave such rows out, or export to CSV)");
    }

    final void put(MemorySegment bytes) throws IOException {
        long done = 0;
        while (done < bytes.byteSize()) {
            if (!block.hasRemaining()) {
                drain();
            }
            int count = (int) Math.min(block.remaining(), bytes.byteSize() - done);
            MemorySegment.copy(
                    bytes, ValueLayout.JAVA_BYTE, done, block.array(), block.position(), count);
            block.position(block.position() + count);
            done += count;
        }
    }

    final ByteBuffer room(int bytes) throws IOException {
        if (block.remaining() < bytes) {
            drain();
        }
        return block;
    }

    private void drain() throws IOException {
        block.flip();
        while (block.hasRemaining()) {
            channel.write(block);
        }
        block.clear();
    }

    /** Ends writing; reading starts at the first row. */
    final void rewind() throws IOException {
        drain();
        block.limit(0);
        readOffset = 0;
    }

    final void get(MemorySegment target) throws IOException {
        long done = 0;
        while (done < target.byteSize()) {
            if (!block.hasRemaining()) {
                fill();
            }
            int count = (int) Math.min(block.remaining(), target.byteSize() - done);
            MemorySegment.copy(
                    block.array(), block.position(), target, ValueLayout.JAVA_BYTE, done, count);
            block.position(block.position() + count);
            done += count;
        }
    }

    private void fill() throws IOException {
        block.clear();
        int count = channel.read(block, readOffset);
        if (count < 0) {
            throw new IOException(file + ": the temporary file was cut off");
        }
        readOffset += count;
        block.flip();
    }

    /** Returns whether values are reals or pairs of them, which have a NaN. */
    static boolean hasNaN(ElementType element) {
        return element.isFloat() || element.isComplex();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
