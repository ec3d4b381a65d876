package io.thermocline.formats.npy;

import static io.thermocline.formats.npy.ZipLayout.SEE_64;

import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes an {@code .npz} archive that NumPy opens.
 *
 * <p>The data of stored arrays start on a 64-byte boundary of the file. Entries carry no time, so
 * that equal arrays make equal archives. Sizes and offsets take 64 bits where they must. One thread
 * at a time, one array at a time.
 */
public final class NpzWriter implements AutoCloseable {
    private static final short VERSION = 20;
    private static final short VERSION_64 = 45;

    private final FileChannel channel;
    private final boolean isOwner;
    private final Set<String> names = new HashSet<>();
    private final List<NpzEntryStream> entries = new ArrayList<>();

    /** The array being written, or null between arrays. */
    private @Nullable NpzEntryStream current;

    private NpzWriter(FileChannel channel, boolean isOwner) {
        this.channel = channel;
        this.isOwner = isOwner;
    }

    /**
     * Creates an archive.
     *
     * @param file a file that does not exist yet
     */
    public static NpzWriter create(Path file) throws IOException {
        return new NpzWriter(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                true);
    }

    /**
     * Writes an archive to a channel that stays the caller's.
     *
     * @param channel open for writing, positioned where the archive starts: the start of the file,
     *     or behind bytes that the archive's readers will ignore
     */
    public static NpzWriter to(FileChannel channel) {
        return new NpzWriter(channel, false);
    }

    /**
     * Adds an array.
     *
     * @param name key of the array, not a path, used once
     * @param array what to write
     * @param deflate whether to compress it
     */
    public void add(String name, NpyArray array, boolean deflate) throws IOException {
        try (NpyWriter writer = begin(name, array.type(), array.shape(), deflate)) {
            writer.append(array.memory());
            writer.finish();
        }
    }

    /**
     * Starts an array whose items follow; close the returned writer before the next array.
     *
     * @param name key of the array, not a path, used once
     * @param type type of one item
     * @param shape extents of the array
     * @param deflate whether to compress it
     */
    public NpyWriter begin(String name, NpyType type, Shape shape, boolean deflate)
            throws IOException {
        checkName(name);
        if (current != null && !current.isComplete()) {
            throw new IllegalStateException(
                    "archive: array '" + current.name() + "' is not complete; finish it first");
        }
        if (entries.size() == ZipDirectory.MAX_ENTRIES) {
            throw new IllegalStateException(
                    "archive: expected at most " + ZipDirectory.MAX_ENTRIES + " arrays");
        }
        NpyHeader header = new NpyHeader(type.littleEndian(), false, shape);
        long byteSize = Math.addExact(header.encode().length, header.dataBytes());
        NpzEntryStream entry = new NpzEntryStream(channel, name + ".npy", byteSize, deflate);
        current = entry;
        entries.add(entry);
        names.add(name);
        return NpyWriter.to(entry, type, shape);
    }

    private void checkName(String name) {
        boolean isPath =
                name.isEmpty()
                        || name.equals(".")
                        || name.equals("..")
                        || name.chars().anyMatch(c -> c < ' ' || c == 0x7f || isSeparator(c));
        boolean isText = StandardCharsets.UTF_8.newEncoder().canEncode(name);
        if (isPath || !isText || name.length() > ZipDirectory.MAX_NAME_CHARS) {
            throw new IllegalArgumentException(
                    "array name: expected 1.."
                            + ZipDirectory.MAX_NAME_CHARS
                            + " characters without / \\ : and controls, found "
                            + PythonLiteral.quote(name));
        }
        if (names.contains(name)) {
            throw new IllegalArgumentException("array name: '" + name + "' is taken");
        }
    }

    private static boolean isSeparator(int c) {
        return c == '/' || c == '\\' || c == ':';
    }

    /**
     * Writes the list of entries, which makes the archive readable.
     *
     * @throws IllegalStateException if an array is not complete
     */
    public void finish() throws IOException {
        if (current != null && !current.isComplete()) {
            throw new IllegalStateException(
                    "archive: array '" + current.name() + "' is not complete");
        }
        long directoryOffset = channel.position();
        for (NpzEntryStream entry : entries) {
            write(central(entry));
        }
        long endOffset = channel.position();
        long directoryBytes = endOffset - directoryOffset;
        boolean is64 = entries.size() >= 0xffff || endOffset >= SEE_64;
        if (is64) {
            write(end64(directoryOffset, directoryBytes));
            write(
                    buffer(ZipLayout.LOCATOR64_BYTES)
                            .putInt(ZipLayout.LOCATOR64_MAGIC)
                            .putInt(0)
                            .putLong(endOffset)
                            .putInt(1));
        }
        short count = (short) (is64 ? 0xffff : entries.size());
        write(
                buffer(ZipLayout.END_BYTES)
                        .putInt(ZipLayout.END_MAGIC)
                        .putInt(0)
                        .putShort(count)
                        .putShort(count)
                        .putInt((int) (is64 ? SEE_64 : directoryBytes))
                        .putInt((int) (is64 ? SEE_64 : directoryOffset))
                        .putShort((short) 0));
    }

    private ByteBuffer end64(long directoryOffset, long directoryBytes) {
        return buffer(ZipLayout.END64_BYTES)
                .putInt(ZipLayout.END64_MAGIC)
                .putLong(ZipLayout.END64_BYTES - Integer.BYTES - Long.BYTES)
                .putShort(VERSION_64)
                .putShort(VERSION_64)
                .putInt(0)
                .putInt(0)
                .putLong(entries.size())
                .putLong(entries.size())
                .putLong(directoryBytes)
                .putLong(directoryOffset);
    }

    /** Returns the directory record of an entry: 64-bit values follow where 32 bits are too few. */
    private static ByteBuffer central(NpzEntryStream entry) {
        List<Long> wide = new ArrayList<>();
        int size = narrow(entry.byteSize(), wide);
        int stored = narrow(entry.storedBytes(), wide);
        int offset = narrow(entry.headerOffset(), wide);
        int extraBytes = wide.isEmpty() ? 0 : 2 * Short.BYTES + wide.size() * Long.BYTES;
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        ByteBuffer record =
                buffer(ZipLayout.CENTRAL_BYTES + name.length + extraBytes)
                        .putInt(ZipLayout.CENTRAL_MAGIC)
                        .putShort(VERSION_64)
                        .putShort(wide.isEmpty() ? VERSION : VERSION_64)
                        .putShort((short) ZipLayout.FLAG_UTF8)
                        .putShort((short) entry.method())
                        .putShort((short) 0)
                        .putShort(ZipLayout.NO_DATE)
                        .putInt(entry.crc())
                        .putInt(stored)
                        .putInt(size)
                        .putShort((short) name.length)
                        .putShort((short) extraBytes)
                        .putShort((short) 0)
                        .putShort((short) 0)
                        .putShort((short) 0)
                        .putInt(0)
                        .putInt(offset)
                        .put(name);
        if (!wide.isEmpty()) {
            record.putShort((short) ZipLayout.EXTRA_ZIP64);
            record.putShort((short) (wide.size() * Long.BYTES));
            wide.forEach(record::putLong);
        }
        return record;
    }

    private static int narrow(long value, List<Long> wide) {
        if (value < SEE_64) {
            return (int) value;
        }
        wide.add(value);
        return (int) SEE_64;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer record) throws IOException {
        record.flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** Closes a file that {@link #create} opened; without {@link #finish} it stays unreadable. */
    @Override
    public void close() throws IOException {
        if (isOwner) {
            channel.close();
        }
    }
}
