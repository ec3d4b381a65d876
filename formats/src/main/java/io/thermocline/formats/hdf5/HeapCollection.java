package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A global heap collection as {@link GlobalHeapWriter} writes it, in private memory, its CRC
 * verified. Valid as long as its arena is; any thread that may use the arena.
 */
final class HeapCollection {
    /** Bytes passed to the checksum at once. */
    private static final long STEP_BYTES = 1 << 30;

    private final FileBytes file;
    private final long address;
    private final MemorySegment memory;

    /** Offset of the data of object i + 1, one past the last object at the end. */
    private int[] offsets = new int[16];

    private int objects;

    private HeapCollection(FileBytes file, long address, MemorySegment memory) {
        this.file = file;
        this.address = address;
        this.memory = memory;
    }

    /**
     * Reads and checks the collection at an address.
     *
     * @throws io.thermocline.formats.CorruptFileException if it is not as we write it, or its
     *     checksum does not hold
     */
    static HeapCollection read(FileBytes file, long address, Arena arena) {
        ByteBuffer header = file.read(address, GlobalHeapWriter.HEADER_BYTES, "heap collection");
        long size = header.getLong(8);
        if (header.getInt(0) != GlobalHeapWriter.SIGNATURE || header.getInt(4) != 1) {
            throw file.corrupt(
                    address,
                    "heap collection",
                    "GCOL version 1",
                    SealedFile.hex(header.getInt(0)) + " version " + header.getInt(4));
        }
        if (size < GlobalHeapWriter.MIN_BYTES || size % Long.BYTES != 0) {
            throw file.corrupt(
                    address + 8,
                    "heap collection size",
                    "a multiple of 8 from " + GlobalHeapWriter.MIN_BYTES,
                    size);
        }
        file.require(address, size, "heap collection");
        MemorySegment memory = arena.allocate(size, Long.BYTES);
        file.read(address, memory, "heap collection");
        HeapCollection heap = new HeapCollection(file, address, memory);
        heap.parse();
        return heap;
    }

    /** Returns the bytes of the collection in the file. */
    long byteSize() {
        return memory.byteSize();
    }

    /**
     * Returns an object.
     *
     * @param index index from a reference
     * @param bytes bytes that the reference asks for
     */
    MemorySegment object(int index, long bytes) {
        if (index < 1 || index > objects) {
            throw file.corrupt(address, "heap object index", "1.." + objects, index);
        }
        long from = Integer.toUnsignedLong(offsets[index - 1]);
        long size = memory.get(ColumnVector.LONG, from - Long.BYTES);
        if (size != bytes) {
            throw file.corrupt(address + from, "heap object size", bytes, size);
        }
        return memory.asSlice(from, size);
    }

    /** Finds the objects and checks the checksum, which is the last of them. */
    private void parse() {
        long at = GlobalHeapWriter.HEADER_BYTES;
        long lastData = -1;
        long end = memory.byteSize();
        while (end - at >= GlobalHeapWriter.OBJECT_HEADER_BYTES) {
            int index = memory.get(ColumnVector.INT, at) & 0xffff;
            if (index == 0) {
                break;
            }
            long size = memory.get(ColumnVector.LONG, at + 8);
            long data = at + GlobalHeapWriter.OBJECT_HEADER_BYTES;
            if (index != objects + 1 || size < 1 || size > end - data) {
                throw file.corrupt(
                        address + at,
                        "heap object",
                        "index %d within the collection".formatted(objects + 1),
                        "index %d of %d bytes".formatted(index, size));
            }
            add(data);
            lastData = data;
            at = data + Math.ceilDiv(size, 8L) * 8;
        }
        requireCrc(lastData);
        objects--;
    }

    private void add(long data) {
        if (objects == offsets.length) {
            offsets = Arrays.copyOf(offsets, objects * 2);
        }
        // Only a collection of one huge object exceeds 2 GiB, and that object starts near its
        // front.
        offsets[objects++] = (int) data;
    }

    private void requireCrc(long data) {
        if (data < 0
                || memory.get(ColumnVector.LONG, data - Long.BYTES) != Long.BYTES
                || memory.get(ColumnVector.INT, data) != GlobalHeapWriter.CRC_MARK) {
            throw file.corrupt(
                    address,
                    "heap checksum",
                    "an object TCRC at the end of the collection",
                    "none (rewritten by another program? import it instead)");
        }
        CRC32C crc = new CRC32C();
        for (long done = 0; done < data; done += STEP_BYTES) {
            crc.update(memory.asSlice(done, Math.min(STEP_BYTES, data - done)).asByteBuffer());
        }
        int stored = memory.get(ColumnVector.INT, data + Integer.BYTES);
        if (stored != (int) crc.getValue()) {
            throw file.corrupt(
                    address + data + Integer.BYTES,
                    "heap crc32c",
                    SealedFile.hex((int) crc.getValue()),
                    SealedFile.hex(stored));
        }
    }
}
