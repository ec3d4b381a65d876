package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.NativeMemory;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * One mapped slab file, see {@link SlabLayout}. Thread rules: any thread; {@link #close} beside a
 * read makes the read fail, nothing worse.
 *
 * @param file the file, for messages
 * @param memory the whole file
 * @param sizeClass size class of its extents
 * @param arena what unmaps it
 */
record Slab(Path file, MemorySegment memory, int sizeClass, Arena arena) {
    /** End of the names of slab files. */
    static final String SUFFIX = ".slab";

    /**
     * Makes a slab: on the device, mapped, resident, its extents zero and free.
     *
     * @throws IOException if the file cannot be made, for instance because the disk is full; none
     *     is left behind
     */
    static Slab create(Storage storage, Path file, long epoch, int sizeClass) throws IOException {
        // Outside the try below: a file that was there before is not ours to delete.
        FileChannel channel =
                storage.open(
                        file, Storage.Access.READ, Storage.Access.WRITE, Storage.Access.CREATE_NEW);
        Arena arena = Arena.ofShared();
        try (channel) {
            long bytes = ExtentSize.slabBytes(sizeClass);
            storage.allocate(file, channel, bytes);
            MemorySegment memory = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
            NativeMemory.populate(memory);
            Slab slab = new Slab(file, memory, sizeClass, arena);
            slab.writeHeader(epoch);
            return slab;
        } catch (IOException | RuntimeException e) {
            arena.close();
            AtomicFile.deleteQuietly(storage, file, e);
            throw e;
        }
    }

    private void writeHeader(long epoch) {
        for (int i = 0; i < extentCount(); i++) {
            long descriptor = SlabLayout.descriptor(i);
            memory.set(
                    SlabLayout.LONG,
                    descriptor + SlabLayout.INCARNATION_OFFSET,
                    SlabLayout.FIRST_INCARNATION);
        }
        memory.set(SlabLayout.INT, SlabLayout.VERSION_OFFSET, SlabLayout.VERSION);
        memory.set(SlabLayout.LONG, SlabLayout.EPOCH_OFFSET, epoch);
        memory.set(SlabLayout.LONG, SlabLayout.EXTENT_BYTES_OFFSET, ExtentSize.bytes(sizeClass));
        memory.set(SlabLayout.INT, SlabLayout.EXTENT_COUNT_OFFSET, extentCount());
        memory.set(SlabLayout.INT, SlabLayout.SIZE_CLASS_OFFSET, sizeClass);
        byte[] identity = new byte[(int) SlabLayout.IDENTITY_BYTES];
        MemorySegment copy = MemorySegment.ofArray(identity);
        MemorySegment.copy(memory, 0, copy, 0, identity.length);
        copy.set(ColumnVector.LONG, 0, SlabLayout.MAGIC);
        memory.set(SlabLayout.INT, SlabLayout.CRC_OFFSET, crc(identity));
        // Another process takes the file for a slab from here on.
        SlabLayout.setRelease(memory, SlabLayout.MAGIC_OFFSET, SlabLayout.MAGIC);
    }

    /**
     * Maps a slab of another process, or of one that died, for reading.
     *
     * @return null if the slab is still being made
     * @throws CorruptFileException if the header does not hold
     * @throws UnsupportedFormatException if a newer version wrote it
     * @throws IOException if the file cannot be read
     */
    static @Nullable Slab open(Storage storage, Path file) throws IOException {
        try (FileChannel channel = storage.open(file, Storage.Access.READ)) {
            byte[] identity = new byte[(int) SlabLayout.IDENTITY_BYTES];
            if (!FileBytes.read(channel, 0, identity)) {
                return null;
            }
            SlabHeader header = SlabHeader.read(file, identity);
            if (header == null) {
                return null;
            }
            long bytes = ExtentSize.slabBytes(header.sizeClass());
            if (channel.size() < bytes) {
                throw new CorruptFileException(file, 0, "file length", bytes, channel.size());
            }
            Arena arena = Arena.ofShared();
            try {
                MemorySegment memory = channel.map(MapMode.READ_ONLY, 0, bytes, arena);
                return new Slab(file, memory, header.sizeClass(), arena);
            } catch (IOException | RuntimeException e) {
                arena.close();
                throw e;
            }
        }
    }

    /** Computes the checksum of a header's identity. */
    static int crc(byte[] identity) {
        CRC32C crc = new CRC32C();
        crc.update(identity, 0, (int) SlabLayout.CRC_OFFSET);
        int rest = (int) SlabLayout.EPOCH_OFFSET;
        crc.update(identity, rest, identity.length - rest);
        return (int) crc.getValue();
    }

    /** Returns whether a file is named like a slab. */
    static boolean isSlab(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    /** Returns the number of extents. */
    int extentCount() {
        return ExtentSize.perSlab(sizeClass);
    }

    /** Returns the memory of one extent. */
    MemorySegment extent(int index) {
        long bytes = ExtentSize.bytes(sizeClass);
        return memory.asSlice(SlabLayout.extent(index, bytes), bytes);
    }

    /** Returns where an extent stands in the file, for messages. */
    ExtentLayout.Place place(int index) {
        return new ExtentLayout.Place(file, SlabLayout.extent(index, ExtentSize.bytes(sizeClass)));
    }

    /** Returns a name of one extent for people. */
    String name(int index) {
        return file.getFileName() + "#" + index;
    }

    /** Unmaps the file. */
    void close() {
        arena.close();
    }
}
