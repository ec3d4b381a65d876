package io.thermocline.formats.hdf5;

import io.jhdf.GlobalHeap;
import io.jhdf.Superblock;
import io.jhdf.SymbolTableEntry;
import io.jhdf.storage.HdfBackingStorage;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;

/**
 * A file that somebody else wrote, as jhdf's parsers and our own see it: reads into private memory,
 * checked against the file's size, and rationed, so that damaged pointers that run in circles end.
 *
 * <p>Thread rules: one thread at a time.
 */
final class ForeignFile implements HdfBackingStorage, AutoCloseable {
    /** What a read costs beside its bytes. */
    private static final long READ_COST = 512;

    /** Cost that any operation may run up, beside {@link #COST_PER_BYTE} for the file's bytes. */
    private static final long FREE_COST = 64L << 20;

    private static final long COST_PER_BYTE = 8;

    /** Heap collections kept, since texts that belong together lie in few of them. */
    private static final int KEPT_HEAPS = 8;

    private final FileBytes bytes;
    private final Superblock superblock;

    /** File offset of address 0: the length of a user block. */
    private final long base;

    private final long rootAddress;

    /** Heap collections by address, the one used last at the end. */
    private final LinkedHashMap<Long, GlobalHeap> heaps = new LinkedHashMap<>(16, 0.75f, true);

    /** What the operation in progress may still cost. */
    private long ration;

    private ForeignFile(FileBytes bytes) {
        this.bytes = bytes;
        this.base = findSignature(bytes);
        this.superblock = Superblock.readSuperblock(bytes.channel(), base);
        requireSizes(superblock.getSizeOfOffsets(), superblock.getSizeOfLengths());
        if (superblock.getBaseAddressByte() != base) {
            throw bytes.corrupt(
                    base, "superblock base address", base, superblock.getBaseAddressByte());
        }
        beginOperation();
        this.rootAddress = findRoot();
    }

    /** Opens a file. The logging of jhdf is silenced first. */
    static ForeignFile open(Path path) {
        QuietLogging.ensure();
        FileBytes bytes = FileBytes.open(path);
        boolean isOpen = false;
        try {
            ForeignFile file = guarded(bytes, () -> new ForeignFile(bytes));
            isOpen = true;
            return file;
        } finally {
            if (!isOpen) {
                bytes.close();
            }
        }
    }

    /** Work that runs jhdf's parsers. */
    @FunctionalInterface
    interface Parsing<T> {
        /** Parses. */
        T run();
    }

    /**
     * Runs jhdf's parsers over bytes that may be damaged; whatever they throw becomes one of ours.
     */
    <T> T guarded(Parsing<T> parsing) {
        return guarded(bytes, parsing);
    }

    private static <T> T guarded(FileBytes bytes, Parsing<T> parsing) {
        try {
            return parsing.run();
        } catch (FormatException e) {
            throw e;
        } catch (io.jhdf.exceptions.UnsupportedHdfException e) {
            throw new UnsupportedFormatException(bytes.file() + ": " + reason(e));
        } catch (RuntimeException e) {
            throw new FormatException(bytes.file() + ": " + reason(e), e);
        } catch (StackOverflowError e) {
            throw new FormatException(bytes.file() + ": structures nested without end", e);
        } catch (OutOfMemoryError e) {
            // jhdf takes memory for a count before it has looked whether as much is there. Nothing
            // was allocated, so the process is as sound as before.
            throw new FormatException(bytes.file() + ": a count that no memory can hold", e);
        }
    }

    /** Returns the innermost message of a failure. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static void requireSizes(int offsets, int lengths) {
        for (int size : new int[] {offsets, lengths}) {
            if (size != 2 && size != 4 && size != 8) {
                throw new UnsupportedFormatException(
                        "HDF5 superblock: expected addresses of 2, 4 or 8 bytes, found " + size);
            }
        }
    }

    /**
     * HDF5 allows a user block of 512 bytes, doubled any number of times, before the superblock.
     */
    private static long findSignature(FileBytes bytes) {
        byte[] signature = SuperblockLayout.signature();
        for (long at = 0; at <= bytes.size() - signature.length; at = at == 0 ? 512 : at * 2) {
            if (Arrays.equals(bytes.readArray(at, signature.length, "signature"), signature)) {
                return at;
            }
        }
        throw new UnsupportedFormatException(
                bytes.file() + ": expected an HDF5 file, found no HDF5 signature");
    }

