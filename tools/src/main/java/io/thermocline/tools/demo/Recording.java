package io.thermocline.tools.demo;

import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.hdf5.Hdf5Datasets;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;

/**
 * 32 seconds of strain that LIGO Hanford measured around GW150914, read from the file that the
 * Gravitational Wave Open Science Center published. Immutable; any thread.
 */
final class Recording {
    /** Samples a second. */
    static final int RATE = 4096;

    /** Samples in the recording. */
    static final int SAMPLES = 32 * RATE;

    private static final String RESOURCE = "H-H1_LOSC_4_V2-1126259446-32.hdf5";
    private static final long NANOS = 1_000_000_000L;

    private final double[] strain;
    private final Instant start;
    private final long startNanos;

    private Recording(double[] strain, Instant start) {
        this.strain = strain;
        this.start = start;
        this.startNanos = start.getEpochSecond() * NANOS;
    }

    /** Reads the recording that is shipped with the program. */
    static Recording load() throws IOException {
        Path file = Files.createTempFile("strain", ".hdf5");
        try (InputStream in =
                Objects.requireNonNull(Recording.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            try (Hdf5Datasets hdf5 = Hdf5Datasets.open(file);
                    Arena arena = Arena.ofConfined()) {
                ArrayView array = hdf5.read("/strain/Strain", arena);
                String utc = hdf5.readTexts("/meta/UTCstart", 0, 1).getFirst();
                double[] values = new double[SAMPLES];
                MemorySegment.copy(
                        array.memory(), ColumnVector.DOUBLE, 0, values, 0, values.length);
                return new Recording(values, Instant.parse(utc + "Z"));
            }
        } finally {
            Files.delete(file);
        }
    }

    /** Returns when the recording starts. */
    Instant start() {
        return start;
    }

    /** Returns the strain of a sample, a length divided by a length. */
    double strain(int sample) {
        return strain[sample];
    }

    /**
     * Returns the time of a sample in ns since 1970 UTC; repetitions follow each other without a
     * gap.
     */
    long nanos(int repetition, int sample) {
        return startNanos + ((long) repetition * SAMPLES + sample) * NANOS / RATE;
    }

    /** Returns the least strain. */
    double min() {
        return java.util.Arrays.stream(strain).min().orElseThrow();
    }

    /** Returns the greatest strain. */
    double max() {
        return java.util.Arrays.stream(strain).max().orElseThrow();
    }

    /** Returns how many samples exceed a strain. */
    long above(double threshold) {
        return java.util.Arrays.stream(strain).filter(h -> h > threshold).count();
    }
}
