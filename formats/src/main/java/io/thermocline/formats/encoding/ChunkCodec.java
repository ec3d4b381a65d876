package io.thermocline.formats.encoding;

import io.thermocline.formats.FormatException;

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
 * as well as a try. One thread; owns its scratch memory.
 */
public final class ChunkCodec implements AutoCloseable {
    /** Bytes tried before a chunk is encoded. */
    private static final int SAMPLE_BYTES = 64 << 10;

    /** A chunk that does not shrink below this share stays raw: it is read faster. */
    private static final double WORTHWHILE = 0.95;

    private final Codec codec;
    private final int level;
    private Arena arena = Arena.ofConfined();
    private MemorySegment shuffled = MemorySegment.NULL;
    private MemorySegment encoded = MemorySegment.NULL;

    /**
     * Creates an encoder.
     *
     * @param codec codec for chunks that shrink
     * @param level level of the codec, in its own scale
     */
    public ChunkCodec(Codec codec, int level) {
        this.codec = codec;
        this.level = level;
    }

    /** Returns the best codec that works in this JVM: zstd-3, else deflate-1. */
    public static ChunkCodec bestAvailable() {
        return ZstdSupport.isAvailable()
                ? new ChunkCodec(Codec.ZSTD, 3)
                : new ChunkCodec(Codec.DEFLATE, 1);
    }

    /** Returns whether every chunk stays as it is. */
    public boolean isRaw() {
        return codec == Codec.RAW;
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
        if (codec == Codec.RAW || chunk.byteSize() == 0) {
            return new Encoded(Codec.RAW, 0, chunk);
        }
        long sampleBytes = Math.min(chunk.byteSize(), SAMPLE_BYTES) / width * width;
        MemorySegment sample =
                chunk.asSlice(0, Math.max(sampleBytes, Math.min(width, chunk.byteSize())));
        long plain = tryOut(sample, 0);
        long planes = width > 1 ? tryOut(sample, width) : Long.MAX_VALUE;
        if (Math.min(plain, planes) > sample.byteSize() * WORTHWHILE) {
            return new Encoded(Codec.RAW, 0, chunk);
        }
        int shuffleWidth = planes < plain ? width : 0;
        long stored = compress(shuffleWidth == 0 ? chunk : shuffle(chunk, width));
        return stored > chunk.byteSize() * WORTHWHILE
                ? new Encoded(Codec.RAW, 0, chunk)
                : new Encoded(codec, shuffleWidth, encoded.asSlice(0, stored));
    }

    private long tryOut(MemorySegment sample, int width) {
        return compress(width == 0 ? sample : shuffle(sample, width));
    }

    private MemorySegment shuffle(MemorySegment chunk, int width) {
        shuffled = room(shuffled, chunk.byteSize());
        MemorySegment target = shuffled.asSlice(0, chunk.byteSize());
        ByteShuffle.shuffle(chunk, target, width);
        return target;
    }

    /** Compresses into {@link #encoded}; returns the length, or MAX if it did not shrink. */
    private long compress(MemorySegment source) {
        encoded = room(encoded, source.byteSize());
        ByteBuffer target = encoded.asSlice(0, source.byteSize()).asByteBuffer();
        if (codec == Codec.ZSTD) {
            int stored = ZstdSupport.compress(source.asByteBuffer(), target, level);
            return stored < 0 ? Long.MAX_VALUE : stored;
        }
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(source.asByteBuffer());
            deflater.finish();
            while (!deflater.finished()) {
                if (!target.hasRemaining()) {
                    return Long.MAX_VALUE;
                }
                deflater.deflate(target);
            }
            return target.position();
        } finally {
            deflater.end();
        }
    }

    private MemorySegment room(MemorySegment memory, long bytes) {
        return memory.byteSize() >= bytes ? memory : arena.allocate(bytes, 64);
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
        MemorySegment plain = target;
        try (Arena scratch = Arena.ofConfined()) {
            if (shuffleWidth > 1) {
                plain =
                        scratch.allocate(Math.max(1, target.byteSize()), 64)
                                .asSlice(0, target.byteSize());
            }
            switch (codec) {
                case RAW -> {
                    if (stored.byteSize() != plain.byteSize()) {
                        throw new FormatException(
                                where
                                        + ": expected "
                                        + plain.byteSize()
                                        + " raw bytes, found "
                                        + stored.byteSize());
                    }
                    MemorySegment.copy(stored, 0, plain, 0, plain.byteSize());
                }
                case DEFLATE -> inflate(stored, plain, where);
                case ZSTD ->
                        ZstdSupport.decompress(stored.asByteBuffer(), plain.asByteBuffer(), where);
            }
            if (shuffleWidth > 1) {
                ByteShuffle.unshuffle(plain, target, shuffleWidth);
            }
        }
    }

    private static void inflate(MemorySegment stored, MemorySegment target, String where) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stored.asByteBuffer());
            ByteBuffer out = target.asByteBuffer();
            while (out.hasRemaining()) {
                if (inflater.inflate(out) == 0
                        && (inflater.finished()
                                || inflater.needsInput()
                                || inflater.needsDictionary())) {
                    throw new FormatException(
                            where
                                    + ": expected "
                                    + target.byteSize()
                                    + " bytes after deflate, found "
                                    + out.position());
                }
            }
            if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
                throw new FormatException(
                        where
                                + ": expected "
                                + target.byteSize()
                                + " bytes after deflate, found more");
            }
        } catch (DataFormatException e) {
            throw new FormatException(where + ": not a deflate stream: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
