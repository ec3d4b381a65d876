package io.thermocline.formats.hdf5;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file that {@link Hdf5Writer} wrote, parsed by our own code and strictly: every structure must
 * be exactly as the writer makes it, every length is checked against the file before memory is
 * taken, and every byte that matters is covered by a checksum that is verified. Any thread.
 */
final class SealedFile implements AutoCloseable {
    /** Most bytes of an object header: a group of 20,000 long names stays far below. */
    private static final int MAX_HEADER_BYTES = 64 << 20;

    private final FileBytes bytes;

    private SealedFile(FileBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * Opens a file and checks its superblock.
     *
     * @throws CorruptFileException if the file is cut or damaged
     * @throws UnsupportedFormatException if it is no HDF5 file, or not one of ours
     */
    static SealedFile open(Path file) {
        FileBytes bytes = FileBytes.open(file);
        boolean isOpen = false;
        try {
            requireSuperblock(bytes);
            isOpen = true;
            return new SealedFile(bytes);
        } finally {
            if (!isOpen) {
                bytes.close();
            }
        }
    }

    private static void requireSuperblock(FileBytes bytes) {
        byte[] found = bytes.readArray(0, SuperblockLayout.BYTES, "superblock");
        byte[] signature = SuperblockLayout.signature();
        if (!Arrays.equals(found, 0, signature.length, signature, 0, signature.length)) {
            throw new UnsupportedFormatException(
                    bytes.file() + ": offset 0x0: expected an HDF5 file, found something else");
        }
        int checksumAt = SuperblockLayout.BYTES - Integer.BYTES;
        ByteBuffer superblock = ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
        int version = superblock.get(signature.length);
        if (version != 2) {
            throw new UnsupportedFormatException(
                    bytes.file()
                            + ": offset 0x8: superblock version: expected 2, found "
                            + version
                            + " (not written by Thermocline; import it instead)");
        }
        int expected = Lookup3.hash(found, 0, checksumAt);
        int stored = superblock.getInt(checksumAt);
        if (stored != expected) {
            throw bytes.corrupt(checksumAt, "superblock checksum", hex(expected), hex(stored));
        }
        long end = superblock.getLong(SuperblockLayout.END_OFFSET);
        if (end != bytes.size()) {
            throw new CorruptFileException(
                    bytes.file(),
                    SuperblockLayout.END_OFFSET,
                    "end of file",
                    end,
                    bytes.size() + " bytes",
                    "the file was cut or appended to; restore it");
        }
        if (!Arrays.equals(found, SuperblockLayout.encode(end))) {
            throw new UnsupportedFormatException(
                    bytes.file()
                            + ": offset 0x0: expected a superblock as Thermocline writes it, found"
                            + " another (not written by Thermocline; import it instead)");
        }
    }

    static String hex(int value) {
        return "0x%08x".formatted(value);
    }

    FileBytes bytes() {
        return bytes;
    }

    /** Returns the root group. */
    SealedObject root() {
        return object(SuperblockLayout.ROOT_ADDRESS);
    }

    /** Returns the object that {@code name} links to, or null. */
    @Nullable SealedObject child(SealedObject group, String name) {
        Long address = group.links().get(name);
        return address == null ? null : object(address);
    }

    /** Reads the object header at an address. */
    SealedObject object(long address) {
        ByteBuffer prefix = bytes.read(address, DatasetHeader.PREFIX_BYTES, "object header");
        byte[] signature = new byte[DatasetHeader.SIGNATURE.length];
        prefix.get(signature);
        int version = prefix.get();
        int flags = prefix.get();
        int length = prefix.getInt();
        if (!Arrays.equals(signature, DatasetHeader.SIGNATURE) || version != 2 || flags != 2) {
            throw bytes.corrupt(
                    address,
                    "object header",
                    "OHDR version 2 flags 2",
                    "version %d flags %d".formatted(version, flags));
        }
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw bytes.corrupt(
                    address + 6, "object header bytes", "0.." + MAX_HEADER_BYTES, length);
        }
        int covered = DatasetHeader.PREFIX_BYTES + length;
        byte[] whole =
                bytes.readArray(address, covered + DatasetHeader.CHECKSUM_BYTES, "object header");
        ByteBuffer header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int expected = Lookup3.hash(whole, 0, covered);
        int stored = header.getInt(covered);
        if (stored != expected) {
            throw bytes.corrupt(
                    address + covered, "object header checksum", hex(expected), hex(stored));
        }
        header.position(DatasetHeader.PREFIX_BYTES).limit(covered);
        return new SealedObject(this, address, header);
    }

    @Override
    public void close() {
        bytes.close();
    }
}