    private long findRoot() {
        if (superblock instanceof Superblock.SuperblockV0V1 old) {
            long entry = old.getRootGroupSymbolTableAddress() - base;
            return new SymbolTableEntry(this, entry).getObjectHeaderAddress();
        }
        return ((Superblock.SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
    }

    long rootAddress() {
        return rootAddress;
    }

    /** Grants a new ration: a caller's operation begins. */
    void beginOperation() {
        ration = FREE_COST + bytes.size() * COST_PER_BYTE;
    }

    private void spend(long length) {
        ration -= READ_COST + length;
        if (ration < 0) {
            throw new FormatException(
                    bytes.file() + ": structures refer to each other without end (damaged file)");
        }
    }

    /** Returns an object of a heap collection, as long as it is stored. */
    ByteBuffer heapObject(long address, int index) {
        return guarded(() -> {
            GlobalHeap heap = heaps.get(address);
            if (heap == null) {
                heap = new GlobalHeap(this, address);
                heaps.put(address, heap);
                if (heaps.size() > KEPT_HEAPS) {
                    heaps.remove(heaps.firstEntry().getKey());
                }
            }
            return heap.getObjectData(index);
        });
    }

    FileBytes bytes() {
        return bytes;
    }

    Path path() {
        return bytes.file();
    }

    /** Returns whether an address, read with {@link #offset}, means "nowhere". */
    boolean isUndefined(long address) {
        int size = superblock.getSizeOfOffsets();
        return address == (size == Long.BYTES ? -1 : (1L << (size * Byte.SIZE)) - 1);
    }

    /** Returns the address at the buffer's position. */
    long offset(ByteBuffer buffer) {
        return unsigned(buffer, superblock.getSizeOfOffsets());
    }

    /** Returns the length at the buffer's position. */
    long length(ByteBuffer buffer) {
        return unsigned(buffer, superblock.getSizeOfLengths());
    }

    /** Returns a little-endian number of up to eight bytes. */
    static long unsigned(ByteBuffer buffer, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (buffer.get() & 0xffL) << (Byte.SIZE * i);
        }
        return value;
    }

    /**
     * Returns a structure that begins with a signature and ends with a lookup3 checksum, at the
     * position behind the signature.
     */
    ByteBuffer checked(long address, int length, String signature) {
        ByteBuffer block = readBufferFromAddress(address, length);
        byte[] whole = new byte[length];
        block.get(0, whole);
        requireSignature(block, address, signature);
        requireChecksum(whole, 0, length - Integer.BYTES, address);
        return block;
    }

    void requireSignature(ByteBuffer block, long address, String signature) {
        byte[] found = new byte[signature.length()];
        block.get(found);
        String text = new String(found, StandardCharsets.ISO_8859_1);
        if (!text.equals(signature)) {
            throw corrupt(address, "signature", signature, text);
        }
    }

    /** Checks the lookup3 checksum that follows bytes [from, to). */
    void requireChecksum(byte[] block, int from, int to, long address) {
        int stored = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(to);
        int expected = Lookup3.hash(block, from, to - from);
        if (stored != expected) {
            throw corrupt(
                    address + to, "checksum", SealedFile.hex(expected), SealedFile.hex(stored));
        }
    }

    CorruptFileException corrupt(
            long address, String what, Object expected, @Nullable Object found) {
        return bytes.corrupt(address + base, what, expected, found);
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        return mapNoOffset(Math.addExact(address, base), length);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        return mapNoOffset(Math.addExact(address, base), length);
    }

    /** Copies: nothing is mapped, whatever jhdf calls it. */
    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
        bytes.require(address, length, "structure");
        spend(length);
        return bytes.read(address, Math.toIntExact(length), "structure");
    }

    @Override
    public long getUserBlockSize() {
        return base;
    }

    @Override
    public Superblock getSuperblock() {
        return superblock;
    }

    @Override
    public FileChannel getFileChannel() {
        return bytes.channel();
    }

    @Override
    public int getSizeOfOffsets() {
        return superblock.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return superblock.getSizeOfLengths();
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
