package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.zip.Deflater;

/**
 * Off-heap buffers and a compressor for one chunk at a time. One thread at a time; the pipeline
 * hands it from thread to thread.
 */
final class ChunkEncoder implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private Arena arena = Arena.ofShared();

    /** Room for a raw chunk and a checksum. */
    private MemorySegment raw = MemorySegment.NULL;

    private MemorySegment planes = MemorySegment.NULL;
    private MemorySegment deflated = MemorySegment.NULL;
    private final Deflater deflater = new Deflater(Hdf5Storage.DEFAULT_LEVEL);

    /** The stored form of the chunk that was encoded last. */
    private MemorySegment encoded = MemorySegment.NULL;

    /**
     * Returns room for any zlib stream of {@code bytes}, whatever its blocks and level switches.
     */
    static long deflateBound(long bytes) {
        return Math.addExact(bytes, bytes / 8 + 4096);
    }

    /** Returns memory for a raw chunk, which the caller fills before {@link #encode}. */
    MemorySegment raw(long chunkBytes) {
        long wanted = Math.addExact(chunkBytes, Fletcher32.BYTES);
        if (raw.byteSize() < wanted) {
            arena.close();
            arena = Arena.ofShared();
            raw = arena.allocate(wanted, ALIGNMENT);
            planes = arena.allocate(wanted, ALIGNMENT);
            deflated = arena.allocate(deflateBound(chunkBytes) + Fletcher32.BYTES, ALIGNMENT);
        }
        return raw.asSlice(0, chunkBytes);
    }

    /** Turns the raw chunk into its stored form, see {@link #encoded}. */
    void encode(FilterChoice choice, int elementBytes, long chunkBytes) {
        Hdf5Filters filters = choice.filters();
        MemorySegment current = raw;
        long length = chunkBytes;
        boolean isShuffled = filters.shuffle() && elementBytes > 1;
        if (isShuffled) {
            Shuffle.shuffle(raw, planes, chunkBytes, elementBytes);
            current = planes;
        }
        if (filters.deflateLevel() > 0) {
            long noise = isShuffled ? choice.noisePlanes() : 0;
            length = deflate(current.asSlice(0, length), filters, elementBytes, noise);
            current = deflated;
        }
        if (filters.fletcher32()) {
            int sum = Fletcher32.of(current, length);
            current.set(ColumnVector.INT, length, sum);
            length += Fletcher32.BYTES;
        }
        encoded = current.asSlice(0, length);
    }

    private int deflate(MemorySegment bytes, Hdf5Filters filters, int elementBytes, long noise) {
        deflater.reset();
        deflater.setLevel(filters.deflateLevel());
        int planesCount = noise == 0 ? 1 : elementBytes;
        return PlaneDeflater.deflate(
                deflater, filters.deflateLevel(), bytes, planesCount, noise, deflated);
    }

    /** Returns the stored form of the last chunk; valid until the next {@link #raw}. */
    MemorySegment encoded() {
        return encoded;
    }

    @Override
    public void close() {
        deflater.end();
        arena.close();
    }
}
