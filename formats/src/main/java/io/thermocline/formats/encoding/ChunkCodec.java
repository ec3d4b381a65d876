package io.thermocline.formats.encoding;

import io.thermocline.formats.FormatException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Stores chunks by a codec, after an optional byte shuffle, and restores them.
 *
 * <p>Which combination pays is found by trying a sample: plain, shuffled, or not at all. Decimal
 * and sparse data suffer from a shuffle, full mantissas gain from it, and no rule tells them apart
 * as well as a try. One thread; owns its scratch memory and its compressors.
 */
public final class ChunkCodec implements AutoCloseable {
    /** Bytes tried before a chunk is encoded. */
    private static final long SAMPLE_BYTES = 64 << 10;

    /** A chunk that does not shrink below this share stays raw: it is read faster. */
    private static final double WORTHWHILE = 0.95;

    /** Raw bytes that a reader grants any stored chunk: four chunks of the usual size. */
    private static final long GRANTED_BYTES = 16L << 20;

    /** Most raw bytes behind a stored one in a deflate stream: a match of 258 takes two bits. */
    private static final long RATIO_MAX = 1032;

    private static final int DEFLATE_LEVEL = 1;
    private static final int ZSTD_LEVEL = 3;

    private final Codec codec;
    private final int level;
    private final Arena arena = Arena.ofConfined();
    private MemorySegment shuffled = MemorySegment.NULL;
    private MemorySegment encoded = MemorySegment.NULL;

    // Made at first use, then used again: both take longer to set up than to pack a small chunk.
    private @Nullable Deflater deflater;
    private ZstdSupport.@Nullable Packer zstd;

    /**
     * Creates an encoder.
     *
     * @param codec codec for chunks that shrink
     * @param level level of the codec, in its own scale
     * @throws IllegalStateException if the codec is zstd and {@link ZstdSupport#isAvailable} says
     *     no
     */
    public ChunkCodec(Codec codec, int level) {
        if (codec == Codec.ZSTD && !ZstdSupport.isAvailable()) {
            throw new IllegalStateException(
                    "chunk codec: zstd cannot be used in this JVM (" + ZstdSupport.ADVICE + ")");
        }
        this.codec = codec;
        this.level = level;
    }

    /** Returns the best codec that works in this JVM: zstd-3, else deflate-1. */
    public static ChunkCodec bestAvailable() {
        return ZstdSupport.isAvailable()
                ? new ChunkCodec(Codec.ZSTD, ZSTD_LEVEL)
                : new ChunkCodec(Codec.DEFLATE, DEFLATE_LEVEL);
    }

    /** Returns whether every chunk stays as it is. */
    public boolean isRaw() {
        return codec == Codec.RAW;
    }

    /**
     * Returns whether a stored chunk may claim so many raw bytes. This bounds what a reader
     * allocates before it has seen a byte: 16 MiB, or 1,032 times what the file holds.
     *
     * @param codec codec other than raw
     * @param rawBytes bytes claimed
     * @param storedBytes bytes in the file
     */
    public static boolean isPlausible(Codec codec, long rawBytes, long storedBytes) {
        long granted = codec == Codec.DEFLATE ? 0 : GRANTED_BYTES;
        return storedBytes > 0
                && storedBytes < rawBytes
                && rawBytes <= Integer.MAX_VALUE
                && rawBytes <= Math.max(granted, storedBytes * RATIO_MAX);
    }

    /**
     * An encoded chunk.
     *
     * @param codec how it is stored
     * @param shuffleWidth bytes of the elements that were shuffled before, or 0
     * @param memory the stored bytes; valid until the next chunk
     */
    public record Encoded(Codec codec, int shuffleWidth, MemorySegment memory) {}

    /**
     * Encodes a chunk.
     *
     * @param chunk raw bytes, off-heap
     * @param width bytes of its elements, for the shuffle; 1 if there are none
     */
    public Encoded encode(MemorySegment chunk, int width) {
        long bytes = chunk.byteSize();
        if (codec == Codec.RAW || bytes == 0 || bytes > Integer.MAX_VALUE) {
            return new Encoded(Codec.RAW, 0, chunk);
        }
        MemorySegment sample = sample(chunk, width);
        long plain = compress(codec, sample);
        long planes = width > 1 ? compress(codec, shuffle(sample, width)) : Long.MAX_VALUE;
        if (Math.min(plain, planes) > sample.byteSize() * WORTHWHILE) {
            return new Encoded(Codec.RAW, 0, chunk);
        }
        int shuffleWidth = planes < plain ? width : 0;
        MemorySegment source = shuffleWidth == 0 ? chunk : shuffle(chunk, width);
        Codec used = codec;
        long stored = compress(used, source);
        if (stored < bytes && !isPlausible(used, bytes, stored)) {
            // Larger than a reader would believe, which deflate never is.
            used = Codec.DEFLATE;
            stored = compress(used, source);
        }
        return stored > bytes * WORTHWHILE
                ? new Encoded(Codec.RAW, 0, chunk)
                : new Encoded(used, shuffleWidth, encoded.asSlice(0, stored));
    }

