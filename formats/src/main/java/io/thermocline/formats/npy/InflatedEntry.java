package io.thermocline.formats.npy;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.npy.ZipDirectory.Entry;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The bytes of a deflated entry. Never more than the directory declares come out, and the end is
 * reported only after size and CRC-32 were found right. One thread at a time.
 */
final class InflatedEntry extends InputStream {
    private static final int CHUNK_BYTES = 1 << 16;

    private final ChannelSource source;
    private final Entry entry;
    private final long dataOffset;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** Stored bytes handed to the inflater. */
    private long consumed;

    /** Bytes given out. */
    private long produced;

    InflatedEntry(ChannelSource source, Entry entry, long dataOffset) {
        this.source = source;
        this.entry = entry;
        this.dataOffset = dataOffset;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        try {
            while (true) {
                int count = inflater.inflate(target, offset, length);
                if (count > 0) {
                    produced += count;
                    crc.update(target, offset, count);
                    check(produced <= entry.byteSize(), "size", entry.byteSize(), "more");
                    return count;
                }
                if (inflater.finished()) {
                    checkEnd();
                    return -1;
                }
                check(!inflater.needsDictionary(), "deflate stream", "no dictionary", "one");
                fill();
            }
        } catch (DataFormatException e) {
            throw corrupt("deflate stream", "valid codes", String.valueOf(e.getMessage()));
        }
    }

    private void fill() throws IOException {
        int count = (int) Math.min(CHUNK_BYTES, entry.storedBytes() - consumed);
        check(count > 0, "deflate stream", "an end", "no end in " + consumed + " bytes");
        source.read(dataOffset + consumed, MemorySegment.ofArray(chunk).asSlice(0, count));
        consumed += count;
        inflater.setInput(chunk, 0, count);
    }

    private void checkEnd() {
        check(produced == entry.byteSize(), "size", entry.byteSize(), produced);
        long used = consumed - inflater.getRemaining();
        check(used == entry.storedBytes(), "stored size", entry.storedBytes(), used);
        int found = (int) crc.getValue();
        check(found == entry.crc(), "crc32", hex(entry.crc()), hex(found));
    }

    private void check(boolean holds, String field, Object expected, Object found) {
        if (!holds) {
            throw corrupt(field, expected, String.valueOf(found));
        }
    }

    private CorruptFileException corrupt(String field, Object expected, Object found) {
        return new CorruptFileException(
                source.file(), dataOffset, entry.name() + ": " + field, expected, found);
    }

    private static String hex(int value) {
        return "0x%08x".formatted(value);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
