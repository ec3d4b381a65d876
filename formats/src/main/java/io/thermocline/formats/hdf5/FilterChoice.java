package io.thermocline.formats.hdf5;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.zip.Deflater;

/**
 * Filters of a dataset as a sample of its data suggests them, and which byte planes are noise.
 *
 * <p>The sample is three slices of 32 KiB: from the start, the middle and the end. Where neither
 * deflate nor shuffle and deflate saves a tenth, chunks are only checksummed: they are then read at
 * the speed of the disk.
 *
 * @param filters what is done to every chunk
 * @param noisePlanes bit k is set where plane k of shuffled elements does not compress at all, so
 *     that the encoder may store it; elements above 64 bytes have no planes here
 */
record FilterChoice(Hdf5Filters filters, long noisePlanes) {
    private static final int SLICE_BYTES = 1 << 15;
    private static final int SLICES = 3;

    /** Stored bytes per cent of the sample from which compression is not worth its time. */
    private static final long WORTHLESS_PERCENT = 90;

    /** Stored bytes per cent of a plane from which it counts as noise. */
    private static final long NOISE_PERCENT = 98;

    /** Looks at the data and decides what {@code storage} leaves open. */
    static FilterChoice of(
            Hdf5Storage storage, ElementSource source, ChunkGrid grid, long elements) {
        Hdf5Filters given = storage.filters();
        if (elements == 0 || (given != null && (given.deflateLevel() == 0 || !given.shuffle()))) {
            Hdf5Filters fallback = given == null ? Hdf5Filters.CHECKSUM : given;
            return new FilterChoice(fallback, 0);
        }
        int level = given == null ? storage.sampleLevel() : given.deflateLevel();
        try (Arena arena = Arena.ofConfined();
                Trial trial = new Trial(arena, grid.elementBytes(), level)) {
            long perSlice = Math.clamp(SLICE_BYTES / grid.elementBytes(), 1, elements);
            long lastFirst = -1;
            for (int slice = 0; slice < SLICES; slice++) {
                long first = (elements - perSlice) / (SLICES - 1) * slice;
                if (first > lastFirst) {
                    trial.add(source, first, perSlice);
                    lastFirst = first + perSlice - 1;
                }
            }
            return given == null ? trial.choice() : new FilterChoice(given, trial.noisePlanes());
        }
    }

    /** Compresses slices both ways and keeps count. One thread. */
    private static final class Trial implements AutoCloseable {
        private final Arena arena;
        private final int elementBytes;
        private final int level;
        private final Deflater deflater;
        private final long[] planeStored;

        private long rawBytes;
        private long plainStored;
        private long shuffledStored;

        Trial(Arena arena, int elementBytes, int level) {
            this.arena = arena;
            this.elementBytes = elementBytes;
            this.level = level;
            this.deflater = new Deflater(level);
            this.planeStored = new long[Math.min(elementBytes, Long.SIZE)];
        }

        void add(ElementSource source, long first, long count) {
            MemorySegment raw = arena.allocate(count * elementBytes, Long.BYTES);
            MemorySegment planes = arena.allocate(raw.byteSize(), Long.BYTES);
            MemorySegment scratch = arena.allocate(ChunkEncoder.deflateBound(raw.byteSize()));
            source.fill(first, raw);
            rawBytes += raw.byteSize();
            plainStored += stored(raw, scratch);
            if (!hasPlanes()) {
                return;
            }
            Shuffle.shuffle(raw, planes, raw.byteSize(), elementBytes);
            for (int plane = 0; plane < planeStored.length; plane++) {
                long bytes = stored(planes.asSlice(plane * count, count), scratch);
                planeStored[plane] += bytes;
                shuffledStored += Math.min(bytes, count);
            }
        }

        private boolean hasPlanes() {
            return elementBytes > 1 && elementBytes <= Long.SIZE;
        }

        private long stored(MemorySegment bytes, MemorySegment scratch) {
            deflater.reset();
            deflater.setInput(bytes.asByteBuffer());
            deflater.finish();
            long total = 0;
            while (!deflater.finished()) {
                total += deflater.deflate(scratch.asByteBuffer());
            }
            return total;
        }

        FilterChoice choice() {
            long best = hasPlanes() ? Math.min(shuffledStored, plainStored) : plainStored;
            if (best * 100 >= rawBytes * WORTHLESS_PERCENT) {
                return new FilterChoice(Hdf5Filters.CHECKSUM, 0);
            }
            boolean isPlainClearlyBetter = plainStored * 100 < shuffledStored * WORTHLESS_PERCENT;
            if (!hasPlanes() || isPlainClearlyBetter) {
                return new FilterChoice(Hdf5Filters.deflate(level), 0);
            }
            return new FilterChoice(Hdf5Filters.shuffleDeflate(level), noisePlanes());
        }

        long noisePlanes() {
            if (!hasPlanes()) {
                return 0;
            }
            long noise = 0;
            long planeBytes = rawBytes / elementBytes;
            for (int plane = 0; plane < planeStored.length; plane++) {
                if (planeStored[plane] * 100 >= planeBytes * NOISE_PERCENT) {
                    noise |= 1L << plane;
                }
            }
            return noise;
        }

        @Override
        public void close() {
            deflater.end();
        }
    }
}
