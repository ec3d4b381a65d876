package io.thermocline.tools;

import java.nio.file.Path;

/** Where the real data of the tests lie, as seen from the root of the project. */
public final class RealDataFiles {
    private static final Path FILES = Path.of("tools/src/test/resources/data");

    /** Strain of LIGO Hanford around GW150914. */
    public static final Path LIGO = FILES.resolve("H-H1_LOSC_4_V2-1126259446-32.hdf5");

    /** Record 100 of the MIT-BIH Arrhythmia Database. */
    public static final Path ECG = FILES.resolve("100.npz");

    /** Flights with delay, distance and time of day. */
    public static final Path FLIGHTS = FILES.resolve("flights-200k.csv.gz");

    private RealDataFiles() {}
}
