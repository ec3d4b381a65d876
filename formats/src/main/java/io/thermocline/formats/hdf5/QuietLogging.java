package io.thermocline.formats.hdf5;

import io.jhdf.HdfFile;

import java.lang.invoke.MethodHandles;

/**
 * Keeps SLF4J, which jhdf logs through, from printing where nobody has chosen a logging provider.
 * Where there is one, nothing is touched. See engine/docs/decisions/0003-slf4j-silence.md.
 */
final class QuietLogging {
    /** How much SLF4J says about itself; read once, when SLF4J is initialised. */
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    /** A class path that has this file has a provider. */
    private static final String PROVIDER = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

    /** Names a provider that is not declared in a file. */
    private static final String PROVIDER_PROPERTY = "slf4j.provider";

    static {
        initialiseJhdf();
    }

    private QuietLogging() {}

    /** Must come before the first use of a jhdf class. */
    static void ensure() {
        // The static block has run.
    }

    private static void initialiseJhdf() {
        if (HdfFile.class.getClassLoader().getResource(PROVIDER) != null
                || System.getProperty(PROVIDER_PROPERTY) != null
                || System.getProperty(VERBOSITY) != null) {
            return;
        }
        System.setProperty(VERBOSITY, "ERROR");
        try {
            MethodHandles.lookup().ensureInitialized(HdfFile.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("jhdf's HdfFile is public", e);
        } finally {
            System.clearProperty(VERBOSITY);
        }
    }
}
