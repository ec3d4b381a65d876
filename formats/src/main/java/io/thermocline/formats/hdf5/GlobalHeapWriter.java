package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.ColumnVector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Writes texts and lists of variable length as HDF5 global heap collections, one after the other.
 *
 * <p>HDF5 keeps no checksum over a heap, so the last object of each collection is ours: no
 * reference points to it, other readers skip it, and it holds a CRC32C of all bytes before its
 * data.
 *
 * <pre>
 *   0      4         5          8      16
 *   +------+---------+----------+------+--------+--------+ ... +--------+----------+
 *   | GCOL | version | reserved | size | object | object |     | CRC    | free     |
 *   |      | 1       | 0        | u64  | 1      | 2      |     | object | space    |
 *   +------+---------+----------+------+--------+--------+ ... +--------+----------+
 *   object := index u16 | references u16 | 0 u32 | size u64 | data, padded to 8 bytes
 *   CRC object data := "TCRC" | crc32c u32
 * </pre>
 *
 * <p>Thread rules: one thread.
 */
final class GlobalHeapWriter implements AutoCloseable {
    /** Bytes from which a collection of rows is closed: readers load collections whole. */
    static final int ROWS_BYTES = 1 << 16;

    /** The same for attributes, which readers ask for one by one. */
    static final int ATTRIBUTES_BYTES = 1 << 12;

    /** Smallest collection libhdf5 accepts. */
    static final int MIN_BYTES = 4096;

    static final int HEADER_BYTES = 16;
    static final int OBJECT_HEADER_BYTES = 16;

    /** Bytes of the CRC object with its header. */
    static final int CRC_OBJECT_BYTES = OBJECT_HEADER_BYTES + 8;

    /** {@code GCOL}, little-endian. */
    static final int SIGNATURE = 0x4c4f4347;

    /** {@code TCRC}, little-endian. */
    static final int CRC_MARK = 0x43524354;

    private final FileChannel channel;
    private final int collectionBytes;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer;
    private final CRC32C crc = new CRC32C();

    /** File position of the collection in progress. */
    private long position;

    /** Bytes of the collection in progress that are in the buffer; 0 if none is begun. */
    private int used;

    /** Objects in the collection in progress. */
    private int objects;

    /**
     * Creates a writer.
     *
     * @param position where the first collection may begin
     * @param collectionBytes bytes from which a collection is closed
     */
    GlobalHeapWriter(FileChannel channel, long position, int collectionBytes) {
        this.channel = channel;
        this.collectionBytes = collectionBytes;
        this.buffer = arena.allocate(collectionBytes, Long.BYTES);
        this.position = Math.ceilDiv(position, 8L) * 8;
    }

    /**
     * Adds an object and stores the 16-byte reference to it; nothing is stored for no bytes.
     *
     * @param bytes the object
     * @param elements elements that the bytes hold
     * @param reference receives length, collection and index
     */
    void add(MemorySegment bytes, long elements, MemorySegment reference) {
        long size = bytes.byteSize();
        if (size == 0) {
            reference.fill((byte) 0);
            return;
        }
        long needed = OBJECT_HEADER_BYTES + Math.ceilDiv(size, 8L) * 8;
        if (used > 0 && used + needed + CRC_OBJECT_BYTES > collectionBytes) {
            flush();
        }
        reference.set(ColumnVector.INT, 0, (int) elements);
        reference.set(ColumnVector.LONG, 4, position);
        if (HEADER_BYTES + needed + CRC_OBJECT_BYTES > collectionBytes) {
            reference.set(ColumnVector.INT, 12, 1);
            writeLarge(bytes, needed);
            return;
        }
        if (used == 0) {
            used = HEADER_BYTES;
        }
        objects++;
        reference.set(ColumnVector.INT, 12, objects);
        putObjectHeader(used, objects, size);
        MemorySegment.copy(bytes, 0, buffer, used + OBJECT_HEADER_BYTES, size);
        int end = used + (int) needed;
        buffer.asSlice(used + OBJECT_HEADER_BYTES + size, needed - OBJECT_HEADER_BYTES - size)
                .fill((byte) 0);
        used = end;
    }

    /** Writes the collection in progress, if any, and returns the position behind it. */
    long flush() {
        if (used > 0) {
            int size = Math.max(MIN_BYTES, used + CRC_OBJECT_BYTES);
            putHeader(size);
            crc.reset();
            int end = putCrcObject(used, objects + 1, 0);
            putFreeSpace(end, size);
            write(0, size);
            used = 0;
            objects = 0;
        }
        return position;
    }

    /** Writes an object that fills a collection alone, in pieces. */
    private void writeLarge(MemorySegment bytes, long needed) {
        long size = HEADER_BYTES + needed + CRC_OBJECT_BYTES;
        putHeader(size);
        putObjectHeader(HEADER_BYTES, 1, bytes.byteSize());
        int head = HEADER_BYTES + OBJECT_HEADER_BYTES;
        long dataBytes = needed - OBJECT_HEADER_BYTES;
        crc.reset();
        long done = 0;
        while (done < dataBytes) {
            int step = (int) Math.min(collectionBytes - head, dataBytes - done);
            long copied = Math.min(step, bytes.byteSize() - done);
            MemorySegment.copy(bytes, done, buffer, head, copied);
            buffer.asSlice(head + copied, step - copied).fill((byte) 0);
            crc.update(buffer.asSlice(0, head + step).asByteBuffer());
            write(0, head + step);
            done += step;
            head = 0;
        }
        int end = putCrcObject(0, 2, 0);
        write(0, end);
    }

    private void putHeader(long size) {
        buffer.set(ColumnVector.INT, 0, SIGNATURE);
        buffer.set(ColumnVector.INT, 4, 1);
        buffer.set(ColumnVector.LONG, 8, size);
    }

    private void putObjectHeader(int at, int index, long size) {
        buffer.set(ColumnVector.INT, at, index | (index == 0 ? 0 : 1 << 16));
        buffer.set(ColumnVector.INT, at + 4, 0);
        buffer.set(ColumnVector.LONG, at + 8, size);
    }

    /** Puts the CRC object at {@code at}; the sum continues over bytes [from, its data). */
    private int putCrcObject(int at, int index, int from) {
        putObjectHeader(at, index, Long.BYTES);
        int data = at + OBJECT_HEADER_BYTES;
        crc.update(buffer.asSlice(from, data - from).asByteBuffer());
        buffer.set(ColumnVector.INT, data, CRC_MARK);
        buffer.set(ColumnVector.INT, data + 4, (int) crc.getValue());
        return data + Long.BYTES;
    }

    /** Fills up with zeros, under an object 0 that says so where its header fits. */
    private void putFreeSpace(int from, int to) {
        buffer.asSlice(from, to - from).fill((byte) 0);
        if (to - from >= OBJECT_HEADER_BYTES) {
            putObjectHeader(from, 0, to - from);
        }
    }

    private void write(int from, int to) {
        try {
            ByteBuffer bytes = buffer.asSlice(from, to - from).asByteBuffer();
            position = WholeWrites.write(channel, bytes, position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