    /** Returns bytes from the middle, where values are: validity and offsets stand in front. */
    private static MemorySegment sample(MemorySegment chunk, int width) {
        long bytes = chunk.byteSize();
        if (bytes <= SAMPLE_BYTES) {
            return chunk;
        }
        long start = (bytes - SAMPLE_BYTES) / 2 / width * width;
        return chunk.asSlice(start, SAMPLE_BYTES);
    }

    private MemorySegment shuffle(MemorySegment chunk, int width) {
        shuffled = room(shuffled, chunk.byteSize());
        MemorySegment target = shuffled.asSlice(0, chunk.byteSize());
        ByteShuffle.shuffle(chunk, target, width);
        return target;
    }

    /** Compresses into {@link #encoded}; returns the length, or MAX if it did not shrink. */
    private long compress(Codec with, MemorySegment source) {
        encoded = room(encoded, source.byteSize());
        ByteBuffer target = encoded.asSlice(0, source.byteSize()).asByteBuffer();
        if (with == Codec.ZSTD) {
            if (zstd == null) {
                zstd = new ZstdSupport.Packer(level);
            }
            int stored = zstd.pack(source.asByteBuffer(), target);
            return stored < 0 ? Long.MAX_VALUE : stored;
        }
        if (deflater == null) {
            deflater = new Deflater(codec == Codec.DEFLATE ? level : DEFLATE_LEVEL);
        }
        return deflate(deflater, source, target);
    }

    private static long deflate(Deflater deflater, MemorySegment source, ByteBuffer target) {
        deflater.setInput(source.asByteBuffer());
        deflater.finish();
        while (!deflater.finished() && target.hasRemaining()) {
            deflater.deflate(target);
        }
        long stored = deflater.finished() ? target.position() : Long.MAX_VALUE;
        deflater.reset();
        return stored;
    }

    /** Returns memory of at least so many bytes; doubles, since what it replaces stays behind. */
    private MemorySegment room(MemorySegment memory, long bytes) {
        return memory.byteSize() >= bytes
                ? memory
                : arena.allocate(Math.max(bytes, 2 * memory.byteSize()), 64);
    }

    /**
     * Restores a chunk.
     *
     * @param codec how it is stored
     * @param shuffleWidth as it was encoded
     * @param stored stored bytes, off-heap private memory
     * @param target exactly the raw length, off-heap
     * @param where file and column, for messages
     * @throws FormatException if the bytes do not decode to exactly the target's length
     */
    public static void decode(
            Codec codec,
            int shuffleWidth,
            MemorySegment stored,
            MemorySegment target,
            String where) {
        if (shuffleWidth <= 1) {
            unpack(codec, stored, target, where);
            return;
        }
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment planes = scratch.allocate(Math.max(1, target.byteSize()), 64);
            planes = planes.asSlice(0, target.byteSize());
            unpack(codec, stored, planes, where);
            ByteShuffle.unshuffle(planes, target, shuffleWidth);
        }
    }

    private static void unpack(
            Codec codec, MemorySegment stored, MemorySegment target, String where) {
        switch (codec) {
            case RAW -> {
                if (stored.byteSize() != target.byteSize()) {
                    throw new FormatException(
                            "%s: expected %d raw bytes, found %d"
                                    .formatted(where, target.byteSize(), stored.byteSize()));
                }
                target.copyFrom(stored);
            }
            case DEFLATE -> inflate(stored, target, where);
            case ZSTD -> ZstdSupport.unpack(stored.asByteBuffer(), target.asByteBuffer(), where);
        }
    }

    private static void inflate(MemorySegment stored, MemorySegment target, String where) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stored.asByteBuffer());
            ByteBuffer out = target.asByteBuffer();
            int progress = 1;
            while (out.hasRemaining() && progress > 0) {
                progress = inflater.inflate(out);
            }
            // The stream must end here: this reads its checksum, and finds no further byte.
            int further = out.hasRemaining() ? 0 : inflater.inflate(new byte[1]);
            if (out.hasRemaining()
                    || further > 0
                    || !inflater.finished()
                    || inflater.getRemaining() > 0) {
                throw new FormatException(
                        "%s: expected a deflate stream of %d bytes, found one of %s%d, %d stored bytes left over"
                                .formatted(
                                        where,
                                        target.byteSize(),
                                        inflater.finished() ? "" : "at least ",
                                        inflater.getBytesWritten(),
                                        inflater.getRemaining()));
            }
        } catch (DataFormatException e) {
            throw new FormatException(where + ": not a deflate stream: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    @Override
    public void close() {
        if (deflater != null) {
            deflater.end();
        }
        if (zstd != null) {
            zstd.close();
        }
        arena.close();
    }
}
