package io.thermocline.formats.npy;

import static io.thermocline.formats.npy.ZipLayout.CENTRAL_BYTES;
import static io.thermocline.formats.npy.ZipLayout.END_BYTES;
import static io.thermocline.formats.npy.ZipLayout.SEE_64;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the list of entries of a ZIP archive and checks that they are consistent: sizes that a
 * deflate stream can have, ranges inside the file that do not overlap, names used once.
 */
final class ZipDirectory {
    /** Most entries read: more arrays than that belong in one array. */
    static final int MAX_ENTRIES = 1 << 16;

    /** Longest array name written, in characters: file systems stop at 255 bytes. */
    static final int MAX_NAME_CHARS = 250;

    /** Largest list of entries read, in bytes: 256 for each of the most entries. */
    static final int MAX_DIRECTORY_BYTES = MAX_ENTRIES << 8;

    /** Bytes that one byte of a deflate stream can stand for at most. */
    private static final int DEFLATE_RATIO_MAX = 1032;

    private static final int MAX_COMMENT_BYTES = 0xffff;

    private final ChannelSource source;
    private final Path file;

    /**
     * One entry.
     *
     * @param name name in the archive
     * @param isDeflated whether the bytes are a deflate stream, otherwise they lie as they are
     * @param crc CRC-32 of the bytes when inflated
     * @param storedBytes bytes in the file
     * @param byteSize bytes when inflated
     * @param headerOffset where the local header starts in the file
     */
    record Entry(
            String name,
            boolean isDeflated,
            int crc,
            long storedBytes,
            long byteSize,
            long headerOffset) {}

    private record End(long entries, long directoryBytes, long directoryOffset) {}

    ZipDirectory(ChannelSource source) {
        this.source = source;
        this.file = source.file();
    }

    /** Returns the entries in the order of the directory. */
    List<Entry> entries() throws IOException {
        End end = end();
        if (end.entries > MAX_ENTRIES || end.directoryBytes > MAX_DIRECTORY_BYTES) {
            throw new UnsupportedFormatException(
                    "%s: archives of up to %d entries are supported, found %d in %d bytes"
                            .formatted(file, MAX_ENTRIES, end.entries, end.directoryBytes));
        }
        ByteBuffer directory = read(end.directoryOffset, (int) end.directoryBytes);
        List<Entry> entries = new ArrayList<>();
        while (directory.hasRemaining()) {
            entries.add(entry(directory, end.directoryOffset));
        }
        if (entries.size() != end.entries) {
            throw corrupt(end.directoryOffset, "entries", end.entries, entries.size());
        }
        checkRanges(entries, end.directoryOffset);
        return entries;
    }

    /** Reads and checks the local header of an entry and returns where its data start. */
    long dataOffset(Entry entry) throws IOException {
        long offset = entry.headerOffset;
        ByteBuffer header = read(offset, ZipLayout.LOCAL_BYTES);
        if (header.getInt(0) != ZipLayout.LOCAL_MAGIC) {
            throw corrupt(offset, "local header", "PK\\3\\4", hex(header.getInt(0)));
        }
        int nameLength = unsigned(header, ZipLayout.LOCAL_NAME_LENGTH_OFFSET);
        int extraLength = unsigned(header, ZipLayout.LOCAL_EXTRA_LENGTH_OFFSET);
        String name = name(read(offset + ZipLayout.LOCAL_BYTES, nameLength), offset);
        if (!name.equals(entry.name)) {
            throw corrupt(offset, "name of the local header", entry.name, name);
        }
        long dataOffset = offset + ZipLayout.LOCAL_BYTES + nameLength + extraLength;
        if (entry.storedBytes > source.byteSize() - dataOffset) {
            throw corrupt(
                    dataOffset,
                    "data of " + name,
                    entry.storedBytes + " bytes",
                    source.byteSize() - dataOffset);
        }
        return dataOffset;
    }

