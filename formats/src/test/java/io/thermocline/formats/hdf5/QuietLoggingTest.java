package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

class QuietLoggingTest {
    @TempDir Path folder;

    @Test
    void aBareClassPathPrintsNothing() throws Exception {
        ChildJvm.Result result = ChildJvm.run(List.of("-Xmx128m"), Quiet.class, folder);
        assertEquals("", result.output());
        assertEquals(0, result.code());
    }

    @Test
    void aVerbosityThatIsSetStaysAsItIs() throws Exception {
        List<String> options = List.of("-Xmx128m", "-Dslf4j.internal.verbosity=ERROR");
        assertEquals("", ChildJvm.run(options, Quiet.class, folder).output());
    }

    /** Writes and reads everything this package can. */
    static final class Quiet {
        private Quiet() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            Path file = folder.resolve("quiet.h5");
            String before = System.getProperty("slf4j.internal.verbosity", "");
            try (Arena arena = Arena.ofConfined()) {
                Schema schema = RandomColumns.schema(RandomColumns.ALL_TYPES, true);
                MemoryRun run = new RandomColumns(1, arena).run(schema, 0, 100, 4096);
                ColdSegmentFacts facts = ColdSegmentFacts.of("t", 1, Instant.EPOCH);
                ColdSegmentWriter.write(file, List.of(run), facts, null);
            }
            try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                reader.verify();
            }
            try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
                if (datasets.objects().size() < 40) {
                    throw new IllegalStateException("objects are missing");
                }
            }
            if (!before.equals(System.getProperty("slf4j.internal.verbosity", ""))) {
                throw new IllegalStateException("a system property was left behind");
            }
        }
    }
}
