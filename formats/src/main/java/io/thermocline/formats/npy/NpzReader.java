package io.thermocline.formats.npy;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.npy.ZipDirectory.Entry;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Reads an {@code .npz} archive: named arrays in a ZIP file, stored or deflated.
 *
 * <p>Array names are keys, never paths: names that would leave a folder are refused all the same,
 * because callers use them as file names. Entries that are not arrays are left out. One thread at a
 * time.
 */
public final class NpzReader implements AutoCloseable {
    /**
     * Largest array inflated unless the caller says otherwise, in bytes: a thousand times what such
     * an entry may take in the file.
     */
    public static final long INFLATED_BYTES_MAX = 4L << 30;

    private static final String SUFFIX = ".npy";
    private static final int CHUNK_BYTES = 1 << 16;

    private final ChannelSource source;
    private final ZipDirectory directory;
    private final Map<String, Entry> arrays = new LinkedHashMap<>();
    private final long inflatedBytesMax;

    private NpzReader(ChannelSource source, long inflatedBytesMax) throws IOException {
        this.source = source;
        this.inflatedBytesMax = inflatedBytesMax;
        this.directory = new ZipDirectory(source);
        for (Entry entry : directory.entries()) {
            if (entry.name().endsWith(SUFFIX)) {
                String name = nameOf(entry);
                if (arrays.put(name, entry) != null) {
                    throw corrupt(entry, "name", "every name once", name + " twice");
                }
            }
        }
    }

    /**
     * Opens an archive.
     *
     * @throws io.thermocline.formats.FormatException if it is not a consistent ZIP archive
     */
    public static NpzReader open(Path file) throws IOException {
        return open(file, INFLATED_BYTES_MAX);
    }

    /**
     * Opens an archive with a limit of the caller's.
     *
     * @param inflatedBytesMax largest deflated entry to read, in bytes when inflated; stored
     *     entries are bounded by the file itself
     * @throws io.thermocline.formats.FormatException if it is not a consistent ZIP archive
     */
    public static NpzReader open(Path file, long inflatedBytesMax) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ChannelSource source = new ChannelSource(channel, file, 0, channel.size(), true);
            return new NpzReader(source, inflatedBytesMax);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns the names of the arrays in the order of the archive, without {@code .npy}. */
    public Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    /**
     * Opens one array. Of a deflated entry, rows are read forward only, and its CRC-32 is checked
     * when the last row was read; of a stored entry rows are read in any order, unchecked, see
     * {@link #verify}.
     *
     * @param name one of {@link #names}
     * @throws IllegalArgumentException if there is no such array
     */
    public NpyReader reader(String name) throws IOException {
        Entry entry = entry(name);
        Path file = source.file().resolveSibling(source.file().getFileName() + "!" + name + SUFFIX);
        long dataOffset = directory.dataOffset(entry);
        if (!entry.isDeflated()) {
            return new NpyReader(source.slice(file, dataOffset, entry.byteSize()));
        }
        if (entry.byteSize() > inflatedBytesMax) {
            throw new UnsupportedFormatException(
                    "%s: %d bytes when inflated, %d are allowed here; raise the limit or unpack it"
                            .formatted(file, entry.byteSize(), inflatedBytesMax));
        }
        InflatedEntry stream = new InflatedEntry(source, entry, dataOffset);
        return NpyReader.closingOnFailure(new StreamSource(stream, file, entry.byteSize()));
    }

    /**
     * Reads one array whole, its CRC-32 checked first or on the way.
     *
     * @param name one of {@link #names}
     * @param arena allocates the array
     */
    public NpyArray read(String name, Arena arena) throws IOException {
        if (!entry(name).isDeflated()) {
            verify(name);
        }
        try (NpyReader reader = reader(name)) {
            return reader.read(arena);
        }
    }

    /**
     * Reads the bytes of one entry and compares their CRC-32.
     *
     * @param name one of {@link #names}
     * @throws CorruptFileException if they differ
     */
    public void verify(String name) throws IOException {
        Entry entry = entry(name);
        long dataOffset = directory.dataOffset(entry);
        byte[] chunk = new byte[CHUNK_BYTES];
        if (entry.isDeflated()) {
            try (InflatedEntry stream = new InflatedEntry(source, entry, dataOffset)) {
                int count;
                do {
                    count = stream.read(chunk, 0, CHUNK_BYTES);
                } while (count >= 0);
            }
            return;
        }
        CRC32 crc = new CRC32();
        for (long done = 0; done < entry.byteSize(); done += CHUNK_BYTES) {
            int count = (int) Math.min(CHUNK_BYTES, entry.byteSize() - done);
            source.read(dataOffset + done, MemorySegment.ofArray(chunk).asSlice(0, count));
            crc.update(chunk, 0, count);
        }
        if ((int) crc.getValue() != entry.crc()) {
            throw corrupt(
                    entry,
                    "crc32",
                    "0x%08x".formatted(entry.crc()),
                    "0x%08x".formatted((int) crc.getValue()));
        }
    }

    private Entry entry(String name) {
        Entry entry = arrays.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    source.file() + ": array: expected one of " + names() + ", found " + name);
        }
        return entry;
    }

    /** Returns the entry's name as a key, after checking that it is harmless as a path too. */
    private String nameOf(Entry entry) {
        String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
        if (!isHarmless(name)) {
            throw corrupt(entry, "name", "no way out of a folder", PythonLiteral.quote(name));
        }
        return name;
    }

    private static boolean isHarmless(String name) {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return name.chars().noneMatch(c -> c < ' ' || c == '\\' || c == ':' || c == 0x7f);
    }

    private CorruptFileException corrupt(Entry entry, String field, Object expected, Object found) {
        return new CorruptFileException(
                source.file(),
                entry.headerOffset(),
                "entry " + entry.name() + ": " + field,
                expected,
                found);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