    /** Finds the last record: the end of the file but for a comment. */
    private End end() throws IOException {
        long size = source.byteSize();
        int tailBytes = (int) Math.min(size, END_BYTES + MAX_COMMENT_BYTES);
        ByteBuffer tail = read(size - tailBytes, tailBytes);
        for (int at = tailBytes - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == ZipLayout.END_MAGIC
                    && unsigned(tail, at + ZipLayout.END_COMMENT_LENGTH_OFFSET)
                            == tailBytes - at - END_BYTES) {
                return end(tail, at, size - tailBytes + at);
            }
        }
        throw corrupt(size, "end of archive", "PK\\5\\6", "no such record");
    }

    private End end(ByteBuffer tail, int at, long endOffset) throws IOException {
        int entries = unsigned(tail, at + ZipLayout.END_ENTRIES_OFFSET);
        long bytes = Integer.toUnsignedLong(tail.getInt(at + ZipLayout.END_DIRECTORY_BYTES_OFFSET));
        long offset = Integer.toUnsignedLong(tail.getInt(at + ZipLayout.END_DIRECTORY_OFFSET));
        long limit = endOffset;
        End end = new End(entries, bytes, offset);
        if (entries == 0xffff || bytes == SEE_64 || offset == SEE_64) {
            long locator = endOffset - ZipLayout.LOCATOR64_BYTES;
            ByteBuffer found = locator < 0 ? null : read(locator, ZipLayout.LOCATOR64_BYTES);
            if (found != null && found.getInt(0) == ZipLayout.LOCATOR64_MAGIC) {
                limit = found.getLong(ZipLayout.LOCATOR64_END_OFFSET);
                end = end64(limit, locator);
            }
        }
        if (end.entries < 0
                || end.directoryBytes < 0
                || end.directoryOffset < 0
                || end.directoryOffset > limit
                || end.directoryBytes != limit - end.directoryOffset) {
            throw corrupt(
                    endOffset,
                    "directory",
                    "a list of entries that ends at " + limit,
                    end.directoryBytes + " bytes from " + end.directoryOffset);
        }
        return end;
    }

    private End end64(long offset, long limit) throws IOException {
        if (offset < 0 || offset > limit - ZipLayout.END64_BYTES) {
            throw corrupt(limit, "offset of the 64-bit end", "at most " + limit, offset);
        }
        ByteBuffer end = read(offset, ZipLayout.END64_BYTES);
        if (end.getInt(0) != ZipLayout.END64_MAGIC) {
            throw corrupt(offset, "64-bit end of archive", "PK\\6\\6", hex(end.getInt(0)));
        }
        return new End(
                end.getLong(ZipLayout.END64_ENTRIES_OFFSET),
                end.getLong(ZipLayout.END64_DIRECTORY_BYTES_OFFSET),
                end.getLong(ZipLayout.END64_DIRECTORY_OFFSET));
    }

    /** Reads the entry at the buffer's position and moves behind it. */
    private Entry entry(ByteBuffer directory, long directoryOffset) {
        int at = directory.position();
        long offset = directoryOffset + at;
        if (directory.remaining() < CENTRAL_BYTES) {
            throw corrupt(offset, "entry", CENTRAL_BYTES + " bytes", directory.remaining());
        }
        if (directory.getInt(at) != ZipLayout.CENTRAL_MAGIC) {
            throw corrupt(offset, "entry", "PK\\1\\2", hex(directory.getInt(at)));
        }
        int nameLength = unsigned(directory, at + ZipLayout.CENTRAL_NAME_LENGTH_OFFSET);
        int extraLength = unsigned(directory, at + ZipLayout.CENTRAL_EXTRA_LENGTH_OFFSET);
        int commentLength = unsigned(directory, at + ZipLayout.CENTRAL_COMMENT_LENGTH_OFFSET);
        int length = CENTRAL_BYTES + nameLength + extraLength + commentLength;
        if (length > directory.remaining()) {
            throw corrupt(offset, "entry", length + " bytes", directory.remaining());
        }
        String name = name(slice(directory, at + CENTRAL_BYTES, nameLength), offset);
        int flags = unsigned(directory, at + ZipLayout.CENTRAL_FLAGS_OFFSET);
        int method = unsigned(directory, at + ZipLayout.CENTRAL_METHOD_OFFSET);
        if ((flags & ZipLayout.FLAG_ENCRYPTED) != 0
                || (method != ZipLayout.METHOD_STORED && method != ZipLayout.METHOD_DEFLATED)) {
            throw new UnsupportedFormatException(
                    "%s: entry %s: expected stored or deflated, found method %d, flags 0x%x"
                            .formatted(file, name, method, flags));
        }
        Extra extra =
                new Extra(slice(directory, at + CENTRAL_BYTES + nameLength, extraLength), offset);
        long byteSize = extra.see64(directory.getInt(at + ZipLayout.CENTRAL_SIZE_OFFSET));
        long storedBytes = extra.see64(directory.getInt(at + ZipLayout.CENTRAL_STORED_OFFSET));
        long headerOffset = extra.see64(directory.getInt(at + ZipLayout.CENTRAL_LOCAL_OFFSET));
        directory.position(at + length);
        boolean isDeflated = method == ZipLayout.METHOD_DEFLATED;
        boolean isPossible =
                isDeflated ? byteSize / DEFLATE_RATIO_MAX <= storedBytes : byteSize == storedBytes;
        if (byteSize < 0 || storedBytes < 0 || headerOffset < 0 || !isPossible) {
            throw corrupt(
                    offset,
                    "sizes of " + name,
                    "a size that " + storedBytes + " stored bytes can stand for",
                    byteSize);
        }
        int crc = directory.getInt(at + ZipLayout.CENTRAL_CRC_OFFSET);
        return new Entry(name, isDeflated, crc, storedBytes, byteSize, headerOffset);
    }

    /**
     * The 64-bit values of one entry, consumed in the order in which 32-bit fields refer to them.
     */
    private final class Extra {
        private final ByteBuffer values;
        private final long entryOffset;

        Extra(ByteBuffer extra, long entryOffset) {
            this.entryOffset = entryOffset;
            ByteBuffer found = slice(extra, 0, 0);
            int at = 0;
            while (extra.limit() - at >= 2 * Short.BYTES) {
                int id = unsigned(extra, at);
                int length = unsigned(extra, at + Short.BYTES);
                int start = at + 2 * Short.BYTES;
                if (length > extra.limit() - start) {
                    break; // Other programs leave broken extra fields; the checks of sizes follow.
                }
                if (id == ZipLayout.EXTRA_ZIP64) {
                    found = slice(extra, start, length);
                }
                at = start + length;
            }
            this.values = found;
        }

        long see64(int field) {
            long value = Integer.toUnsignedLong(field);
            if (value != SEE_64) {
                return value;
            }
            if (values.remaining() < Long.BYTES) {
                throw corrupt(entryOffset, "extra field", "a 64-bit size", "none");
            }
            return values.getLong();
        }
    }

    /** Entries that share bytes let a small archive stand for any amount of data. */
    private void checkRanges(List<Entry> entries, long directoryOffset) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::headerOffset));
        for (int i = 0; i < sorted.size(); i++) {
            Entry entry = sorted.get(i);
            long limit = i + 1 < sorted.size() ? sorted.get(i + 1).headerOffset() : directoryOffset;
            long room = limit - entry.headerOffset - ZipLayout.LOCAL_BYTES;
            if (entry.storedBytes > room) {
                throw corrupt(
                        entry.headerOffset,
                        "data of " + entry.name,
                        "at most " + room + " bytes before the next record",
                        entry.storedBytes);
            }
        }
    }

    private String name(ByteBuffer bytes, long offset) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw corrupt(offset, "name of the entry", "UTF-8", "other bytes");
        }
    }

    private ByteBuffer read(long offset, int bytes) throws IOException {
        if (offset < 0 || bytes > source.byteSize() - offset) {
            throw corrupt(offset, "record", bytes + " bytes", "the end of the file");
        }
        byte[] array = new byte[bytes];
        source.read(offset, MemorySegment.ofArray(array));
        return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer slice(ByteBuffer buffer, int start, int length) {
        return buffer.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int unsigned(ByteBuffer buffer, int offset) {
        return Short.toUnsignedInt(buffer.getShort(offset));
    }

    private static String hex(int value) {
        return "0x%08x".formatted(value);
    }

    private CorruptFileException corrupt(long offset, String field, Object expected, Object found) {
        return new CorruptFileException(file, offset, field, expected, found);
    }
}
