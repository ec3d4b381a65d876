package io.thermocline.formats.npy;

import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.npy.NpyType.Numeric;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads one {@code .npy} array, whole or a range of rows at a time.
 *
 * <p>A row is what one value of the first index holds; a single item counts as one row. Whatever
 * the file's byte and storage order, rows arrive little-endian and row-major. The declared size was
 * checked against the bytes at hand when the reader was made. One thread at a time.
 */
public final class NpyReader implements AutoCloseable {
    /** Alignment of allocated arrays, enough for every element type and vector instruction. */
    private static final long MEMORY_ALIGNMENT = 64;

    /**
     * Largest column-major array read from a compressed entry, in bytes: it must be held in memory
     * as a whole, because every row is spread over the entire stream.
     */
    static final long MAX_TURNED_BYTES = 1L << 30;

    private final ByteSource source;
    private final NpyHeader header;
    private final long dataOffset;

    NpyReader(ByteSource source) throws IOException {
        NpyHeader.Located located = NpyHeader.read(source);
        this.source = source;
        this.header = located.header();
        this.dataOffset = located.dataOffset();
        if (!header.isRowMajor() && !FortranGather.accepts(header.type())) {
            throw new UnsupportedFormatException(
                    source.file()
                            + ": a Fortran-order array of items of "
                            + header.type().bytes()
                            + " bytes is not supported; save it with np.ascontiguousarray");
        }
    }

    /**
     * Opens a file.
     *
     * @throws io.thermocline.formats.FormatException if it is not a readable array file
     */
    public static NpyReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return closingOnFailure(new ChannelSource(channel, file, 0, channel.size(), true));
    }

    /**
     * Reads from a channel that stays the caller's.
     *
     * @param channel open for reading; its position is neither used nor changed
     * @param file name for messages
     * @param offset where the array file starts in the channel: several may follow each other, see
     *     {@link #endOffset}
     * @throws io.thermocline.formats.FormatException if there is no readable array
     */
    public static NpyReader of(FileChannel channel, Path file, long offset) throws IOException {
        long bytes = channel.size() - offset;
        return new NpyReader(new ChannelSource(channel, file, offset, bytes, false));
    }

    /**
     * Reads from a stream, forward only.
     *
     * @param in the array file; closed with the reader
     * @param file name for messages
     * @param byteSize how many bytes the stream holds, known from elsewhere: nothing larger is
     *     allocated
     * @throws io.thermocline.formats.FormatException if it is not a readable array
     */
    public static NpyReader of(InputStream in, Path file, long byteSize) throws IOException {
        return closingOnFailure(new StreamSource(in, file, byteSize));
    }

    static NpyReader closingOnFailure(ByteSource source) throws IOException {
        try {
            return new NpyReader(source);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Returns what the file says about its array. */
    public NpyHeader header() {
        return header;
    }

    /** Returns the type of the items as they are handed out. */
    public NpyType type() {
        return header.type().littleEndian();
    }

    /** Returns where the data start, in bytes from the start of the array file. */
    public long dataOffset() {
        return dataOffset;
    }

    /** Returns where the data end, in bytes from the start of the array file. */
    public long endOffset() {
        return dataOffset + header.dataBytes();
    }

    /**
     * Reads a range of rows.
     *
     * <p>Rows of a row-major array cost one pass over their bytes. Of a column-major array, each
     * call touches every column, so ask for as many rows as memory allows. From a stream, ranges
     * must ascend, and column-major arrays can only be read whole.
     *
     * @param first first row, 0-based
     * @param count number of rows
     * @param target exactly {@code count * header().rowBytes()} bytes, filled little-endian and
     *     row-major
     * @throws IndexOutOfBoundsException if the rows are not all there
     */
    public void readRows(long first, long count, MemorySegment target) throws IOException {
        if (first < 0 || count < 0 || count > header.rowCount() - first) {
            throw new IndexOutOfBoundsException(
                    "rows %d..%d of %d".formatted(first, first + count, header.rowCount()));
        }
        long rowBytes = header.rowBytes();
        long bytes = header.dataBytes() == 0 ? 0 : Math.multiplyExact(count, rowBytes);
        if (target.byteSize() != bytes) {
            throw new IllegalArgumentException(
                    "target of %d rows: expected %d bytes, found %d"
                            .formatted(count, bytes, target.byteSize()));
        }
        if (header.isRowMajor()) {
            source.read(dataOffset + (bytes == 0 ? 0 : first * rowBytes), target);
        } else if (source.isRandomAccess()) {
            new FortranGather(source, dataOffset, header).read(first, count, target);
        } else if (count == header.rowCount()) {
            turnStream(target);
        } else {
            throw new UnsupportedFormatException(
                    source.file()
                            + ": a compressed Fortran-order array can only be read whole; save it"
                            + " uncompressed (np.savez) or in C order to read rows");
        }
        if (!source.isRandomAccess() && first + count == header.rowCount()) {
            source.finish();
        }
        ItemConversion.toLittleEndian(header.type(), target);
    }

    /** Holds a column-major stream in memory and gathers from there. */
    private void turnStream(MemorySegment target) throws IOException {
        if (header.dataBytes() > MAX_TURNED_BYTES) {
            throw new UnsupportedFormatException(
                    ("%s: a compressed Fortran-order array of %d bytes; at most %d are supported;"
                                    + " save it uncompressed or in C order")
                            .formatted(source.file(), header.dataBytes(), MAX_TURNED_BYTES));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stored = arena.allocate(header.dataBytes(), MEMORY_ALIGNMENT);
            source.read(dataOffset, stored);
            MemorySource memory = new MemorySource(source.file(), stored);
            new FortranGather(memory, 0, header).read(0, header.rowCount(), target);
        }
    }

    /**
     * Reads the whole array.
     *
     * @param arena allocates {@code header().dataBytes()} bytes, aligned to 64
     */
    public NpyArray read(Arena arena) throws IOException {
        MemorySegment memory = arena.allocate(header.dataBytes(), MEMORY_ALIGNMENT);
        readRows(0, header.rowCount(), memory);
        return new NpyArray(type(), header.shape(), memory);
    }

    /** Returns whether {@link #map} works: the file holds the array as it is handed out. */
    public boolean isMappable() {
        return source.isRandomAccess()
                && header.isRowMajor()
                && header.type() instanceof Numeric numeric
                && numeric.element() != ElementType.BOOL
                && !numeric.needsConversion();
    }

    /**
     * Maps the array in place, read-only. Bytes behind a mapping are not checked: if the disk fails
     * under them, access throws or worse, so read untrusted media with {@link #read}.
     *
     * @param arena owner of the mapping
     * @throws IllegalStateException if {@link #isMappable} says no
     */
    public ArrayView map(Arena arena) throws IOException {
        if (!isMappable() || !(header.type() instanceof Numeric numeric)) {
            throw new IllegalStateException(
                    source.file()
                            + ": only uncompressed little-endian numbers in C order can be mapped,"
                            + " found "
                            + header);
        }
        MemorySegment memory = source.map(dataOffset, header.dataBytes(), arena);
        return new ArrayView(numeric.element(), header.shape(), memory);
    }

    /** Closes the file or stream that {@code open} or {@code of} took over. */
    @Override
    public void close() throws IOException {
        source.close();
    }
}
